// SPDX-License-Identifier: MIT
// Allocate (RFC 8656 section 7.2): what is asked for, whether it can be had, and the answer once
// the relay socket is bound.
#include <algorithm>

#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {
namespace {

using stun::Attr;
using stun::ErrorCode;

// A port that another program holds costs one more attempt, not the allocation.
constexpr std::uint8_t kMaxFailedBinds = 8;

}  // namespace

void Server::on_allocate(Request& request) {
  if (request.allocation != nullptr) {
    Allocation& allocation = *request.allocation;
    // RFC 8656 section 7.2, check 2: a used 5-tuple is 437; the same transaction is a
    // retransmission (RFC 8489 section 6.3.1)
    if (allocation.transaction != request.message.transaction_id())
      return refuse(request, ErrorCode::allocation_mismatch);
    if (allocation.state == Allocation::State::active)
      return answer_allocate(allocation, request.out);
    return stats_.drop(Drop::duplicate);  // its answer is on the way
  }
  const auto wish = read_wish(request.leg, request.message);
  if (!wish) return refuse(request, wish.error());
  if (turned_away(request)) return;
  const std::string_view identity =
      config_.users.contains(request.username) ? request.username : identity_of(request.username);
  const Holder holder{identity, request.leg.tuple.client.ip};
  switch (shared_.quotas.take(holder)) {
    case Quotas::Verdict::user_exceeded: return refuse_over_quota(request, Refused::user_quota);
    case Quotas::Verdict::meeting_exceeded:
      return refuse_over_quota(request, Refused::meeting_quota);
    case Quotas::Verdict::source_exceeded: return refuse_over_quota(request, Refused::source_quota);
    case Quotas::Verdict::total_exceeded:
      stats_.refuse(Refused::total_quota);
      return refuse_for_lack_of_room(request);
    case Quotas::Verdict::taken: break;
  }
  const auto claims = find_relays(*wish, identity, request.now.mono);
  if (!claims) {
    shared_.quotas.give_back(holder);
    stats_.refuse(Refused::no_port);
    // A token that is no good is nobody else's either.
    return wish->token ? refuse(request, ErrorCode::insufficient_capacity)
                       : refuse_for_lack_of_room(request);
  }
  const Allocation& allocation = create(request, *wish, *claims, identity);
  request.out.add(OpenRelay{allocation.id, allocation.relay, shared_.ports.local(allocation.relay),
                            allocation.transport});
  if (claims->second)
    request.out.add(OpenRelay{allocation.id, *claims->second, shared_.ports.local(*claims->second),
                              allocation.transport});
}

Allocation& Server::create(const Request& request, const AllocateWish& wish, const Claims& claims,
                           std::string_view identity) {
  const auto granted = granted_lifetime(request.message);
  const base::Instant expires = request.now.mono + granted;
  Allocation& allocation = allocations_.create(request.leg, claims.first.relay);
  allocation.family = shared_.ports.local(allocation.relay).ip.family();
  allocation.missing = claims.missing;
  allocation.fingerprint = request.message.has_fingerprint();
  allocation.username = request.username;
  allocation.identity = identity;
  allocation.source = request.leg.tuple.client.ip;
  allocation.key = *request.key;
  allocation.integrity = request.integrity;
  allocation.transaction = request.message.transaction_id();
  allocation.granted = granted;
  allocation.token = claims.first.token;
  allocation.want = wish.want;
  allocation.transport = wish.transport;
  allocation.mobile = wish.mobile;
  allocation.redeemed = wish.token.has_value();
  allocation.created = request.now.mono;
  allocation.expires = expires;
  allocation.timer = timers_.add(expires, allocation.id);
  if (claims.second) allocations_.add_second(allocation, *claims.second, expires);
  allocation.opening = claims.second ? 2 : 1;
  limit(allocation, config_.max_rate);
  return allocation;
}

