// SPDX-License-Identifier: MIT
#include "daemon/relay/drain.hpp"

#include <algorithm>

namespace lecternd {
namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 200ms;

}  // namespace

Drain::Drain(net::EventLoop& loop, Parts parts, const base::Log& log)
    : loop_(loop),
      parts_(std::move(parts)),
      log_(log),
      self_(std::make_shared<Drain*>(this)),
      timer_(loop, [this] { look(); }) {}

Drain::~Drain() { *self_ = nullptr; }

void Drain::start(std::optional<std::chrono::seconds> deadline) {
  state_.with([&](State& state) {
    state.active = true;
    state.deadline = deadline ? std::optional{clock_.now() + *deadline} : std::nullopt;
  });
  parts_.refuse_new(true);
  log_.info("draining",
            {{"allocations", parts_.left()},
             {"deadline_seconds",
              deadline ? static_cast<std::int64_t>(deadline->count()) : std::int64_t{-1}}});
  (void)loop_.post([self = self_] {
    if (*self != nullptr) (*self)->look();
  });
}

bool Drain::cancel() {
  const bool was_active =
      state_.with([](State& state) { return std::exchange(state, State{}).active; });
  if (!was_active) return false;
  parts_.refuse_new(false);
  log_.info("drain_cancelled", {{"allocations", parts_.left()}});
  return true;
}

Drain::State Drain::state() const {
  return state_.with([](const State& state) { return state; });
}

std::optional<std::chrono::seconds> Drain::remaining() const {
  const State now = state();
  if (!now.deadline) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(
      std::max(*now.deadline - clock_.now(), base::Instant::duration{}));
}

// Runs on the main loop until no allocation is left, the deadline is over, or the drain is
// cancelled.
void Drain::look() noexcept {
  const State now = state();
  if (!now.active) {
    if (std::exchange(watching_, false)) parts_.tell("");
    return;
  }
  const std::size_t left = parts_.left();
  const bool late = now.deadline && *now.deadline <= clock_.now();
  if (left == 0 || late) {
    log_.info("drained", {{"allocations_left", left}});
    return parts_.leave(left != 0);
  }
  if (!std::exchange(watching_, true) || left != told_) {
    told_ = left;
    parts_.tell("draining, " + std::to_string(left) +
                (left == 1 ? " allocation left" : " allocations left"));
  }
  timer_.start_after(kInterval);
}

}  // namespace lecternd
