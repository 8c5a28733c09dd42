// SPDX-License-Identifier: MIT
#include "meetings/notify/queue_gauges.hpp"

#include <algorithm>

namespace meetings::notify {
namespace {

constexpr std::chrono::seconds kLookEvery{10};

base::Gauge& state_gauge(base::Metrics& metrics, const QueueGauges::Names& names,
                         const char* state) {
  return metrics.gauge(names.queue, names.queue_help, {{"state", state}});
}

}  // namespace

QueueGauges::QueueGauges(Store& store, const base::Clock& clock, base::Metrics& metrics,
                         OutboxKind kind, const Names& names)
    : store_(store),
      clock_(clock),
      kind_(kind),
      waiting_(state_gauge(metrics, names, "waiting")),
      sending_(state_gauge(metrics, names, "sending")),
      dead_(state_gauge(metrics, names, "dead")),
      oldest_(metrics.gauge(names.oldest, names.oldest_help)) {}

void QueueGauges::look() {
  if (clock_.now() < next_look_) return;
  next_look_ = clock_.now() + kLookEvery;
  const auto counts = meetings::read(
      store_,
      [](UnitOfWork& work) -> Outcome<std::vector<OutboxCount>> { return work.outbox().counts(); });
  if (!counts) return;
  std::int64_t waiting = 0, sending = 0, dead = 0;
  const base::WallTime now = clock_.wall_now();
  base::WallTime oldest = now;
  for (const OutboxCount& one : *counts) {
    if (one.kind != kind_) continue;
    const auto count = static_cast<std::int64_t>(one.count);
    if (one.state == OutboxState::waiting) waiting = count;
    if (one.state == OutboxState::sending) sending = count;
    if (one.state == OutboxState::dead) dead = count;
    else oldest = std::min(oldest, one.oldest);
  }
  waiting_.set(waiting);
  sending_.set(sending);
  dead_.set(dead);
  oldest_.set(std::chrono::floor<std::chrono::seconds>(now - oldest).count());
}

}  // namespace meetings::notify
