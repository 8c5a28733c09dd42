// SPDX-License-Identifier: MIT
// Refresh (RFC 8656 section 8): prolongs an allocation, or deletes it at once with lifetime 0.
#include <algorithm>

#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {
namespace {

using stun::Attr;
using stun::ErrorCode;

// RFC 8489 section 6.2.1: no client retransmits a request for longer.
constexpr std::chrono::seconds kRetransmission{40};

}  // namespace

void Server::on_refresh(Request& request) {
  const auto answer_with = [&](std::chrono::seconds lifetime) {
    auto answer = begin(request, stun::Class::success);
    answer.u32(Attr::lifetime, static_cast<std::uint32_t>(lifetime.count()));
    finish(request, answer);
  };
  const auto transaction = request.message.transaction_id();
  if (request.allocation == nullptr) {
    const bool repeated = std::any_of(deletions_.begin(), deletions_.end(), [&](const Deletion& d) {
      return d.until > request.now.mono && d.transaction == transaction && d.tuple == request.leg.tuple;
    });
    return repeated ? answer_with(std::chrono::seconds{0}) : refuse(request, ErrorCode::allocation_mismatch);
  }
  Allocation& allocation = *request.allocation;
  if (allocation.state != Allocation::State::active) return refuse(request, ErrorCode::allocation_mismatch);
  if (const auto family_value = request.message.find(Attr::requested_address_family)) {
    const auto family = stun::decode_requested_family(*family_value);
    if (!family) return refuse(request, ErrorCode::bad_request);
    // RFC 8656 section 8.2: 443 where the allocation has no relayed address of that family
    if (family->family != shared_.ports.local(allocation.relay).ip.family()) {
      return refuse(request, ErrorCode::peer_address_family_mismatch);
    }
  }
  if (request.message.has(Attr::lifetime) && !request.message.u32(Attr::lifetime)) {
    return refuse(request, ErrorCode::bad_request);
  }
  if (request.message.u32(Attr::lifetime) == 0u) {
    deletions_[next_deletion_++ % deletions_.size()] = Deletion{request.leg.tuple, transaction, request.now.mono + kRetransmission};
    answer_with(std::chrono::seconds{0});
    return end(allocation, EndReason::deleted, request.now, request.out);
  }
  const auto lifetime = granted_lifetime(request.message);
  allocation.expires = request.now.mono + lifetime;
  timers_.reschedule(allocation.timer, allocation.expires);
  answer_with(lifetime);
}

}  // namespace turn