// The checks of RFC 8656 section 7.2 in their order, from the third one on.
base::Result<Server::AllocateWish, ErrorCode> Server::read_wish(
    const Leg& leg, const stun::MessageView& message) const {
  const auto transport_value = message.find(Attr::requested_transport);
  const auto transport =
      transport_value ? stun::decode_requested_transport(*transport_value) : std::nullopt;
  if (!transport) return base::failure(ErrorCode::bad_request);
  const bool tcp = *transport == stun::kProtocolTcp && config_.tcp_relay;
  if (*transport != stun::kProtocolUdp && !tcp)
    return base::failure(ErrorCode::unsupported_transport);
  // RFC 6062 section 5.1: only over TCP or TLS, and without what is about datagrams and their ports
  if (tcp && (!leg.is_stream() || message.has(Attr::dont_fragment) ||
              message.has(Attr::even_port) || message.has(Attr::reservation_token))) {
    return base::failure(ErrorCode::bad_request);
  }
  if (message.has(Attr::lifetime) && !message.u32(Attr::lifetime))
    return base::failure(ErrorCode::bad_request);

  AllocateWish wish;
  if (tcp) wish.transport = RelayTransport::tcp;
  if (const auto ticket = message.find(Attr::mobility_ticket)) {
    // RFC 8016 section 3.1.2: 405 where mobility is off; of TCP relaying it does not speak
    if (!config_.mobility || tcp) return base::failure(ErrorCode::mobility_forbidden);
    if (!ticket->empty()) return base::failure(ErrorCode::bad_request);
    wish.mobile = true;
  }
  const auto even = message.find(Attr::even_port);
  const bool any_family =
      message.has(Attr::requested_address_family) || message.has(Attr::additional_address_family);
  if (const auto token = message.find(Attr::reservation_token)) {
    if (even || any_family || token->size() != 8) return base::failure(ErrorCode::bad_request);
    wish.token = base::load_be64(token->data());
    return wish;
  }
  if (even) {
    const auto reserve_next = stun::decode_even_port(*even);
    if (!reserve_next) return base::failure(ErrorCode::bad_request);
    wish.want = *reserve_next ? PortPool::Want::even_and_next : PortPool::Want::even;
  }
  if (const auto refused = read_families(message, wish)) return base::failure(*refused);
  return wish;
}

std::optional<ErrorCode> Server::read_families(const stun::MessageView& message,
                                               AllocateWish& wish) const {
  const auto requested_value = message.find(Attr::requested_address_family);
  const auto additional_value = message.find(Attr::additional_address_family);
  if (requested_value && additional_value) return ErrorCode::bad_request;
  if (requested_value) {
    const auto requested = stun::decode_requested_family(*requested_value);
    if (!requested) return ErrorCode::bad_request;
    if (!requested->family) return ErrorCode::address_family_not_supported;
    wish.family = *requested->family;
  }
  if (additional_value) {
    const auto additional = stun::decode_requested_family(*additional_value);
    // "If yes, and the attribute value is 0x01 ...: 400"; the only family that can be added to IPv4
    // is IPv6
    if (!additional || additional->family != base::Family::v6) return ErrorCode::bad_request;
    if (wish.want == PortPool::Want::even_and_next) return ErrorCode::bad_request;
    wish.dual = true;
    return std::nullopt;  // what is not supported is told by ADDRESS-ERROR-CODE
  }
  if (!shared_.ports.has_family(wish.family)) return ErrorCode::address_family_not_supported;
  return std::nullopt;
}

std::optional<PortPool::Claim> Server::find_relay(const AllocateWish& wish,
                                                  std::string_view identity, base::Instant now) {
  if (!wish.token) return shared_.ports.claim(wish.family, wish.want, identity, random_, now);
  const auto reserved = shared_.ports.redeem(*wish.token, identity, now);
  if (!reserved) return std::nullopt;
  return PortPool::Claim{*reserved, std::nullopt};
}

// Check 9: one relayed address of each family, or of one family and why not of the other.
std::optional<Server::Claims> Server::find_relays(const AllocateWish& wish,
                                                  std::string_view identity, base::Instant now) {
  if (!wish.dual) {
    const auto only = find_relay(wish, identity, now);
    if (!only) return std::nullopt;
    return Claims{*only, std::nullopt, std::nullopt};
  }
  const auto v4 = shared_.ports.claim(base::Family::v4, wish.want, identity, random_, now);
  const auto v6 = shared_.ports.claim(base::Family::v6, wish.want, identity, random_, now);
  if (v4 && v6) return Claims{*v4, v6->relay, std::nullopt};
  if (!v4 && !v6) return std::nullopt;
  const base::Family family = v4 ? base::Family::v6 : base::Family::v4;
  const ErrorCode code = shared_.ports.has_family(family) ? ErrorCode::insufficient_capacity
                                                          : ErrorCode::address_family_not_supported;
  return Claims{v4 ? *v4 : *v6, std::nullopt, Allocation::Missing{family, code}};
}

