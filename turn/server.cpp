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

// Answers to strangers over UDP are not longer than this many questions, where the RFC leaves a
// choice.
constexpr std::size_t kMaxAmplification = 2;

// Of a name that is told to the operator.
constexpr std::size_t kMostOfName = 128;

}  // namespace

Server::Server(Shared& shared, base::Random& random, Stats& stats, WorkerIndex worker)
    : shared_(shared),
      config_(shared.config),
      policy_(config_),
      random_(random),
      stats_(stats),
      worker_(worker),
      binding_limit_(shared.config.binding_rate, shared.config.stranger_burst, random),
      stranger_limit_(shared.config.challenge_rate, shared.config.stranger_burst, random),
      allocations_(random.u64()),
      peers_(worker) {
  authenticator_.emplace(config_, shared_.nonces);
  random_.fill(indication_id_);
}

Forward Server::handle_client(const Leg& from, base::Bytes message, Now now, Effects& out) {
  switch (stun::classify(message)) {
    case stun::Kind::channel_data: return on_channel_data(from, message, now.mono);
    case stun::Kind::other: return drop(Drop::not_turn);
    case stun::Kind::stun: break;
  }
  const auto view = stun::MessageView::decode(message);
  if (!view) return drop(Drop::malformed);
  switch (view->message_class()) {
    case Class::indication:
      // FINGERPRINT tells STUN from other traffic (RFC 8489 section 7); here the port and the
      // cookie have, so media does not pay for a checksum of every packet.
      if (view->method() == Method::send) return on_send(from, *view, now.mono);
      if (view->method() == Method::binding) return {};  // a keepalive
      return drop(Drop::not_for_servers);
    case Class::success:
    case Class::error: return drop(Drop::not_for_servers);
    case Class::request: break;
  }
  if (view->has_fingerprint() && !view->fingerprint_matches()) return drop(Drop::bad_fingerprint);
  Request request{from, *view, now, out, nullptr, std::nullopt, Integrity::sha1, {}, nullptr};
  handle_request(request);
  return {};
}

void Server::handle_request(Request& request) {
  switch (request.message.method()) {
    case Method::binding: return on_binding(request);
    case Method::allocate:
      if (authorize(request)) on_allocate(request);
      return;
    case Method::refresh:
      if (!resumes_elsewhere(request) && authorize(request)) on_refresh(request);
      return;
    case Method::create_permission:
      if (authorize(request)) on_create_permission(request);
      return;
    case Method::channel_bind:
      if (authorize(request)) on_channel_bind(request);
      return;
    case Method::connect:
      if (authorize(request)) on_connect(request);
      return;
    case Method::connection_bind:
      if (!belongs_elsewhere(request) && authorize(request)) on_connection_bind(request);
      return;
    case Method::send:
    case Method::data:
    case Method::connection_attempt: break;
  }
  stats_.drop(Drop::unknown_method);
}

// True: the request is from who it says, understood, and `request` knows the key and the
// allocation. Otherwise answered.
bool Server::authorize(Request& request) {
  request.allocation = allocations_.find(request.leg.tuple);
  if (!config_.can_authenticate()) {
    refuse(request, ErrorCode::forbidden);
    return false;
  }
  const Allocation* owned = request.allocation;
  if (owned == nullptr && request.message.method() == Method::connection_bind)
    owned = allocation_to_bind(request);
  if (owned == nullptr) owned = request.shown;
  std::optional<Owner> owner;
  if (owned != nullptr) owner = Owner{owned->username, owned->key};
  const AuthResult result = authenticator_->check(request.message, owner, request.now.wall);
  if (const auto* rejected = std::get_if<Rejected>(&result)) {
    stats_.auth_failure(rejected->why);
    tell_failure(request, rejected->why);
    if (rejected->who) {
      request.key = rejected->who->key;
      request.integrity = rejected->who->integrity;
    }
    const bool fresh_nonce =
        rejected->code == ErrorCode::unauthenticated || rejected->code == ErrorCode::stale_nonce;
    fresh_nonce ? challenge(request, rejected->code) : refuse(request, rejected->code);
    return false;
  }
  const auto& accepted = std::get<Authenticated>(result);
  request.key = accepted.key;
  request.integrity = accepted.integrity;
  request.username = accepted.username;
  // RFC 8489 section 6.3.1: comprehension-required attributes are looked at after the
  // authentication
  if (request.message.unknown_required().count != 0) {
    refuse(request, ErrorCode::unknown_attribute);
    return false;
  }
  // A proxy may have begun anew from another port.
  if (request.allocation != nullptr && request.allocation->leg.tuple == request.leg.tuple)
    request.allocation->leg.proxy = request.leg.proxy;
  // The Refresh that resumes may be a retransmission; anything else shows that its answer has
  // arrived.
  const bool resumes =
      request.message.method() == Method::refresh && request.message.has(Attr::mobility_ticket);
  if (request.allocation != nullptr && !resumes) arrived(*request.allocation, request.leg);
  return true;
}

