// SPDX-License-Identifier: MIT
// Effects: the work that the core asks of the worker (control), and the destination of one datagram
// (data). One thread.
//
// The worker executes control in three lists, each at its own time:
//   handoffs  right after the message that caused them, while its bytes are still there
//   io        sockets, records and logs, in order; running one may add more
//   replies   last: a relay socket is bound before the success answer leaves (RFC 8656 section 7.2)
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "turn/stats.hpp"
#include "turn/types.hpp"

namespace turn {

// --- io ---

// The worker binds a socket to `local` and calls relay_opened() or relay_failed() with the same
// `relay`; the core answers the Allocate then. An allocation has one relay address, or one of each
// family (RFC 8656 section 7.2, ADDITIONAL-ADDRESS-FAMILY).
struct OpenRelay {
  AllocationId allocation;
  RelayKey relay;
  base::Endpoint local;
  RelayTransport transport = RelayTransport::udp;
  bool next_too = false;  // the next port is promised: opening fails unless it can be bound, too
};
// The worker closes that socket, if there is one, and calls relay_closed().
struct CloseRelay {
  AllocationId allocation;
  RelayKey relay;
};
struct SessionEnded {
  SessionInfo session;
  EndReason reason = EndReason::deleted;
};
// RFC 6062. The worker connects the relayed address `local` to a peer and calls peer_connected() or
// peer_connect_failed().
struct ConnectPeer {
  ConnectionId connection;
  base::Endpoint local;
  PeerEndpoint peer;
};
// The same for a peer that is one of our own live relayed addresses. The connection stays inside
// the process: the worker `owner` gets it as accepted from `source`.
struct ConnectOwn {
  ConnectionId connection;
  RelayKey target;
  WorkerIndex owner = 0;
  PeerEndpoint source;
};
struct ClosePeer {
  ConnectionId connection;
};
// A client that came by another worker's socket, `client.via`, has its allocation here. The worker
// tells that other worker to pass on all datagrams of this client.
struct ClientMoved {
  Leg client;
};
// A client tried a wrong name or a wrong password, and its address is proven: by a handshake, or
// over UDP by a nonce that the server sent to this address. Else it is not reported: a forged
// source address would blame somebody else.
struct AuthFailed {
  base::Endpoint client;
  Transport transport = Transport::tcp;
  AuthFailure why = AuthFailure::bad_integrity;
  std::string username;  // as the client sent it, cut to 128 bytes
};
using IoEffect = std::variant<OpenRelay, CloseRelay, SessionEnded, ConnectPeer, ConnectOwn,
                              ClosePeer, ClientMoved, AuthFailed>;

// --- handoffs: at most one for each message of a client ---

// The client's connection carries only the peer's bytes once the answers before this are written.
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
using Handoff = std::variant<BindPeer, MoveClient, PassOn>;

// --- replies ---

// The bytes are in the Effects' own buffer, so that an answer costs no heap once that has grown.
struct Reply {
  Leg to;
  std::size_t offset = 0;
  std::size_t size = 0;
};

class Effects {
 public:
  void add(IoEffect effect) { io_.push_back(std::move(effect)); }
  void add(const Handoff& handoff) { handoffs_.push_back(handoff); }
  void reply(const Leg& to, base::Bytes message) {
    replies_.push_back(Reply{to, bytes_.size(), message.size()});
    bytes_.insert(bytes_.end(), message.begin(), message.end());
  }

  // Calls execute(const IoEffect&) for each io effect in order and removes it. `execute` may add
  // effects of every kind: new io effects run after the earlier ones. Not recursive.
  template <class Execute>
  void run_io(Execute&& execute) {
    while (!io_.empty()) {
      running_.swap(io_);
      for (const IoEffect& effect : running_) execute(effect);
      running_.clear();
    }
  }

  const std::vector<IoEffect>& io() const noexcept { return io_; }
  const std::vector<Handoff>& handoffs() const noexcept { return handoffs_; }
  void clear_handoffs() noexcept { handoffs_.clear(); }

  // The bytes of replies stay where they are until a reply is added or the replies are cleared.
  const std::vector<Reply>& replies() const noexcept { return replies_; }
  base::Bytes message(const Reply& reply) const noexcept {
    return base::Bytes{bytes_}.subspan(reply.offset, reply.size);
  }
  void clear_replies() noexcept {
    replies_.clear();
    bytes_.clear();
  }

  std::size_t size() const noexcept { return io_.size() + handoffs_.size() + replies_.size(); }
  bool empty() const noexcept { return size() == 0; }
  void clear() noexcept {
    io_.clear();
    clear_handoffs();
    clear_replies();
  }

 private:
  std::vector<IoEffect> io_;
  std::vector<IoEffect> running_;  // the effects that run_io() executes
  std::vector<Handoff> handoffs_;
  std::vector<Reply> replies_;
  std::vector<std::byte> bytes_;
};

// The room around a datagram in which it becomes a Data indication or ChannelData in place.
inline constexpr std::size_t kHeadRoom = 64;
inline constexpr std::size_t kTailRoom = 4;

// One datagram on its way out of an allocation. `payload` looks into the bytes that were handed in.
struct Forward {
  enum class Kind : std::uint8_t {
    none,
    to_peer,  // to `peer` by the allocation's relay socket of that family
    hairpin,  // from `source` to our own relayed address `target`, inside the process
  };
  Kind kind = Kind::none;
  bool dont_fragment = false;
  AllocationId allocation;
  PeerEndpoint peer;
  RelayKey target;
  PeerEndpoint source;
  base::Bytes payload;
  std::uint32_t wait_room = 0;  // above 0: the caller queues it, see Server::may_go()
};

// One datagram on its way to a client, framed.
struct ToClient {
  Leg to;
  base::Bytes message;
  AllocationId allocation{};  // set, as the rest, if `wait_room` is not 0
  std::uint32_t payload = 0;  // bytes that the rate counts
  std::uint32_t wait_room = 0;
};

}  // namespace turn
