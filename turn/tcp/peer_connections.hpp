// SPDX-License-Identifier: MIT
// PeerConnections: the table of TCP connections between one worker's relayed addresses and peers,
// each with one deadline (RFC 6062 sections 5.2 to 5.4). One thread.
//
//   connecting (Connect) --connected--> waiting --ConnectionBind--> bound --either side closed,
//   allocation ended--> (gone)
//      |--failed, too late--> (gone)      |--30 s--> (gone)
//   accepted from a peer -----------------^
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "base/timer_queue.hpp"
#include "turn/credentials.hpp"
#include "turn/stun/wire.hpp"
#include "turn/types.hpp"

namespace turn {

// The upper byte of a ConnectionId is the worker, the rest is random.
inline constexpr unsigned kConnectionIdBits = 24;
constexpr WorkerIndex worker_of(ConnectionId id) noexcept {
  return static_cast<WorkerIndex>(id.value() >> kConnectionIdBits);
}

struct PeerConnection {
  enum class State : std::uint8_t { connecting, waiting, bound };

  ConnectionId id;
  AllocationId allocation;
  PeerEndpoint peer;
  State state = State::waiting;
  // The Connect request that the server answers later.
  stun::TransactionId transaction{};
  bool fingerprint = false;
  Integrity integrity = Integrity::sha1;
  base::TimerId timer;
};

class PeerConnections {
 public:
  explicit PeerConnections(WorkerIndex worker) : worker_(worker) {}

  // nullptr: there is none. Pointers stay valid until erase().
  PeerConnection* find(ConnectionId id) noexcept;
  const PeerConnection* find(ConnectionId id) const noexcept;
  PeerConnection* find(AllocationId allocation, const PeerEndpoint& peer) noexcept;
  std::size_t count(AllocationId allocation) const noexcept;
  std::size_t size() const noexcept { return by_id_.size(); }
  std::vector<ConnectionId> of(AllocationId allocation) const;

  PeerConnection& add(AllocationId allocation, const PeerEndpoint& peer, base::Instant deadline,
                      base::Random& random);
  void set_deadline(PeerConnection& connection, base::Instant deadline);
  void clear_deadline(PeerConnection& connection) noexcept { timers_.cancel(connection.timer); }
  void erase(ConnectionId id) noexcept;

  std::optional<base::Instant> next_deadline() const noexcept { return timers_.next_deadline(); }
  // Calls f(ConnectionId) for each connection whose deadline has come; `f` may erase connections.
  template <class F>
  void expire(base::Instant now, F&& f) {
    timers_.expire(now, std::forward<F>(f));
  }

 private:
  struct Hash {
    std::size_t operator()(const AllocationId& id) const noexcept {
      return (std::size_t{id.generation} << 32 | id.slot) * 0x9e3779b97f4a7c15u;
    }
  };
  const WorkerIndex worker_;
  std::unordered_map<ConnectionId, PeerConnection> by_id_;
  std::unordered_map<AllocationId, std::vector<ConnectionId>, Hash>
      by_allocation_;  // few each: Config::max_connections
  base::TimerQueue<ConnectionId> timers_;
};

}  // namespace turn
