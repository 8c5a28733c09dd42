// SPDX-License-Identifier: MIT
#include "turn/tcp/connection_lifetimes.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;
using State = PeerConnection::State;

base::Result<PeerConnection*, ErrorCode> ConnectionLifetimes::open(const Allocation& allocation,
                                                                   const PeerEndpoint& peer,
                                                                   base::Instant deadline) {
  if (const auto full = take_place(allocation)) return base::failure(*full);
  return &parts_.connections.add(allocation.id, peer, deadline, parts_.random);
}

std::optional<ErrorCode> ConnectionLifetimes::take_place(const Allocation& allocation) {
  if (parts_.connections.count(allocation.id) >= parts_.config.max_connections)
    return ErrorCode::insufficient_capacity;
  switch (parts_.quotas.take(Holder{allocation.identity})) {
    case Quotas::Verdict::user_exceeded:
    case Quotas::Verdict::meeting_exceeded:
    case Quotas::Verdict::source_exceeded: return ErrorCode::allocation_quota_reached;
    case Quotas::Verdict::total_exceeded: return ErrorCode::insufficient_capacity;
    case Quotas::Verdict::taken: break;
  }
  return std::nullopt;
}

void ConnectionLifetimes::answer(const PeerConnection& connection, std::optional<ErrorCode> error,
                                 Effects& out) {
  const LateAnswers::Asked asked{stun::Method::connect, connection.transaction,
                                 connection.integrity, connection.fingerprint};
  auto answer = error ? parts_.answers.error(asked, *error) : parts_.answers.success(asked);
  if (!error) answer.u32(Attr::connection_id, connection.id.value());
  parts_.answers.finish(asked, *parts_.allocations.find(connection.allocation), answer, out);
}

void ConnectionLifetimes::close(const PeerConnection& connection) {
  if (connection.state != State::connecting) parts_.stats.peer_connections_closed.add();
  parts_.quotas.give_back(Holder{parts_.allocations.find(connection.allocation)->identity});
  parts_.connections.erase(ConnectionId{connection.id});
}

// A connection that is still on its way owes its client an answer.
void ConnectionLifetimes::fail(const PeerConnection& connection, ErrorCode error, Effects& out) {
  if (connection.state == State::connecting) answer(connection, error, out);
  out.add(ClosePeer{connection.id});
  close(connection);
}

// "If the allocation associated with a data connection expires, the data connection MUST be
// closed."
void ConnectionLifetimes::close_of(AllocationId allocation, std::optional<base::Family> only,
                                   Effects& out) {
  for (const ConnectionId id : parts_.connections.of(allocation)) {
    const PeerConnection& connection = *parts_.connections.find(id);
    if (only && connection.peer.value().ip.family() != *only) continue;
    out.add(ClosePeer{id});
    close(connection);
  }
}

void ConnectionLifetimes::close_denied(AllocationId allocation, const PeerAccess& access,
                                       Effects& out) {
  for (const ConnectionId id : parts_.connections.of(allocation)) {
    const PeerConnection& connection = *parts_.connections.find(id);
    if (access.denied(connection.peer.value())) fail(connection, ErrorCode::forbidden, out);
  }
}

void ConnectionLifetimes::expire(Now now, Effects& out) {
  parts_.connections.expire(now.mono, [&](ConnectionId id) {
    fail(*parts_.connections.find(id), ErrorCode::connection_timeout_or_failure, out);
  });
}

}  // namespace turn
