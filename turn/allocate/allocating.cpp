// SPDX-License-Identifier: MIT
#include "turn/allocate/allocating.hpp"

#include "turn/counting.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {
namespace {

using stun::Attr;
using stun::ErrorCode;

// Whether the system may give another port, or a port of another address.
bool may_try_another(SystemFailure why) noexcept {
  return why != SystemFailure::no_descriptor && why != SystemFailure::no_memory;
}

LateAnswers::Asked asked_by(const Allocation& allocation) {
  return {stun::Method::allocate, allocation.transaction, allocation.integrity,
          allocation.fingerprint};
}

}  // namespace

void Allocating::on_allocate(const Request& request) {
  if (request.allocation != nullptr) return answer_again(request);
  const auto options =
      read_allocate_options(request.leg, request.message, parts_.config, parts_.ports);
  if (!options) return parts_.answers.refuse(request, options.error());
  if (parts_.busy.refuse_if_busy(request)) return;
  const std::string_view identity = parts_.config.users.contains(request.username)
                                        ? request.username
                                        : identity_of(request.username);
  const Holder holder{identity, request.leg.tuple.client.ip};
  if (const auto verdict = parts_.quotas.take(holder); verdict != Quotas::Verdict::taken)
    return parts_.busy.refuse_over_quota(request, verdict);
  const auto claims =
      claim_relays(parts_.ports, parts_.random, *options, identity, request.now.mono);
  if (!claims) {
    parts_.quotas.give_back(holder);
    parts_.stats.refuse(Refused::no_port);
    // No other server knows the token either.
    return options->token ? parts_.answers.refuse(request, ErrorCode::insufficient_capacity)
                          : parts_.busy.refuse_for_lack_of_room(request);
  }
  const Allocation& allocation = create(request, *options, *claims, identity);
  open(allocation, allocation.relay, request.out);
  if (claims->second) open(allocation, *claims->second, request.out);
}

// A used 5-tuple is 437; the same transaction is a retransmission (RFC 8489 section 6.3.1).
void Allocating::answer_again(const Request& request) {
  const Allocation& allocation = *request.allocation;
  if (allocation.transaction != request.message.transaction_id())
    return parts_.answers.refuse(request, ErrorCode::allocation_mismatch);
  if (allocation.state == Allocation::State::active) return answer(allocation, request.out);
  parts_.stats.drop(Drop::duplicate);  // its answer is on the way
}

void Allocating::open(const Allocation& allocation, RelayKey relay, Effects& out) {
  const bool next_too = relay == allocation.relay && allocation.token.has_value();
  out.add(
      OpenRelay{allocation.id, relay, parts_.ports.local(relay), allocation.transport, next_too});
}

Allocation& Allocating::create(const Request& request, const AllocateOptions& options,
                               const RelayClaims& claims, std::string_view identity) {
  const auto granted = granted_lifetime(request.message, parts_.config);
  const base::Instant expires = request.now.mono + granted;
  Allocation& allocation = parts_.allocations.create(request.leg, claims.first.relay);
  allocation.family = parts_.ports.local(allocation.relay).ip.family();
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
  allocation.want = options.want;
  allocation.transport = options.transport;
  allocation.mobile = options.mobile;
  allocation.redeemed = options.token.has_value();
  allocation.created = request.now.mono;
  allocation.expires = expires;
  if (claims.second) parts_.allocations.add_second(allocation, *claims.second, expires);
  allocation.opening = claims.second ? 2 : 1;
  parts_.lifetimes.start(allocation);
  Pacing::limit(allocation, parts_.config.max_rate);
  return allocation;
}

// nullptr: the allocation is gone, or waits for no socket.
Allocation* Allocating::pending(AllocationId id) noexcept {
  Allocation* allocation = parts_.allocations.find(id);
  const bool waits = allocation != nullptr && allocation->state == Allocation::State::pending;
  return waits ? allocation : nullptr;
}

void Allocating::relay_opened(AllocationId id, RelayKey relay, Effects& out) {
  Allocation* allocation = pending(id);
  if (allocation == nullptr) return;
  parts_.ports.publish(relay, parts_.worker, allocation->transport);
  if (--allocation->opening == 0) activate(*allocation, out);
}

void Allocating::activate(Allocation& allocation, Effects& out) {
  allocation.state = Allocation::State::active;
  parts_.lifetimes.release_tried(allocation);
  parts_.stats.allocations_opened.add();
  count_in(parts_.stats, allocation);
  answer(allocation, out);
}

void Allocating::relay_failed(AllocationId id, RelayKey failed, SystemFailure why, Now now,
                              Effects& out) {
  Allocation* allocation = pending(id);
  if (allocation == nullptr) return;
  if (allocation->token) parts_.ports.cancel(*allocation->token);
  allocation->token.reset();
  allocation->tried.push_back({failed, why});
  if (open_another(*allocation, failed, now.mono, out)) return;
  if (!allocation->second) return give_up(*allocation, why, out);
  // Half of a dual allocation is a success that says what is missing.
  const base::Family family = failed == allocation->relay ? allocation->family : base::Family::v6;
  allocation->missing = Allocation::Missing{family, ErrorCode::insufficient_capacity};
  parts_.allocations.drop_relay(*allocation, failed);
  if (--allocation->opening == 0) activate(*allocation, out);
}

bool Allocating::open_another(Allocation& allocation, RelayKey failed, base::Instant now,
                              Effects& out) {
  // A reserved port was promised: no other will do.
  if (allocation.redeemed || allocation.tried.size() >= kMostTried ||
      !may_try_another(allocation.tried.back().why))
    return false;
  std::vector<base::IpAddress> gone;
  for (const Allocation::Tried& tried : allocation.tried) {
    if (tried.why == SystemFailure::address_gone)
      gone.push_back(parts_.ports.local(tried.relay).ip);
  }
  const auto again = parts_.ports.claim(parts_.ports.local(failed).ip.family(), allocation.want,
                                        allocation.identity, parts_.random, now, gone);
  if (!again) return false;
  parts_.allocations.move_relay(allocation, failed, again->relay);
  allocation.token = again->token;
  open(allocation, again->relay, out);
  return true;
}

void Allocating::give_up(Allocation& allocation, SystemFailure why, Effects& out) {
  parts_.stats.refuse(refused_for(why));
  parts_.busy.refuse_late(asked_by(allocation), allocation, out);
  parts_.lifetimes.release(allocation);
  parts_.allocations.erase(allocation.id);
}

void Allocating::answer(const Allocation& allocation, Effects& out) {
  const auto asked = asked_by(allocation);
  auto answer = parts_.late_answers.success(asked);
  answer.xor_address(Attr::xor_relayed_address, parts_.ports.external(allocation.relay));
  if (allocation.second)
    answer.xor_address(Attr::xor_relayed_address, parts_.ports.external(allocation.second->relay));
  answer.u32(Attr::lifetime, static_cast<std::uint32_t>(allocation.granted.count()));
  if (allocation.token) answer.u64(Attr::reservation_token, *allocation.token);
  answer.xor_address(Attr::xor_mapped_address, allocation.leg.tuple.client);
  if (allocation.mobile)
    answer.text(Attr::mobility_ticket, parts_.tickets.seal({parts_.worker, allocation.id, 0}));
  if (allocation.missing)
    answer.address_error(allocation.missing->family, allocation.missing->code);
  parts_.late_answers.finish(asked, allocation, answer, out);
}

}  // namespace turn