// What looks like guessing; a credential that has expired, or a first request without any, does
// not.
void Server::tell_failure(const Request& request, AuthFailure why) {
  const bool guess = why == AuthFailure::unknown_user || why == AuthFailure::bad_integrity ||
                     why == AuthFailure::wrong_credentials;
  const FiveTuple& from = request.leg.tuple;
  if (!guess || from.transport == Transport::udp) return;
  const std::string_view name = request.message.text(Attr::username).value_or("");
  request.out.add(
      AuthFailed{from.client, from.transport, why, std::string{name.substr(0, kMostOfName)}});
}

// Strangers behind UDP may be forged: what is said to them is counted by their network.
bool Server::may_answer(const Request& request, PrefixLimiter& limiter) {
  if (request.key || request.leg.is_stream()) return true;
  if (limiter.allow(request.leg.tuple.client.ip, request.now.mono)) return true;
  stats_.drop(Drop::rate_limited);
  return false;
}

stun::Builder Server::begin(const Request& request, Class message_class) noexcept {
  return stun::Builder{scratch_, message_class, request.message.method(),
                       request.message.transaction_id()};
}

void Server::finish(const Request& request, stun::Builder& answer) {
  if (request.key) sign(answer, *request.key, request.integrity);
  // RFC 8489 section 7: the FINGERPRINT mechanism is used by who uses it; others get the shorter
  // answer.
  if (request.message.has_fingerprint()) answer.fingerprint();
  if (answer.ok()) request.out.reply(request.leg, answer.message());
}

void Server::refuse(const Request& request, ErrorCode code) {
  if (!may_answer(request, stranger_limit_)) return;
  stats_.error(static_cast<std::uint16_t>(code));
  auto answer = begin(request, Class::error);
  answer.error(code);
  if (code == ErrorCode::unknown_attribute) {
    const auto& unknown = request.message.unknown_required();
    answer.unknown_attributes({unknown.types.data(), unknown.count});
  }
  finish(request, answer);
}

void Server::refuse_attribute(const Request& request, Attr type) {
  if (!may_answer(request, stranger_limit_)) return;
  stats_.error(static_cast<std::uint16_t>(ErrorCode::unknown_attribute));
  auto answer = begin(request, Class::error);
  const auto number = static_cast<std::uint16_t>(type);
  answer.error(ErrorCode::unknown_attribute).unknown_attributes({&number, 1});
  finish(request, answer);
}

// 401 and 438 carry what the next attempt needs. What RFC 8489 added for SHA-256 it leaves to the
// server (section 9.2.4: "MAY"), and nobody who asks a bare question over UDP, as browsers do,
// makes use of it: there it would only help whoever forges the source. So it is said where the
// source is proven, and where the answer does not exceed twice the question, as with every client
// that names its software, and every request that carries credentials.
void Server::challenge(const Request& request, ErrorCode code) {
  if (!may_answer(request, stranger_limit_)) return;
  stats_.error(static_cast<std::uint16_t>(code));
  const auto make = [&](SecurityFeatures features, std::string_view nonce) {
    auto answer = begin(request, Class::error);
    answer.error(code).text(Attr::realm, config_.realm).text(Attr::nonce, nonce);
    if (features.password_algorithms)
      answer.bytes(Attr::password_algorithms, authenticator_->algorithms());
    return answer;
  };
  SecurityFeatures features = authenticator_->features();
  if (request.leg.tuple.transport == Transport::udp) {
    // A nonce costs more than all the rest: its length is known without it.
    const std::string in_its_place(Nonces::size(features), '-');
    const std::size_t fingerprint = request.message.has_fingerprint() ? stun::kFingerprintSize : 0;
    const std::size_t longest = kMaxAmplification * request.message.bytes().size();
    if (make(features, in_its_place).message().size() + fingerprint > longest) features = {};
  }
  auto answer = make(features, shared_.nonces.make(request.now.wall, features));
  finish(request, answer);
}

