// SPDX-License-Identifier: MIT
#include "turn/server.hpp"

#include <algorithm>

#include "turn/stun/classify.hpp"

namespace turn {

using stun::Attr;
using stun::Class;
using stun::ErrorCode;
using stun::Method;

namespace {

// Where the RFC leaves a choice, an answer to a stranger over UDP is not longer than this many
// times its request.
constexpr std::size_t kMaxAmplification = 2;

// So many bytes of a name are reported to the operator.
constexpr std::size_t kMostOfName = 128;

// True for a failure that looks like guessing. An expired credential, and a first request without
// any, do not.
bool is_guess(AuthFailure why) noexcept {
  return why == AuthFailure::unknown_user || why == AuthFailure::bad_integrity ||
         why == AuthFailure::wrong_credentials;
}

bool same_policy(const Config& a, const Config& b) {
  return a.peers == b.peers && a.allow_peers == b.allow_peers && a.deny_peers == b.deny_peers &&
         a.own_addresses == b.own_addresses && a.allow_ports == b.allow_ports &&
         a.listener_ports == b.listener_ports;
}

std::vector<AllocationId> ids_of(const Allocations& allocations) {
  std::vector<AllocationId> ids;
  ids.reserve(allocations.size());
  allocations.for_each([&](const Allocation& allocation) { ids.push_back(allocation.id); });
  return ids;
}

}  // namespace

Server::Server(Shared& shared, base::Random& random, Stats& stats, WorkerIndex worker)
    : parts_(shared, random, stats, worker) {
  authenticator_.emplace(parts_.config, shared.nonces, *shared.revoked);
}

void Server::reconfigure(const Config& config, Effects& out) {
  Config& current = parts_.config;
  const bool other_policy = !same_policy(current, config);
  const bool other_rate = config.max_rate != current.max_rate;
  const bool other_burst = config.stranger_burst != current.stranger_burst;
  const bool other_binding_rate = other_burst || config.binding_rate != current.binding_rate;
  const bool other_challenge_rate = other_burst || config.challenge_rate != current.challenge_rate;
  authenticator_.reset();
  std::string realm = std::move(current.realm);  // running allocations have keys made with it
  current = config;
  current.realm = std::move(realm);
  authenticator_.emplace(current, parts_.shared.nonces, *parts_.shared.revoked);
  if (other_binding_rate) parts_.binding.limit(current, parts_.random);
  if (other_challenge_rate) parts_.answers.limit_strangers(current, parts_.random);
  if (other_rate) parts_.pacing.limit_all(current.max_rate);
  if (!other_policy) return;
  parts_.access.set_policy(current);
  for (const AllocationId id : ids_of(parts_.allocations))
    parts_.permitting.cut_off(*parts_.allocations.find(id), out);
}

Forward Server::handle_client(const Leg& from, base::Bytes message, Now now, Effects& out) {
  switch (stun::classify(message)) {
    case stun::Kind::channel_data: return parts_.data.on_channel_data(from, message, now.mono);
    case stun::Kind::other: return parts_.data.drop(Drop::not_turn);
    case stun::Kind::stun: break;
  }
  const auto view = stun::MessageView::decode(message);
  if (!view) return parts_.data.drop(Drop::malformed);
  switch (view->message_class()) {
    case Class::indication:
      // FINGERPRINT tells STUN from other traffic (RFC 8489 section 7). Here the port and the
      // cookie do that already, so media does not pay for a checksum of every packet.
      if (view->method() == Method::send) return parts_.data.on_send(from, *view, now.mono);
      if (view->method() == Method::binding) return {};  // a keepalive
      return parts_.data.drop(Drop::not_for_servers);
    case Class::success:
    case Class::error: return parts_.data.drop(Drop::not_for_servers);
    case Class::request: break;
  }
  if (view->has_fingerprint() && !view->fingerprint_matches())
    return parts_.data.drop(Drop::bad_fingerprint);
  Request request{.leg = from, .message = *view, .now = now, .out = out};
  handle_request(request);
  return {};
}

void Server::handle_request(Request& request) {
  switch (request.message.method()) {
    case Method::binding: return parts_.binding.on_binding(request);
    case Method::allocate:
      if (authenticate_or_refuse(request)) parts_.allocating.on_allocate(request);
      return;
    case Method::refresh:
      if (!parts_.resuming.pass_to_owner(request) && authenticate_or_refuse(request))
        parts_.refreshing.on_refresh(request);
      return;
    case Method::create_permission:
      if (authenticate_or_refuse(request)) parts_.permitting.on_create_permission(request);
      return;
    case Method::channel_bind:
      if (authenticate_or_refuse(request)) parts_.permitting.on_channel_bind(request);
      return;
    case Method::connect:
      if (authenticate_or_refuse(request)) parts_.connecting.on_connect(request);
      return;
    case Method::connection_bind:
      if (!parts_.connection_binding.pass_to_owner(request) && authenticate_or_refuse(request))
        parts_.connection_binding.on_connection_bind(request);
      return;
    case Method::send:
    case Method::data:
    case Method::connection_attempt: break;
  }
  parts_.stats.drop(Drop::unknown_method);
}

// True: the request is from its user and understood, and `request` has the key and the allocation.
// Otherwise the request is answered.
bool Server::authenticate_or_refuse(Request& request) {
  request.allocation = parts_.allocations.find(request.leg.tuple);
  if (!parts_.config.can_authenticate()) {
    parts_.answers.refuse(request, ErrorCode::forbidden);
    return false;
  }
  const Allocation* owned = request.allocation;
  if (owned == nullptr && request.message.method() == Method::connection_bind)
    owned = parts_.connection_binding.allocation_to_bind(request.message);
  if (owned == nullptr) owned = request.ticket_allocation;
  std::optional<Owner> owner;
  if (owned != nullptr) owner = Owner{owned->username, owned->key};
  const AuthResult result = authenticator_->check(request.message, owner, request.now.wall);
  if (const auto* rejected = std::get_if<Rejected>(&result)) {
    reject(request, *rejected);
    return false;
  }
  const auto& accepted = std::get<Authenticated>(result);
  request.key = accepted.key;
  request.integrity = accepted.integrity;
  request.username = accepted.username;
  // RFC 8489 section 6.3.1: the server looks at comprehension-required attributes after the
  // authentication
  if (request.message.unknown_required().count != 0) {
    parts_.answers.refuse(request, ErrorCode::unknown_attribute);
    return false;
  }
  // A proxy may send from another port since it was restarted.
  if (request.allocation != nullptr && request.allocation->leg.tuple == request.leg.tuple)
    request.allocation->leg.proxy = request.leg.proxy;
  // A Refresh that resumes may be a retransmission; any other request shows that its answer has
  // arrived.
  const bool resumes =
      request.message.method() == Method::refresh && request.message.has(Attr::mobility_ticket);
  if (request.allocation != nullptr && !resumes)
    parts_.allocations.heard_from(*request.allocation, request.leg.tuple);
  return true;
}

// Whether the request comes from where it says: a handshake has shown it, or the request carries a
// nonce that the server has sent to this address.
bool Server::has_proven_address(const Request& request) const {
  const FiveTuple& from = request.leg.tuple;
  if (from.transport != Transport::udp) return true;
  const auto nonce = request.message.text(Attr::nonce);
  const Nonces& nonces = parts_.shared.nonces;
  return nonce && nonces.valid(*nonce, request.now.wall) && nonces.proves(*nonce, from.client.ip);
}

void Server::reject(Request& request, const Rejected& rejected) {
  parts_.stats.auth_failure(rejected.why);
  const FiveTuple& from = request.leg.tuple;
  if (is_guess(rejected.why) && has_proven_address(request)) {
    const std::string_view name = request.message.text(Attr::username).value_or("");
    request.out.add(AuthFailed{from.client, from.transport, rejected.why,
                               std::string{name.substr(0, kMostOfName)}});
  }
  if (rejected.who) {
    request.key = rejected.who->key;
    request.integrity = rejected.who->integrity;
  }
  const bool fresh_nonce =
      rejected.code == ErrorCode::unauthenticated || rejected.code == ErrorCode::stale_nonce;
  fresh_nonce ? challenge(request, rejected.code) : parts_.answers.refuse(request, rejected.code);
}

// 401 and 438 carry everything that the next attempt needs. RFC 8489 section 9.2.4 leaves it to the
// server ("MAY") whether they say more than RFC 8656 needs, which is about SHA-256. A client that
// asks a bare question over UDP, as browsers do, makes no use of it; there it would only help an
// attacker who forges the source. So the longer answer leaves where the source is proven, and where
// it does not exceed twice the request: that holds for every client that names its software, and
// for every request with credentials.
void Server::challenge(const Request& request, ErrorCode code) {
  if (!parts_.answers.admit_stranger(request)) return;
  auto answer = parts_.answers.error(request, code);
  answer.text(Attr::realm, parts_.config.realm);
  const auto add = [&](stun::Builder& to, SecurityFeatures features, std::string_view nonce) {
    to.text(Attr::nonce, nonce);
    if (features.password_algorithms)
      to.bytes(Attr::password_algorithms, authenticator_->algorithms());
  };
  SecurityFeatures features = authenticator_->features();
  if (request.leg.tuple.transport == Transport::udp) {
    // A nonce costs more than all the rest, and its length is known without it. The trial is
    // written where the answer will be.
    const std::string placeholder(Nonces::size(features), '-');
    stun::Builder trial = answer;
    add(trial, features, placeholder);
    const std::size_t fingerprint = request.message.has_fingerprint() ? stun::kFingerprintSize : 0;
    const std::size_t longest = kMaxAmplification * request.message.bytes().size();
    if (trial.message().size() + fingerprint > longest) features = {};
  }
  add(answer, features,
      parts_.shared.nonces.make(request.now.wall, request.leg.tuple.client.ip, features));
  parts_.answers.finish(request, answer);
}

std::optional<ToClient> Server::handle_peer_error(AllocationId relay, const PeerEndpoint& peer,
                                                  stun::Icmp icmp, base::Instant now) noexcept {
  return parts_.data.peer_error(relay, peer, icmp, now);
}

std::optional<base::Instant> Server::may_go(const Forward& oldest, base::Instant now) noexcept {
  return parts_.pacing.may_go(oldest, now);
}

std::optional<base::Instant> Server::may_go(const ToClient& oldest, base::Instant now) noexcept {
  return parts_.pacing.may_go(oldest, now);
}

void Server::gave_up(AllocationId id, Direction direction) noexcept {
  parts_.pacing.gave_up(id, direction);
}

void Server::relay_opened(AllocationId id, RelayKey relay, Now, Effects& out) {
  parts_.allocating.relay_opened(id, relay, out);
}

void Server::relay_failed(AllocationId id, RelayKey relay, SystemFailure why, Now now,
                          Effects& out) {
  parts_.allocating.relay_failed(id, relay, why, now, out);
}

void Server::relay_closed(RelayKey relay) { parts_.shared.ports.release(relay); }

void Server::peer_connected(ConnectionId id, Now now, Effects& out) {
  parts_.connecting.connected(id, now, out);
}

void Server::peer_connect_failed(ConnectionId id, Now, Effects& out) {
  parts_.connecting.failed(id, out);
}

std::optional<ConnectionId> Server::peer_accepted(AllocationId relay, const PeerEndpoint& from,
                                                  Now now, Effects& out) {
  return parts_.connecting.accepted(relay, from, now, out);
}

std::optional<ConnectionId> Server::peer_accepted(RelayKey target, const PeerEndpoint& from,
                                                  Now now, Effects& out) {
  return parts_.connecting.accepted(target, from, now, out);
}

void Server::peer_closed(ConnectionId id) {
  if (const PeerConnection* connection = parts_.connections.find(id))
    parts_.connection_lifetimes.close(*connection);
}

void Server::peer_moved(ConnectionId id, std::uint64_t to_peer, std::uint64_t to_client) noexcept {
  parts_.traffic.moved(id, to_peer, to_client);
}

base::Instant Server::stream_turn(ConnectionId id, Direction direction,
                                  base::Instant now) noexcept {
  return parts_.traffic.turn(id, direction, now);
}

void Server::stream_passed(ConnectionId id, Direction direction, std::size_t bytes,
                           base::Instant now) noexcept {
  parts_.traffic.passed(id, direction, bytes, now);
}

void Server::client_gone(const FiveTuple& tuple, Now now, Effects& out) {
  Allocation* allocation = parts_.allocations.find(tuple);
  if (allocation == nullptr) return;
  const bool by_next = allocation->next && allocation->next->tuple == tuple;
  if (by_next) return parts_.allocations.forget_next(*allocation);
  if (allocation->next) return parts_.allocations.settle(*allocation);
  // RFC 8016: the client comes back with its ticket, or the lifetime runs out.
  if (allocation->mobile && allocation->state == Allocation::State::active)
    return parts_.allocations.lose_leg(*allocation);
  parts_.lifetimes.end(*allocation, EndReason::disconnected, now, out);
}

void Server::close_all(Now now, Effects& out, EndReason reason) {
  for (const AllocationId id : ids_of(parts_.allocations))
    parts_.lifetimes.end(*parts_.allocations.find(id), reason, now, out);
}

void Server::address_lost(const base::IpAddress& local, Now now, Effects& out) {
  const auto is_on_it = [&](RelayKey relay) {
    return parts_.shared.ports.local(relay).ip == local;
  };
  for (const AllocationId id : ids_of(parts_.allocations)) {
    Allocation& allocation = *parts_.allocations.find(id);
    const bool first = is_on_it(allocation.relay);
    const bool second = allocation.second && is_on_it(allocation.second->relay);
    if (!first && !second) continue;
    const bool goes_on = allocation.second && allocation.state == Allocation::State::active;
    if (goes_on)
      parts_.lifetimes.end_relay(allocation, first ? allocation.relay : allocation.second->relay,
                                 out);
    else parts_.lifetimes.end(allocation, EndReason::address_lost, now, out);
  }
}

bool Server::kick(AllocationId id, Now now, Effects& out) {
  Allocation* allocation = parts_.allocations.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::active) return false;
  parts_.lifetimes.end(*allocation, EndReason::kicked, now, out);
  return true;
}

