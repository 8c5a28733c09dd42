// SPDX-License-Identifier: MIT
// Connect and connections from peers (RFC 6062 sections 5.2, 5.3 and 5.5): what leads to a
// connection between a relayed address and a peer, and what ends it.
#include <algorithm>

#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {

using stun::Attr;
using stun::Class;
using stun::ErrorCode;
using stun::Method;

void Server::on_connect(Request& request) {
  // "If the request is received on a TCP connection for which no allocation exists, the server MUST
  // return a 437"
  if (request.allocation == nullptr || request.allocation->state != Allocation::State::active) {
    return refuse(request, ErrorCode::allocation_mismatch);
  }
  Allocation& allocation = *request.allocation;
  // Datagrams have no connections.
  if (allocation.transport != RelayTransport::tcp) return refuse(request, ErrorCode::forbidden);
  const auto peer_value = request.message.find(Attr::xor_peer_address);
  const auto peer = peer_value
                        ? stun::decode_xor_address(*peer_value, request.message.transaction_id())
                        : std::nullopt;
  if (!peer || peer->port == 0) return refuse(request, ErrorCode::bad_request);
  // The same policy as for permissions: an address that may not be sent to may not be connected to.
  const auto allowed = permitted(allocation, *peer);
  if (!allowed) return refuse(request, allowed.error());
  // "... currently processing a Connect request ... with the same XOR-PEER-ADDRESS" or its
  // connection is there: 446
  if (peers_.find(allocation.id, *allowed) != nullptr)
    return refuse(request, ErrorCode::connection_already_exists);
  // Of our own ports only live relayed addresses of TCP: there is no way to this host's listeners.
  const auto own = shared_.ports.own_address(allowed->value().ip);
  std::optional<WorkerIndex> owner;
  if (own) {
    owner = shared_.ports.owner(RelayKey{*own, allowed->value().port}, RelayTransport::tcp);
    if (!owner) return refuse(request, ErrorCode::forbidden);
  }
  if (const auto full = take_connection(allocation)) return refuse(request, *full);

  PeerConnection& connection =
      peers_.add(allocation.id, *allowed, request.now.mono + config_.connect_timeout, random_);
  connection.state = PeerConnection::State::connecting;
  connection.transaction = request.message.transaction_id();
  connection.fingerprint = request.message.has_fingerprint();
  connection.integrity = request.integrity;
  const RelayKey relay =
      *allocation.relay_for(allowed->value().ip.family());  // permitted() has asked
  if (own) {
    request.out.add(ConnectOwn{connection.id, RelayKey{*own, allowed->value().port}, *owner,
                               PeerEndpoint{shared_.ports.external(relay)}});
  } else {
    request.out.add(ConnectPeer{connection.id, shared_.ports.local(relay), *allowed});
  }
}

// Counts one more; a code: there is no room.
std::optional<ErrorCode> Server::take_connection(const Allocation& allocation) {
  if (peers_.count(allocation.id) >= config_.max_connections)
    return ErrorCode::insufficient_capacity;
  switch (shared_.connections.take(Holder{allocation.identity})) {
    case Quotas::Verdict::user_exceeded:
    case Quotas::Verdict::meeting_exceeded:
    case Quotas::Verdict::source_exceeded: return ErrorCode::allocation_quota_reached;
    case Quotas::Verdict::total_exceeded: return ErrorCode::insufficient_capacity;
    case Quotas::Verdict::taken: break;
  }
  return std::nullopt;
}

void Server::peer_connected(ConnectionId id, Now now, Effects& out) {
  PeerConnection* connection = peers_.find(id);
  if (connection == nullptr || connection->state != PeerConnection::State::connecting) return;
  connection->state = PeerConnection::State::waiting;
  // "If no ConnectionBind request associated with this peer data connection is received after 30
  // seconds, ... MUST be closed"
  peers_.set_deadline(*connection, now.mono + config_.bind_timeout);
  stats_.peer_connections_opened.add();
  answer_connect(*connection, std::nullopt, out);
}

void Server::peer_connect_failed(ConnectionId id, Now, Effects& out) {
  PeerConnection* connection = peers_.find(id);
  if (connection == nullptr || connection->state != PeerConnection::State::connecting) return;
  answer_connect(*connection, ErrorCode::connection_timeout_or_failure, out);
  forget_connection(*connection);
}