void Server::end_relay(Allocation& allocation, RelayKey relay, Effects& out) {
  const base::Family family = relay == allocation.relay ? allocation.family : base::Family::v6;
  close_connections(allocation.id, family, out);
  shared_.ports.withdraw(relay);
  out.add(CloseRelay{allocation.id, relay});
  allocations_.drop_relay(allocation, relay);
  stats_.of(allocation.counted_as).out.add();
  count_in(allocation);
  allocation.permissions.erase(family);
  allocation.channels.erase(family);
  timers_.reschedule(allocation.timer, allocation.first_expiry());
}

void Server::end(Allocation& allocation, EndReason reason, Now now, Effects& out) {
  close_connections(allocation.id, std::nullopt, out);
  shared_.ports.withdraw(allocation.relay);
  if (allocation.second) shared_.ports.withdraw(allocation.second->relay);
  shared_.quotas.give_back(allocation.holder());
  timers_.cancel(allocation.timer);
  if (allocation.state == Allocation::State::active) {
    stats_.allocations_closed.add();
    stats_.of(allocation.counted_as).out.add();
    stats_.ended[static_cast<std::size_t>(reason)].add();
    SessionInfo last = describe(allocation, now.mono);
    stats_.lengths.add(static_cast<std::uint64_t>(last.age.count()));
    out.add(SessionEnded{std::move(last), reason});
  }
  out.add(CloseRelay{allocation.id, allocation.relay});
  if (allocation.second) out.add(CloseRelay{allocation.id, allocation.second->relay});
  allocations_.erase(allocation.id);
}

void Server::client_gone(const FiveTuple& tuple, Now now, Effects& out) {
  Allocation* allocation = allocations_.find(tuple);
  if (allocation == nullptr) return;
  const bool by_next = allocation->next && allocation->next->tuple == tuple;
  if (by_next) return allocations_.forget_next(*allocation);
  if (allocation->next) return allocations_.settle(*allocation);
  // RFC 8016: the client comes back with its ticket, or the lifetime runs out.
  if (allocation->mobile && allocation->state == Allocation::State::active)
    return allocations_.lose_leg(*allocation);
  end(*allocation, EndReason::disconnected, now, out);
}

void Server::close_all(Now now, Effects& out, EndReason reason) {
  std::vector<AllocationId> ids;
  allocations_.for_each([&](const Allocation& allocation) { ids.push_back(allocation.id); });
  for (const AllocationId id : ids) end(*allocations_.find(id), reason, now, out);
}

std::optional<base::Instant> Server::next_deadline() const noexcept {
  const auto allocations = timers_.next_deadline(), connections = peers_.next_deadline();
  if (!allocations || !connections) return allocations ? allocations : connections;
  return std::min(*allocations, *connections);
}

void Server::shrink() {
  allocations_.shrink();
  timers_.shrink();
}

void Server::expire(Now now, Effects& out) {
  expire_connections(now, out);
  timers_.expire(now.mono, [&](AllocationId id) {
    Allocation* allocation = allocations_.find(id);
    if (allocation == nullptr) return;
    const bool first_lives = allocation->expires > now.mono;
    const bool second_lives = allocation->second && allocation->second->expires > now.mono;
    if (!first_lives && !second_lives) return end(*allocation, EndReason::expired, now, out);
    // The timer that fired is gone.
    allocation->timer = timers_.add(now.mono, id);
    end_relay(*allocation, first_lives ? allocation->second->relay : allocation->relay, out);
  });
}

}  // namespace turn
