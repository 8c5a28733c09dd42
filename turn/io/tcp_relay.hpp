// SPDX-License-Identifier: MIT
// TcpRelay: the TCP connections of one worker with peers (RFC 6062): listens on relayed addresses,
// connects to peers from them, and, once a client has bound a connection, copies bytes between the
// client and the peer. Until then the peer's bytes stay in the kernel, whose receive window stops
// the peer. The loop's thread only.
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
  // A peer has connected to the allocation's relayed address. The caller is the listener: the host
  // must not destroy it in this call.
  virtual void on_peer_accepted(AllocationId allocation, const PeerEndpoint& from,
                                base::UniqueFd fd) noexcept = 0;
  // The result of connect(). It is the last call of a wake-up.
  virtual void on_peer_connected(ConnectionId id) noexcept = 0;
  virtual void on_peer_failed(ConnectionId id) noexcept = 0;
  // Bytes that a bound connection has carried since the last call.
  virtual void on_peer_moved(ConnectionId id, std::uint64_t to_peer,
                             std::uint64_t to_client) noexcept = 0;
  // How long reading for that direction has to pause because the allocation is over its rate; 0: it
  // may go on. on_peer_read() tells how many bytes were read.
  virtual std::chrono::nanoseconds pause(ConnectionId id, Direction direction) noexcept = 0;
  virtual void on_peer_read(ConnectionId id, Direction direction, std::size_t bytes) noexcept = 0;
  // The system did not let a peer's connection in.
  virtual void on_peer_not_accepted(const base::Error& error) noexcept = 0;
  // A bound connection has ended: the client or the peer has closed it. It is destroyed already.
  virtual void on_peer_closed(ConnectionId id) noexcept = 0;

 protected:
  ~TcpRelayHost() = default;
};

class PeerLink;

class TcpRelay {
 public:
  // `scratch`: at least net::Bridge::kScratch bytes; may be shared with others, because nothing
  // stays in it after a callback. All three outlive the relay.
  TcpRelay(net::EventLoop& loop, base::MutableBytes scratch, TcpRelayHost& host,
           int descriptor_ceiling);
  ~TcpRelay();
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;

  // Fails where another socket listens on `local`.
  base::Status listen(AllocationId allocation, RelayKey relay, const base::Endpoint& local);
  void stop_listening(RelayKey relay) noexcept;

  // An error: the attempt has failed at once (see net::begin_connect()). Otherwise the host gets
  // on_peer_connected() or on_peer_failed(), unless close() comes first. The caller keeps the
  // deadline.
  base::Status connect(ConnectionId id, const base::Endpoint& local, const PeerEndpoint& peer);
  // Takes a connection that is established already.
  void add(ConnectionId id, base::UniqueFd fd);
  // The client's connection carries the peer's bytes from now on; `first` are bytes that were read
  // from it already. False: the peer's connection does not exist or is bound already.
  bool bind(ConnectionId id, std::unique_ptr<net::Stream> client, std::vector<std::byte> first);
  void close(ConnectionId id) noexcept;

  std::size_t size() const noexcept { return links_.size(); }
  // How many connections a client has bound.
  std::size_t bound() const noexcept { return bound_; }

 private:
  friend class PeerLink;
  void on_outcome(PeerLink& link) noexcept;

  net::EventLoop& loop_;
  base::MutableBytes scratch_;
  TcpRelayHost& host_;
  const int descriptor_ceiling_;
  std::unordered_map<RelayKey, std::unique_ptr<net::TcpListener>> listeners_;
  std::unordered_map<ConnectionId, std::unique_ptr<PeerLink>> links_;
  std::size_t bound_ = 0;
};

}  // namespace turn::io
