// SPDX-License-Identifier: MIT
#include "turn/tcp/connecting.hpp"

#include "turn/stun/attributes.hpp"

namespace turn {

using stun::Attr;
using stun::Class;
using stun::ErrorCode;
using stun::Method;

void Connecting::on_connect(const Request& request) {
  // "If the request is received on a TCP connection for which no allocation exists, the server MUST
  // return a 437"
  if (request.active() == nullptr)
    return parts_.answers.refuse(request, ErrorCode::allocation_mismatch);
  Allocation& allocation = *request.allocation;
  // UDP allocations have no connections.
  if (allocation.transport != RelayTransport::tcp)
    return parts_.answers.refuse(request, ErrorCode::forbidden);
  const auto peer_value = request.message.find(Attr::xor_peer_address);
  const auto peer = peer_value
                        ? stun::decode_xor_address(*peer_value, request.message.transaction_id())
                        : std::nullopt;
  if (!peer || peer->port == 0) return parts_.answers.refuse(request, ErrorCode::bad_request);
  // The same policy as for permissions holds for connections.
  const auto allowed = parts_.access.permitted(allocation, *peer);
  if (!allowed) return parts_.answers.refuse(request, allowed.error());
  // 446 while the server is "currently processing a Connect request ... with the same
  // XOR-PEER-ADDRESS", and while that connection exists
  if (parts_.connections.find(allocation.id, *allowed) != nullptr)
    return parts_.answers.refuse(request, ErrorCode::connection_already_exists);
  // Of our relay addresses a client reaches live relayed addresses of TCP, and the ports that the
  // configuration opens.
  const auto own = own_target(*allowed);
  std::optional<WorkerIndex> owner;
  if (own) {
    owner = parts_.ports.owner(*own, RelayTransport::tcp);
    if (!owner && !parts_.access.opens_own(*own))
      return parts_.answers.refuse(request, ErrorCode::forbidden);
  }
  const auto opened =
      parts_.lifetimes.open(allocation, *allowed, request.now.mono + parts_.config.connect_timeout);
  if (!opened) return parts_.answers.refuse(request, opened.error());
  PeerConnection& connection = **opened;
  connection.state = PeerConnection::State::connecting;
  connection.transaction = request.message.transaction_id();
  connection.fingerprint = request.message.has_fingerprint();
  connection.integrity = request.integrity;
  const RelayKey relay =
      *allocation.relay_for(allowed->value().ip.family());  // permitted() has asked
  if (owner) {
    request.out.add(
        ConnectOwn{connection.id, *own, *owner, PeerEndpoint{parts_.ports.external(relay)}});
  } else {
    const PeerEndpoint reached = own ? PeerEndpoint{parts_.ports.local(*own)} : *allowed;
    request.out.add(ConnectPeer{connection.id, parts_.ports.local(relay), reached});
  }
}

std::optional<RelayKey> Connecting::own_target(const PeerEndpoint& peer) const noexcept {
  const auto own = parts_.ports.own_address(peer.value().ip);
  return own ? std::optional{RelayKey{*own, peer.value().port}} : std::nullopt;
}

// nullptr: no such connection, or it is not on its way any more.
PeerConnection* Connecting::connecting(ConnectionId id) noexcept {
  PeerConnection* connection = parts_.connections.find(id);
  const bool on_its_way =
      connection != nullptr && connection->state == PeerConnection::State::connecting;
  return on_its_way ? connection : nullptr;
}

void Connecting::connected(ConnectionId id, Now now, Effects& out) {
  PeerConnection* connection = connecting(id);
  if (connection == nullptr) return;
  connection->state = PeerConnection::State::waiting;
  // "If no ConnectionBind request associated with this peer data connection is received after 30
  // seconds, ... MUST be closed"
  parts_.connections.set_deadline(*connection, now.mono + parts_.config.bind_timeout);
  parts_.stats.peer_connections_opened.add();
  parts_.lifetimes.answer(*connection, std::nullopt, out);
}

void Connecting::failed(ConnectionId id, Effects& out) {
  PeerConnection* connection = connecting(id);
  if (connection == nullptr) return;
  parts_.lifetimes.answer(*connection, ErrorCode::connection_timeout_or_failure, out);
  parts_.lifetimes.close(*connection);
}

std::optional<ConnectionId> Connecting::accepted(AllocationId relay, const PeerEndpoint& from,
                                                 Now now, Effects& out) {
  Allocation* allocation = parts_.allocations.find(relay);
  // Our own relayed addresses connect inside the process; this is another program of this host.
  const auto own = own_target(from);
  if (allocation != nullptr && own && !parts_.access.opens_own(*own)) {
    parts_.stats.drop(Drop::from_own_address);
    return std::nullopt;
  }
  if (allocation != nullptr && !own && !parts_.access.may_exchange(from.value())) {
    parts_.stats.drop(Drop::no_permission);
    return std::nullopt;
  }
  return accepted(allocation, parts_.access.canonical(from.value()), now, out);
}

std::optional<ConnectionId> Connecting::accepted(RelayKey target, const PeerEndpoint& from, Now now,
                                                 Effects& out) {
  return accepted(parts_.allocations.find(target), from, now, out);
}

std::optional<ConnectionId> Connecting::accepted(Allocation* allocation, const PeerEndpoint& from,
                                                 Now now, Effects& out) {
  if (allocation == nullptr || allocation->state != Allocation::State::active ||
      allocation->transport != RelayTransport::tcp) {
    parts_.stats.drop(Drop::no_allocation);
    return std::nullopt;
  }
  // "If no permission for this peer has been installed for this allocation, the server MUST close
  // the connection with the peer immediately after it has been accepted."
  if (!allocation->permissions.allows(from.value().ip, now.mono)) {
    parts_.stats.drop(Drop::no_permission);
    return std::nullopt;
  }
  const auto opened =
      parts_.lifetimes.open(*allocation, from, now.mono + parts_.config.bind_timeout);
  if (!opened) {
    parts_.stats.drop(Drop::too_many_connections);
    return std::nullopt;
  }
  parts_.stats.peer_connections_opened.add();
  const ConnectionId id = (*opened)->id;
  stun::TransactionId transaction;
  parts_.random.fill(transaction);
  std::array<std::byte, 128> room;
  stun::Builder attempt{room, Class::indication, Method::connection_attempt, transaction};
  attempt.u32(Attr::connection_id, id.value()).xor_address(Attr::xor_peer_address, from.value());
  if (allocation->fingerprint) attempt.fingerprint();
  out.reply(allocation->leg, attempt.message());
  return id;
}

}  // namespace turn
