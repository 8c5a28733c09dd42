// SPDX-License-Identifier: MIT
// ConnectionBind (RFC 6062 section 5.4): a client's new connection becomes the other half of a
// connection to a peer.
#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {

using stun::Attr;
using stun::Class;
using stun::ErrorCode;

namespace {

std::optional<ConnectionId> connection_id(const stun::MessageView& message) noexcept {
  const auto value = message.u32(Attr::connection_id);
  return value ? std::optional{ConnectionId{*value}} : std::nullopt;
}

}  // namespace

// Before anything else: the connection that is meant lives with one worker, and so does what its
// client must prove. One move a connection, so that a stranger cannot send it round.
bool Server::belongs_elsewhere(const Request& request) const noexcept {
  if (!request.leg.is_stream() || request.leg.moved) return false;
  const auto id = connection_id(request.message);
  if (!id || worker_of(*id) == worker_ || worker_of(*id) >= shared_.workers) return false;
  request.out.add(MoveClient{request.leg, worker_of(*id)});
  return true;
}

// Who may bind a connection: the user of its allocation, whose credential may have expired since.
const Allocation* Server::allocation_to_bind(const Request& request) noexcept {
  const auto id = connection_id(request.message);
  const PeerConnection* connection = id ? peers_.find(*id) : nullptr;
  return connection != nullptr ? allocations_.find(connection->allocation) : nullptr;
}

void Server::on_connection_bind(Request& request) {
  // "If the client connection transport is not TCP or TLS, the server MUST return a 400"
  if (!request.leg.is_stream()) return refuse(request, ErrorCode::bad_request);
  // A control connection stays one: its allocation lives on it.
  if (request.allocation != nullptr) return refuse(request, ErrorCode::bad_request);
  // "... does not contain the CONNECTION-ID attribute, or if this attribute does not refer to an
  // existing pending connection: 400"
  const auto id = connection_id(request.message);
  PeerConnection* connection = id ? peers_.find(*id) : nullptr;
  if (connection == nullptr || connection->state != PeerConnection::State::waiting)
    return refuse(request, ErrorCode::bad_request);
  connection->state = PeerConnection::State::bound;
  peers_.clear_deadline(*connection);
  auto answer = begin(request, Class::success);
  finish(request, answer);
  request.out.add(BindPeer{connection->id, request.leg});
}

}  // namespace turn
