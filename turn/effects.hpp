// SPDX-License-Identifier: MIT
// What the core wants done: replies to send, relay sockets to open and close (control), and where
// one datagram goes (data). The worker executes them in order. One thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "turn/stats.hpp"
#include "turn/types.hpp"

namespace turn {

// Bytes stand in the Effects' own buffer, so that answering costs no heap once that has grown.
struct Reply {
  Leg to;
  std::size_t offset = 0;
  std::size_t size = 0;
};
// The worker binds a socket to `local` and reports relay_opened() or relay_failed() with the same
// `relay`; until then no reply leaves. An allocation has one relay address, or one of each family
// (RFC 8656 section 7.2, ADDITIONAL-ADDRESS-FAMILY).
struct OpenRelay {
  AllocationId allocation;
  RelayKey relay;
  base::Endpoint local;
  RelayTransport transport = RelayTransport::udp;
};
struct CloseRelay {
  AllocationId allocation;
  RelayKey relay;
};
struct SessionEnded {
  SessionInfo session;
  EndReason reason = EndReason::deleted;
};
// RFC 6062. A connection from the relayed address `local` to a peer is wanted: peer_connected() or
// peer_connect_failed().
struct ConnectPeer {
  ConnectionId connection;
  base::Endpoint local;
  PeerEndpoint peer;
};
// The same to one of our own live relayed addresses, inside the process: its worker, `owner`, hears
// of it as accepted from `source`.
struct ConnectOwn {
  ConnectionId connection;
  RelayKey target;
  WorkerIndex owner = 0;
  PeerEndpoint source;
};
struct ClosePeer {
  ConnectionId connection;
};
// The client's connection carries nothing but the peer's bytes from here on, after the replies that
// stand before this.
struct BindPeer {
  ConnectionId connection;
  Leg client;
};
// The client's connection, with the message that was just handled, belongs to another worker.
struct MoveClient {
  Leg client;
  WorkerIndex to = 0;
};
// RFC 8016. The datagram that was just handled is about an allocation of another worker, which
// answers it as `moved`.
struct PassOn {
  Leg client;
  WorkerIndex to = 0;
};
// A client that came by another worker's socket, `client.via`, has its allocation here: that worker
// passes on all it sends.
struct ClientMoved {
  Leg client;
};
// Somebody tried a name or a password that is wrong, over a transport that proves his address: not
// over UDP, where it may be forged so that somebody else is blamed.
struct AuthFailed {
  base::Endpoint client;
  Transport transport = Transport::tcp;
  AuthFailure why = AuthFailure::bad_integrity;
  std::string username;  // as he gave it, cut
};
using Effect = std::variant<Reply, OpenRelay, CloseRelay, SessionEnded, ConnectPeer, ConnectOwn,
                            ClosePeer, BindPeer, MoveClient, PassOn, ClientMoved, AuthFailed>;

class Effects {
 public:
  void reply(const Leg& to, base::Bytes message) {
    list_.push_back(Reply{to, bytes_.size(), message.size()});
    bytes_.insert(bytes_.end(), message.begin(), message.end());
  }
  void add(Effect effect) { list_.push_back(std::move(effect)); }

  std::size_t size() const noexcept { return list_.size(); }
  bool empty() const noexcept { return list_.empty(); }
  const Effect& operator[](std::size_t i) const noexcept { return list_[i]; }
  base::Bytes message(const Reply& reply) const noexcept {
    return base::Bytes{bytes_}.subspan(reply.offset, reply.size);
  }
  void clear() noexcept {
    list_.clear();
    bytes_.clear();
  }

 private:
  std::vector<Effect> list_;
  std::vector<std::byte> bytes_;
};

// Room that a datagram needs around it to become a Data indication or ChannelData in place.
inline constexpr std::size_t kHeadRoom = 64;
inline constexpr std::size_t kTailRoom = 4;

// One datagram on its way out of an allocation. `payload` looks into the bytes that were handed in.
struct Forward {
  enum class Kind : std::uint8_t {
    none,
    to_peer,  // to `peer` by the allocation's relay socket of that family
    hairpin,  // to our own relayed address `target`, inside the process; it comes from `source`
  };
  Kind kind = Kind::none;
  bool dont_fragment = false;
  AllocationId allocation;
  PeerEndpoint peer;
  RelayKey target;
  PeerEndpoint source;
  base::Bytes payload;
  std::uint32_t wait_room = 0;  // above 0: not now, see Server::may_go()
};

// One datagram on its way to a client, framed.
struct ToClient {
  Leg to;
  base::Bytes message;
  AllocationId allocation{};  // the rest only where it has to wait
  std::uint32_t payload = 0;  // bytes that count
  std::uint32_t wait_room = 0;
};

}  // namespace turn
