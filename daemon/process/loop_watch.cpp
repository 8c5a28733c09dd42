// SPDX-License-Identifier: MIT
#include "daemon/process/loop_watch.hpp"

namespace lecternd {

LoopWatch::LoopWatch(net::EventLoop& main, const std::vector<const net::EventLoop*>& loops,
                     const base::Log& log, std::function<void(bool)> after_look)
    : main_(main), log_(log), after_look_(std::move(after_look)), timer_(main, [this] {
        look(main_.now());
        timer_.start_after(kEvery);
      }) {
  for (const net::EventLoop* loop : loops) watched_.push_back({loop, loop->turns(), main_.now()});
  timer_.start_after(kEvery);
}

std::vector<std::string> LoopWatch::stalled() const {
  return stalled_.with([](const auto& names) { return names; });
}

void LoopWatch::look(base::Instant now) {
  std::vector<std::string> names;
  for (Watched& w : watched_) {
    const std::uint64_t turns = w.loop->turns();
    if (turns != w.turns) {
      w.turns = turns;
      w.moved = now;
    }
    const bool stalled = now - w.moved >= kStalledAfter;
    if (stalled && !w.stalled) log_.error("loop_stalled", {{"loop", w.loop->name()}});
    if (!stalled && w.stalled) log_.warning("loop_moves_again", {{"loop", w.loop->name()}});
    w.stalled = stalled;
    if (stalled) names.push_back(w.loop->name());
  }
  const bool well = names.empty();
  stalled_.with([&](auto& kept) { kept = std::move(names); });
  if (after_look_) after_look_(well);
}

}  // namespace lecternd