// RFC 8656 section 7.2: at most the maximum; less than the default is not granted.
std::chrono::seconds Server::granted_lifetime(const stun::MessageView& message) const noexcept {
  const auto proposed = message.u32(Attr::lifetime);
  if (!proposed) return config_.default_lifetime;
  return std::max(config_.default_lifetime,
                  std::min(config_.max_lifetime, std::chrono::seconds{*proposed}));
}

void Server::relay_opened(AllocationId id, RelayKey relay, Now, Effects& out) {
  Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::pending) return;
  shared_.ports.publish(relay, worker_, allocation->transport);
  if (--allocation->opening == 0) activate(*allocation, out);
}

void Server::activate(Allocation& allocation, Effects& out) {
  allocation.state = Allocation::State::active;
  stats_.allocations_opened.add();
  count_in(allocation);
  answer_allocate(allocation, out);
}

void Server::relay_failed(AllocationId id, RelayKey failed, Now now, Effects& out) {
  Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::pending) return;
  if (allocation->token) shared_.ports.cancel(*allocation->token);
  if (open_another(*allocation, failed, now.mono, out)) return;
  if (!allocation->second) return give_up(*allocation, failed, out);
  // Half of a dual allocation is a success that says what is missing.
  const base::Family family = failed == allocation->relay ? allocation->family : base::Family::v6;
  allocation->missing = Allocation::Missing{family, ErrorCode::insufficient_capacity};
  allocations_.drop_relay(*allocation, failed);
  shared_.ports.release(failed);
  if (--allocation->opening == 0) activate(*allocation, out);
}

bool Server::open_another(Allocation& allocation, RelayKey failed, base::Instant now,
                          Effects& out) {
  // A reserved port was promised: no other will do.
  if (allocation.redeemed || ++allocation.failed_binds >= kMaxFailedBinds) return false;
  const auto again = shared_.ports.claim(shared_.ports.local(failed).ip.family(), allocation.want,
                                         allocation.identity, random_, now);
  if (!again) return false;
  shared_.ports.release(failed);  // only now, so that it was not found again
  allocations_.move_relay(allocation, failed, again->relay);
  allocation.token = again->token;
  out.add(OpenRelay{allocation.id, again->relay, shared_.ports.local(again->relay),
                    allocation.transport});
  return true;
}

void Server::give_up(Allocation& allocation, RelayKey failed, Effects& out) {
  stats_.error(static_cast<std::uint16_t>(ErrorCode::insufficient_capacity));
  stun::Builder answer{scratch_, stun::Class::error, stun::Method::allocate,
                       allocation.transaction};
  answer.error(ErrorCode::insufficient_capacity);
  sign(answer, allocation.key, allocation.integrity);
  if (allocation.fingerprint) answer.fingerprint();
  out.reply(allocation.leg, answer.message());
  shared_.ports.release(failed);
  shared_.quotas.give_back(allocation.holder());
  timers_.cancel(allocation.timer);
  allocations_.erase(allocation.id);
}

void Server::answer_allocate(const Allocation& allocation, Effects& out) {
  stun::Builder answer{scratch_, stun::Class::success, stun::Method::allocate,
                       allocation.transaction};
  answer.xor_address(Attr::xor_relayed_address, shared_.ports.external(allocation.relay));
  if (allocation.second)
    answer.xor_address(Attr::xor_relayed_address, shared_.ports.external(allocation.second->relay));
  answer.u32(Attr::lifetime, static_cast<std::uint32_t>(allocation.granted.count()));
  if (allocation.token) answer.u64(Attr::reservation_token, *allocation.token);
  answer.xor_address(Attr::xor_mapped_address, allocation.leg.tuple.client);
  if (allocation.mobile)
    answer.text(Attr::mobility_ticket, shared_.tickets.seal({worker_, allocation.id, 0}));
  if (allocation.missing)
    answer.address_error(allocation.missing->family, allocation.missing->code);
  sign(answer, allocation.key, allocation.integrity);
  if (allocation.fingerprint) answer.fingerprint();
  out.reply(allocation.leg, answer.message());
}

}  // namespace turn