void Server::answer_connect(const PeerConnection& connection, std::optional<ErrorCode> error,
                            Effects& out) {
  const Allocation& allocation = *allocations_.find(connection.allocation);
  stun::Builder answer{scratch_, error ? Class::error : Class::success, Method::connect,
                       connection.transaction};
  if (error) {
    stats_.error(static_cast<std::uint16_t>(*error));
    answer.error(*error);
  } else {
    answer.u32(Attr::connection_id, connection.id.value());
  }
  sign(answer, allocation.key, connection.integrity);
  if (connection.fingerprint) answer.fingerprint();
  out.reply(allocation.leg, answer.message());
}

std::optional<ConnectionId> Server::peer_accepted(AllocationId relay, const PeerEndpoint& from,
                                                  Now now, Effects& out) {
  Allocation* allocation = allocations_.find(relay);
  // Our own relayed addresses come by the other way; this is another program of this host.
  if (allocation != nullptr && shared_.ports.own_address(from.value().ip)) {
    stats_.drop(Drop::from_own_address);
    return std::nullopt;
  }
  return accepted(allocation, from, now, out);
}

std::optional<ConnectionId> Server::peer_accepted(RelayKey target, const PeerEndpoint& from,
                                                  Now now, Effects& out) {
  return accepted(allocations_.find(target), from, now, out);
}

std::optional<ConnectionId> Server::accepted(Allocation* allocation, const PeerEndpoint& from,
                                             Now now, Effects& out) {
  if (allocation == nullptr || allocation->state != Allocation::State::active ||
      allocation->transport != RelayTransport::tcp) {
    stats_.drop(Drop::no_allocation);
    return std::nullopt;
  }
  // "If no permission for this peer has been installed for this allocation, the server MUST close
  // the connection with the peer immediately after it has been accepted."
  if (!allocation->permissions.allows(from.value().ip, now.mono)) {
    stats_.drop(Drop::no_permission);
    return std::nullopt;
  }
  if (take_connection(*allocation)) {
    stats_.drop(Drop::too_many_connections);
    return std::nullopt;
  }
  PeerConnection& connection =
      peers_.add(allocation->id, from, now.mono + config_.bind_timeout, random_);
  stats_.peer_connections_opened.add();
  stun::TransactionId transaction;
  random_.fill(transaction);
  stun::Builder attempt{scratch_, Class::indication, Method::connection_attempt, transaction};
  attempt.u32(Attr::connection_id, connection.id.value())
      .xor_address(Attr::xor_peer_address, from.value());
  if (allocation->fingerprint) attempt.fingerprint();
  out.reply(allocation->leg, attempt.message());
  return connection.id;
}

void Server::peer_moved(ConnectionId id, std::uint64_t to_peer, std::uint64_t to_client) noexcept {
  const PeerConnection* connection = peers_.find(id);
  if (connection == nullptr) return;
  Allocation* allocation = allocations_.find(connection->allocation);
  allocation->to_peers.bytes += to_peer;
  allocation->to_client.bytes += to_client;
  const FiveTuple& client = allocation->leg.tuple;
  stats_.to_peers.of(client.transport, connection->peer.value().ip.family()).bytes.add(to_peer);
  stats_.to_clients.of(client.transport, client.client.ip.family()).bytes.add(to_client);
}

void Server::peer_closed(ConnectionId id) {
  if (const PeerConnection* connection = peers_.find(id)) forget_connection(*connection);
}

// Gives back what the connection held.
void Server::forget_connection(const PeerConnection& connection) {
  if (connection.state != PeerConnection::State::connecting) stats_.peer_connections_closed.add();
  shared_.connections.give_back(Holder{allocations_.find(connection.allocation)->identity});
  peers_.erase(ConnectionId{connection.id});
}

// "If the allocation associated with a data connection expires, the data connection MUST be
// closed." `only`: where one relayed address of two ends.
void Server::close_connections(AllocationId allocation, std::optional<base::Family> only,
                               Effects& out) {
  for (const ConnectionId id : peers_.of(allocation)) {
    const PeerConnection& connection = *peers_.find(id);
    if (only && connection.peer.value().ip.family() != *only) continue;
    out.add(ClosePeer{id});
    forget_connection(connection);
  }
}

void Server::expire_connections(Now now, Effects& out) {
  peers_.expire(now.mono, [&](ConnectionId id) {
    const PeerConnection& connection = *peers_.find(id);
    if (connection.state == PeerConnection::State::connecting) {
      answer_connect(connection, ErrorCode::connection_timeout_or_failure, out);
    }
    out.add(ClosePeer{id});
    forget_connection(connection);
  });
}

}  // namespace turn
