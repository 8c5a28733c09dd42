// SPDX-License-Identifier: MIT
#include "turn/io/sessions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "turn/io/run_on_loop.hpp"

namespace turn::io {
namespace {

// Places of the core's table that one turn looks at: a fraction of a millisecond.
constexpr std::uint32_t kPlacesPerTurn = 256;
constexpr std::size_t kKicksPerTurn = 64;

}  // namespace

std::vector<SessionInfo> Sessions::all() {
  std::vector<SessionInfo> all;
  std::uint32_t from = 0;
  for (;;) {
    auto slice = run_on_loop(loop_, [this, from] {
      auto some = server_.sessions(from, kPlacesPerTurn, clock_.instant());
      for (SessionInfo& session : some.sessions) session.security = sockets_.security(session);
      return some;
    });
    if (!slice) return all;
    std::move(slice->sessions.begin(), slice->sessions.end(), std::back_inserter(all));
    if (slice->last) return all;
    from = slice->next;
  }
}

std::optional<SessionDetails> Sessions::find(AllocationId id) {
  auto found = run_on_loop(loop_, [this, id] {
    auto details = server_.session(id, clock_.instant());
    if (details) details->session.security = sockets_.security(details->session);
    return details;
  });
  return found ? std::move(*found) : std::nullopt;
}

std::size_t Sessions::kick(const std::vector<AllocationId>& ids) {
  std::size_t kicked = 0;
  for (std::size_t from = 0; from < ids.size(); from += kKicksPerTurn) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end =
        ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), from + kKicksPerTurn));
    const auto some = run_on_loop(loop_, [this, part = std::vector<AllocationId>(begin, end)] {
      std::size_t count = 0;
      for (const AllocationId id : part) count += server_.kick(id, clock_.now(), effects_) ? 1 : 0;
      turn_.finish_turn();
      return count;
    });
    kicked += some.value_or(0);
  }
  return kicked;
}

std::shared_ptr<CaptureTap> Sessions::start_capture(AllocationId id, std::uint32_t snaplen) {
  return run_on_loop(loop_, [this, id, snaplen] { return captures_.start(id, snaplen); })
      .value_or(nullptr);
}

void Sessions::stop_capture(const std::shared_ptr<CaptureTap>& tap) {
  (void)run_on_loop(loop_, [this, tap] {
    captures_.stop(tap);
    return true;
  });
}

}  // namespace turn::io