void Server::skip_generations(std::uint32_t next_generation) noexcept {
  parts_.allocations.skip_generations(next_generation);
}

bool Server::take_over(HandedAllocation handed, Now now, Effects& out) {
  return parts_.restart.take_over(std::move(handed), now, out);
}

void Server::end_handed(const HandedAllocation& handed, Now now, Effects& out) {
  parts_.restart.end_handed(handed, now, out);
}

void Server::expire(Now now, Effects& out) {
  parts_.connection_lifetimes.expire(now, out);
  parts_.lifetimes.expire(now, out);
}

std::optional<base::Instant> Server::next_deadline() const noexcept {
  const auto allocations = parts_.lifetimes.next_deadline();
  const auto connections = parts_.connections.next_deadline();
  if (!allocations || !connections) return allocations ? allocations : connections;
  return std::min(*allocations, *connections);
}

void Server::shrink() {
  parts_.allocations.shrink();
  parts_.lifetimes.shrink();
}

SessionSlice Server::sessions(std::uint32_t from, std::uint32_t slots, base::Instant now) const {
  return parts_.sessions.slice(from, slots, now);
}

std::optional<SessionDetails> Server::session(AllocationId id, base::Instant now) const {
  return parts_.sessions.details(id, now);
}

void Server::client_missed(const FiveTuple& tuple, std::size_t frames) noexcept {
  Allocation* allocation = parts_.allocations.find(tuple);
  if (allocation != nullptr) allocation->dropped += static_cast<std::uint32_t>(frames);
}

bool Server::has_allocation(const FiveTuple& tuple) noexcept {
  return parts_.allocations.find(tuple) != nullptr;
}

std::optional<FiveTuple> Server::client_of(AllocationId id) noexcept {
  const Allocation* allocation = parts_.allocations.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::active) return std::nullopt;
  return allocation->leg.tuple;
}

std::optional<base::Endpoint> Server::relayed_address(AllocationId id,
                                                      base::Family family) noexcept {
  const Allocation* allocation = parts_.allocations.find(id);
  const auto relay = allocation == nullptr ? std::nullopt : allocation->relay_for(family);
  return relay ? std::optional{parts_.shared.ports.external(*relay)} : std::nullopt;
}

std::optional<AllocationId> Server::allocation_of(RelayKey relay) noexcept {
  const Allocation* allocation = parts_.allocations.find(relay);
  return allocation == nullptr ? std::nullopt : std::optional{allocation->id};
}

}  // namespace turn
