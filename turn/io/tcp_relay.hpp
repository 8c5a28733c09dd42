// SPDX-License-Identifier: MIT
// TcpRelay: the TCP side of one worker towards peers (RFC 6062): relayed addresses that are
// listened on, connections to peers from those very addresses, and, once a client has bound one,
// the pump between the two. What a peer sends before that stays in the kernel, whose window does
// the waiting. The worker's thread only.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "base/fd.hpp"
#include "net/bridge.hpp"
#include "net/event_loop.hpp"
#include "net/stream.hpp"
#include "net/tcp_listener.hpp"
#include "turn/types.hpp"

namespace turn::io {

class TcpRelayHost {
 public:
  // A peer has connected to the allocation's relayed address. The caller is the listener: it must
  // not end in here.
  virtual void on_peer_accepted(AllocationId allocation, const PeerEndpoint& from,
                                base::UniqueFd fd) noexcept = 0;
  // What became of connect(); the last thing that happens in a wake-up.
  virtual void on_peer_connected(ConnectionId id) noexcept = 0;
  virtual void on_peer_failed(ConnectionId id) noexcept = 0;
  virtual void on_peer_moved(ConnectionId id, std::uint64_t to_peer,
                             std::uint64_t to_client) noexcept = 0;
  // How long reading for that direction has to pause, because the allocation is over its rate; and
  // that so much was read.
  virtual std::chrono::nanoseconds pause(ConnectionId id, Direction direction) noexcept = 0;
  virtual void on_peer_read(ConnectionId id, Direction direction, std::size_t bytes) noexcept = 0;
  // A bound connection has ended by itself and is gone.
  virtual void on_peer_closed(ConnectionId id) noexcept = 0;

 protected:
  ~TcpRelayHost() = default;
};

class PeerLink;

class TcpRelay {
 public:
  // `scratch`: at least net::Bridge::kScratch bytes, nothing of which outlives a callback. Both
  // outlive the relay.
  TcpRelay(net::EventLoop& loop, base::MutableBytes scratch, TcpRelayHost& host);
  ~TcpRelay();
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;

  // Fails where anybody listens on `local`.
  base::Status listen(AllocationId allocation, RelayKey relay, const base::Endpoint& local);
  void stop_listening(RelayKey relay) noexcept;

  // False: failed at once. Else on_peer_connected() or on_peer_failed(), unless close() comes
  // first; the deadline is the caller's.
  bool connect(ConnectionId id, const base::Endpoint& local, const PeerEndpoint& peer);
  // A connection that is there already.
  void add(ConnectionId id, base::UniqueFd fd);
  // The client's connection carries the peer's bytes from now on; `first` were read from it. False:
  // the connection is not there (any more), or bound already.
  bool bind(ConnectionId id, std::unique_ptr<net::Stream> client, std::vector<std::byte> first);
  void close(ConnectionId id) noexcept;

  std::size_t size() const noexcept { return links_.size(); }
  // Connections that a client has bound.
  std::size_t bound() const noexcept { return bound_; }

 private:
  friend class PeerLink;
  void on_outcome(PeerLink& link) noexcept;

  net::EventLoop& loop_;
  base::MutableBytes scratch_;
  TcpRelayHost& host_;
  std::unordered_map<RelayKey, std::unique_ptr<net::TcpListener>> listeners_;
  std::unordered_map<ConnectionId, std::unique_ptr<PeerLink>> links_;
  std::size_t bound_ = 0;
};

}  // namespace turn::io
