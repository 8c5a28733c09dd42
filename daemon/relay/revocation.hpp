// SPDX-License-Identifier: MIT
// Revocation: ends the relaying of people whose sessions have ended and of meetings that are over.
// Their credentials are refused at once; a worker ends their allocations. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "meetings/events.hpp"
#include "net/worker_pool.hpp"
#include "turn/io/relay.hpp"
#include "turn/revoked_credentials.hpp"

namespace lecternd {

class Revocation {
 public:
  struct Parts {
    turn::io::Relay& relay;
    turn::RevokedCredentials& credentials;
    std::function<std::chrono::seconds()> lifetime;  // of the credentials that are issued now
    net::WorkerPool& workers;
    const base::Log& log;
  };
  // All outlive this, and this outlives the pool's jobs.
  explicit Revocation(Parts parts) : parts_(std::move(parts)) {}

  // Does not block.
  void on_event(const meetings::Event& event, base::WallTime now);
  // Call it once a second: looks again for allocations that were being made in the moment of the
  // revocation, and for those that a full pool left over.
  void post_leftovers();

 private:
  struct Ending {
    std::string subject;  // a user or a meeting
    int looks = 0;        // still to be made
  };
  void revoke(const std::string& subject, base::WallTime now);
  void post_look();
  void look();

  const Parts parts_;
  base::Guarded<std::deque<Ending>> endings_;
  std::atomic<bool> look_posted_{false};  // one look serves every ending until then
};

}  // namespace lecternd
