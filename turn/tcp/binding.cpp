// SPDX-License-Identifier: MIT
#include "turn/tcp/binding.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

namespace {

std::optional<ConnectionId> connection_id(const stun::MessageView& message) noexcept {
  const auto value = message.u32(Attr::connection_id);
  return value ? std::optional{ConnectionId{*value}} : std::nullopt;
}

}  // namespace

// A stranger cannot send a connection around: each connection moves once.
bool ConnectionBinding::pass_to_owner(const Request& request) {
  if (!request.leg.is_stream() || request.leg.moved) return false;
  const auto id = connection_id(request.message);
  if (!id || worker_of(*id) == parts_.worker || worker_of(*id) >= parts_.shared.workers)
    return false;
  request.out.add(MoveClient{request.leg, worker_of(*id)});
  return true;
}

const Allocation* ConnectionBinding::allocation_to_bind(
    const stun::MessageView& message) const noexcept {
  const auto id = connection_id(message);
  const PeerConnection* connection = id ? parts_.connections.find(*id) : nullptr;
  return connection != nullptr ? parts_.allocations.find(connection->allocation) : nullptr;
}

void ConnectionBinding::on_connection_bind(const Request& request) {
  // "If the client connection transport is not TCP or TLS, the server MUST return a 400"
  if (!request.leg.is_stream()) return parts_.answers.refuse(request, ErrorCode::bad_request);
  // A connection with an allocation stays a control connection.
  if (request.allocation != nullptr) return parts_.answers.refuse(request, ErrorCode::bad_request);
  // "... does not contain the CONNECTION-ID attribute, or if this attribute does not refer to an
  // existing pending connection: 400"
  const auto id = connection_id(request.message);
  PeerConnection* connection = id ? parts_.connections.find(*id) : nullptr;
  if (connection == nullptr || connection->state != PeerConnection::State::waiting)
    return parts_.answers.refuse(request, ErrorCode::bad_request);
  connection->state = PeerConnection::State::bound;
  parts_.connections.clear_deadline(*connection);
  auto answer = parts_.answers.success(request);
  parts_.answers.finish(request, answer);
  request.out.add(BindPeer{connection->id, request.leg});
}

}  // namespace turn
