// SPDX-License-Identifier: MIT
// Allocate (RFC 8656 section 7.2): what is asked for, whether it can be had, and the answer once the relay socket is bound.
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
    // "If the 5-tuple is currently in use ... and the transaction ID of the request matches ... MUST treat it as a retransmission"
    if (allocation.transaction != request.message.transaction_id()) return refuse(request, ErrorCode::allocation_mismatch);
    if (allocation.state == Allocation::State::active) return answer_allocate(allocation, request.out);
    return stats_.drop(Drop::duplicate);  // its answer is on the way
  }
  const auto wish = read_wish(request.message);
  if (!wish) return refuse(request, wish.error());
  const std::string_view identity = config_.users.contains(request.username) ? request.username : identity_of(request.username);
  switch (shared_.quotas.take(identity)) {
    case Quotas::Verdict::user_exceeded: return refuse(request, ErrorCode::allocation_quota_reached);
    case Quotas::Verdict::total_exceeded: return refuse(request, ErrorCode::insufficient_capacity);
    case Quotas::Verdict::taken: break;
  }
  const auto claim = find_relay(*wish, identity, request.now.mono);
  if (!claim) {
    shared_.quotas.give_back(identity);
    return refuse(request, ErrorCode::insufficient_capacity);
  }
  Allocation& allocation = allocations_.create(request.leg, claim->relay);
  allocation.fingerprint = request.message.has_fingerprint();
  allocation.username = request.username;
  allocation.identity = identity;
  allocation.key = *request.key;
  allocation.transaction = request.message.transaction_id();
  allocation.granted = granted_lifetime(request.message);
  allocation.token = claim->token;
  allocation.want = wish->want;
  allocation.redeemed = wish->token.has_value();
  allocation.created = request.now.mono;
  allocation.expires = request.now.mono + allocation.granted;
  allocation.timer = timers_.add(allocation.expires, allocation.id);
  request.out.add(OpenRelay{allocation.id, claim->relay, shared_.ports.local(claim->relay)});
}

base::Result<Server::AllocateWish, ErrorCode> Server::read_wish(const stun::MessageView& message) const {
  const auto transport_value = message.find(Attr::requested_transport);
  const auto transport = transport_value ? stun::decode_requested_transport(*transport_value) : std::nullopt;
  if (!transport) return base::failure(ErrorCode::bad_request);
  if (*transport != stun::kProtocolUdp) return base::failure(ErrorCode::unsupported_transport);
  if (message.has(Attr::lifetime) && !message.u32(Attr::lifetime)) return base::failure(ErrorCode::bad_request);

  const auto token = message.find(Attr::reservation_token);
  const auto even = message.find(Attr::even_port);
  const auto family = message.find(Attr::requested_address_family);
  // "RESERVATION-TOKEN ... also EVEN-PORT: 400"; the same with REQUESTED-ADDRESS-FAMILY
  if (token && (even || family || token->size() != 8)) return base::failure(ErrorCode::bad_request);
  AllocateWish wish;
  if (token) {
    wish.token = base::load_be64(token->data());
    return wish;
  }
  if (even) {
    const auto reserve_next = stun::decode_even_port(*even);
    if (!reserve_next) return base::failure(ErrorCode::bad_request);
    wish.want = *reserve_next ? PortPool::Want::even_and_next : PortPool::Want::even;
  }
  if (family) {
    const auto requested = stun::decode_requested_family(*family);
    if (!requested) return base::failure(ErrorCode::bad_request);
    if (!requested->family) return base::failure(ErrorCode::address_family_not_supported);
    wish.family = *requested->family;
  }
  if (!shared_.ports.has_family(wish.family)) return base::failure(ErrorCode::address_family_not_supported);
  return wish;
}

std::optional<PortPool::Claim> Server::find_relay(const AllocateWish& wish, std::string_view identity, base::Instant now) {
  if (!wish.token) return shared_.ports.claim(wish.family, wish.want, identity, random_, now);
  const auto reserved = shared_.ports.redeem(*wish.token, identity, now);
  if (!reserved) return std::nullopt;
  return PortPool::Claim{*reserved, std::nullopt};
}

// RFC 8656 section 7.2: at most the maximum; less than the default is not granted.
std::chrono::seconds Server::granted_lifetime(const stun::MessageView& message) const noexcept {
  const auto proposed = message.u32(Attr::lifetime);
  if (!proposed) return config_.default_lifetime;
  return std::max(config_.default_lifetime, std::min(config_.max_lifetime, std::chrono::seconds{*proposed}));
}

void Server::relay_opened(AllocationId id, Now, Effects& out) {
  Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::pending) return;
  allocation->state = Allocation::State::active;
  stats_.allocations_opened.add();
  shared_.ports.publish(allocation->relay, worker_);
  answer_allocate(*allocation, out);
}

void Server::relay_failed(AllocationId id, Now now, Effects& out) {
  Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::pending) return;
  const RelayKey failed = allocation->relay;
  if (allocation->token) shared_.ports.cancel(*allocation->token);
  // A reserved port was promised: no other will do.
  if (!allocation->redeemed && ++allocation->failed_binds < kMaxFailedBinds) {
    const auto again =
        shared_.ports.claim(shared_.ports.local(failed).ip.family(), allocation->want, allocation->identity, random_, now.mono);
    if (again) {
      shared_.ports.release(failed);  // only now, so that it was not found again
      allocations_.move_relay(*allocation, again->relay);
      allocation->token = again->token;
      return out.add(OpenRelay{id, again->relay, shared_.ports.local(again->relay)});
    }
  }
  stats_.error(static_cast<std::uint16_t>(ErrorCode::insufficient_capacity));
  stun::Builder answer{scratch_, stun::Class::error, stun::Method::allocate, allocation->transaction};
  answer.error(ErrorCode::insufficient_capacity).integrity(allocation->key);
  if (allocation->fingerprint) answer.fingerprint();
  out.reply(allocation->leg, answer.message());
  shared_.ports.release(failed);
  shared_.quotas.give_back(allocation->identity);
  timers_.cancel(allocation->timer);
  allocations_.erase(id);
}

void Server::answer_allocate(const Allocation& allocation, Effects& out) {
  stun::Builder answer{scratch_, stun::Class::success, stun::Method::allocate, allocation.transaction};
  answer.xor_address(Attr::xor_relayed_address, shared_.ports.external(allocation.relay))
      .u32(Attr::lifetime, static_cast<std::uint32_t>(allocation.granted.count()));
  if (allocation.token) answer.u64(Attr::reservation_token, *allocation.token);
  answer.xor_address(Attr::xor_mapped_address, allocation.leg.tuple.client).integrity(allocation.key);
  if (allocation.fingerprint) answer.fingerprint();
  out.reply(allocation.leg, answer.message());
}

}  // namespace turn
