// SPDX-License-Identifier: MIT
// Heartbeat: runs one short question again and again on a worker pool and keeps the latest answer,
// so that whoever wants to know the state of a part never waits for it. At most one question is on
// its way. ask(): one thread, without blocking; state(): any thread, without blocking.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/guarded.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

enum class Beat { well, failing, busy };

struct PartState {
  Beat beat = Beat::well;
  std::string why;  // empty where all is well

  friend bool operator==(const PartState&, const PartState&) = default;
};

class Heartbeat {
 public:
  // A part that takes this long for one question is busy.
  static constexpr std::chrono::seconds kBusyAfter{3};

  // The pool outlives this; `question` may block, and it must live until the pool has stopped.
  // The error `timeout` means busy, every other error failing. Before the first answer the part
  // counts as well: it has just been opened.
  Heartbeat(net::WorkerPool& pool, std::function<base::Status()> question);

  // Posts the question unless the last one is still on its way.
  void ask(base::Instant now);
  PartState state(base::Instant now) const;

 private:
  struct Kept {
    PartState last;
    std::optional<base::Instant> asked;  // the question on its way
  };

  net::WorkerPool& pool_;
  const std::function<base::Status()> question_;
  // Shared with the job, which may end after this object.
  const std::shared_ptr<base::Guarded<Kept>> kept_;
};

}  // namespace lecternd
