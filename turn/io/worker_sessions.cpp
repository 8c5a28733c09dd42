// SPDX-License-Identifier: MIT
// What operators ask a worker: its sessions, in slices that keep no packet waiting, one in full, to
// end some; and the record of each that has ended.
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "turn/io/run_on_loop.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

// Places of the table looked at in one turn: a fraction of a millisecond.
constexpr std::uint32_t kSlice = 256;
constexpr std::size_t kKicksPerTurn = 64;

}  // namespace

std::vector<SessionInfo> Worker::sessions() {
  std::vector<SessionInfo> all;
  std::uint32_t from = 0;
  for (;;) {
    auto slice = run_on_loop(*loop_, [this, from] {
      auto some = server_.sessions(from, kSlice, loop_->now());
      for (SessionInfo& session : some.sessions) add_security(session);
      return some;
    });
    if (!slice) return all;
    std::move(slice->sessions.begin(), slice->sessions.end(), std::back_inserter(all));
    if (slice->last) return all;
    from = slice->next;
  }
}

std::optional<SessionDetails> Worker::session(AllocationId id) {
  auto found = run_on_loop(*loop_, [this, id] {
    auto details = server_.session(id, loop_->now());
    if (details) add_security(details->session);
    return details;
  });
  return found ? std::move(*found) : std::nullopt;
}

std::size_t Worker::kick(const std::vector<AllocationId>& ids) {
  std::size_t kicked = 0;
  for (std::size_t from = 0; from < ids.size(); from += kKicksPerTurn) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end =
        ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), from + kKicksPerTurn));
    const auto some = run_on_loop(*loop_, [this, part = std::vector<AllocationId>(begin, end)] {
      std::size_t count = 0;
      for (const AllocationId id : part) count += server_.kick(id, now(), effects_) ? 1 : 0;
      finish_turn();
      return count;
    });
    kicked += some.value_or(0);
  }
  return kicked;
}

std::shared_ptr<CaptureTap> Worker::start_capture(AllocationId id, std::uint32_t snaplen) {
  return run_on_loop(*loop_, [this, id, snaplen] { return captures_.start(id, snaplen); })
      .value_or(nullptr);
}

void Worker::stop_capture(const std::shared_ptr<CaptureTap>& tap) {
  (void)run_on_loop(*loop_, [this, tap] {
    captures_.stop(tap);
    return true;
  });
}

void Worker::add_security(SessionInfo& session) const {
  if (session.transport == Transport::dtls) {
    if (dtls_) session.security = dtls_->security(session.connection);
  } else if (session.transport == Transport::tls) {
    const auto at = streams_.find(session.connection);
    if (at != streams_.end()) session.security = at->second->security();
  }
}

// The kernel counts for each socket what found its buffer full.
void Worker::count_overflows() noexcept {
  std::uint64_t total = 0;
  for (const auto& listener : listeners_) {
    std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
    socklen_t size = sizeof info;
    if (::getsockopt(listener->out().socket.fd(), SOL_SOCKET, SO_MEMINFO, info.data(), &size) == 0)
      total += info[SK_MEMINFO_DROPS];
  }
  const std::uint64_t known = stats_.listener_overflows.value();
  if (total > known) stats_.listener_overflows.add(total - known);
}

}  // namespace turn::io
