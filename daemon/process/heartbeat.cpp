// SPDX-License-Identifier: MIT
#include "daemon/process/heartbeat.hpp"

#include <utility>

namespace lecternd {
namespace {

PartState state_of(const base::Status& answer) {
  if (answer) return {};
  const bool busy = answer.error().code == base::Errc::timeout;
  return {busy ? Beat::busy : Beat::failing, answer.error().what};
}

}  // namespace

Heartbeat::Heartbeat(net::WorkerPool& pool, std::function<base::Status()> question)
    : pool_(pool), question_(std::move(question)), kept_(std::make_shared<base::Guarded<Kept>>()) {}

void Heartbeat::ask(base::Instant now) {
  const bool on_its_way = kept_->with([&](Kept& kept) {
    if (kept.asked) return true;
    kept.asked = now;
    return false;
  });
  if (on_its_way) return;
  const auto job = [question = question_, kept = kept_] {
    const base::Status answer = question();
    kept->with([&](Kept& to) {
      to.last = state_of(answer);
      to.asked.reset();
    });
  };
  // A full pool is busy by itself; the next call asks again.
  if (pool_.post(job)) return;
  kept_->with([&](Kept& kept) {
    kept.last = {Beat::busy, "no worker takes the question"};
    kept.asked.reset();
  });
}

PartState Heartbeat::state(base::Instant now) const {
  return kept_->with([&](const Kept& kept) {
    if (!kept.asked || now - *kept.asked < kBusyAfter) return kept.last;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - *kept.asked);
    return PartState{Beat::busy, "has not answered for " + std::to_string(seconds.count()) + " s"};
  });
}

}  // namespace lecternd
