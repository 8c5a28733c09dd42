// SPDX-License-Identifier: MIT
// MailWorker: sends the mails of the outbox, on a thread of its own, one after the other over one
// connection. It claims a few at a time, which bounds its memory; composes each from the store;
// sends it without holding a transaction; and settles it in a transaction of its own. A daemon that
// dies in between leaves the claim, which another one takes up when its lease is over: such a mail
// may arrive twice, with the same Message-ID, but is never lost. Trouble with the server stops all
// mails for a while and counts as no mail's failure.
//
// Without a server the worker removes the mails and counts them, so the outbox does not fill.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "meetings/notify/composer.hpp"
#include "meetings/notify/queue_gauges.hpp"
#include "meetings/notify/smtp_verdict.hpp"
#include "meetings/notify/stop_signal.hpp"
#include "net/client/smtp_client.hpp"

namespace meetings::notify {

class MailWorker {
 public:
  // A claim holds for so long; a mail is sent only if its claim still holds for kLongestSend.
  static constexpr std::chrono::minutes kLease{10};
  static constexpr std::chrono::minutes kLongestSend{3};
  static constexpr std::size_t kMostTogether = 16;

  struct Parts {
    Store& store;
    const base::Clock& clock;
    base::Random& random;
    const base::Log& log;
    base::Metrics& metrics;
    Composer composer;
    std::string from;  // the address of the envelope
    // Asked for each new connection, because a password file may have changed; empty: no server.
    std::function<net::client::SmtpServer()> server;
  };
  explicit MailWorker(Parts parts);
  ~MailWorker();  // calls stop()
  MailWorker(const MailWorker&) = delete;
  MailWorker& operator=(const MailWorker&) = delete;

  void start();
  // A mail that is being sent gets three seconds to end. Idempotent.
  void stop();

 private:
  struct Counters {
    base::Counter &sent, &retried, &dead, &obsolete, &expired, &no_server, &server_trouble;
  };
  // What became of one claimed mail.
  struct Settled {
    bool goes_on = true;  // else the server is in trouble
  };

  void run();
  // Sends what is due now; true if more may be.
  bool round();
  bool round_without_server();
  Outcome<std::vector<OutboxEntry>> claim(base::WallTime now);
  Settled send(const OutboxEntry& entry);
  Settled settle(const OutboxEntry& entry, const SmtpJudgement& judged);
  void give_back(const std::vector<OutboxEntry>& entries, std::size_t from);
  void write(const std::function<void(OutboxRepository&)>& change);
  void trouble(const std::string& reason);
  bool stopping_for(std::chrono::seconds time) const;
  double chance();

  Parts p_;
  Counters counted_;
  base::Gauge& paused_;
  QueueGauges queue_;
  std::unique_ptr<net::client::SmtpClient> client_;
  unsigned troubles_ = 0;  // in a row
  std::string trouble_;    // the last that was logged
  bool told_no_server_ = false;

  StopSignal stopping_;
  std::atomic<base::Instant> stopped_at_{};
  std::thread thread_;
};

}  // namespace meetings::notify
