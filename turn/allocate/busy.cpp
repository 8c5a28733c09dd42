// SPDX-License-Identifier: MIT
#include "turn/allocate/busy.hpp"

#include <algorithm>

namespace turn {

using stun::Attr;
using stun::ErrorCode;

bool Busy::refuse_if_busy(const Request& request) {
  if (parts_.shared.draining.load(std::memory_order_relaxed)) {
    parts_.stats.refuse(Refused::draining);
    refuse_for_lack_of_room(request);
    return true;
  }
  if (parts_.config.alternate_use != AlternateUse::always) return false;
  const auto* other = alternate_for(request.leg);
  if (other != nullptr) name_alternate(request, *other);
  return other != nullptr;
}

void Busy::refuse_over_quota(const Request& request, Quotas::Verdict verdict) {
  switch (verdict) {
    case Quotas::Verdict::user_exceeded: parts_.stats.refuse(Refused::user_quota); break;
    case Quotas::Verdict::meeting_exceeded: parts_.stats.refuse(Refused::meeting_quota); break;
    case Quotas::Verdict::source_exceeded: parts_.stats.refuse(Refused::source_quota); break;
    case Quotas::Verdict::total_exceeded:
      parts_.stats.refuse(Refused::total_quota);
      return refuse_for_lack_of_room(request);
    case Quotas::Verdict::taken: return;
  }
  parts_.answers.refuse(request, ErrorCode::allocation_quota_reached);
}

void Busy::refuse_for_lack_of_room(const Request& request) {
  if (const auto* other = alternate_for(request.leg)) return name_alternate(request, *other);
  parts_.answers.refuse(request, ErrorCode::insufficient_capacity);
}

// One of those that the client can reach by its own transport. RFC 8489 section 14.15: "MUST be the
// same address family as the source IP address of the request".
const Alternate* Busy::alternate_for(const Leg& leg) noexcept {
  const bool secure =
      leg.tuple.transport == Transport::tls || leg.tuple.transport == Transport::dtls;
  const auto fits = [&](const Alternate& a) {
    return a.secure == secure && a.server.ip.family() == leg.tuple.client.ip.family();
  };
  const auto& alternates = parts_.config.alternates;
  const auto count = static_cast<std::uint32_t>(std::ranges::count_if(alternates, fits));
  if (count == 0) return nullptr;
  std::uint32_t skip = parts_.random.below(count);
  for (const Alternate& alternate : alternates) {
    if (fits(alternate) && skip-- == 0) return &alternate;
  }
  return nullptr;
}

void Busy::name_alternate(const Request& request, const Alternate& other) {
  auto answer = parts_.answers.error(request, ErrorCode::try_alternate);
  add_alternate(answer, other);
  parts_.answers.finish(request, answer);
}

void Busy::refuse_late(const LateAnswers::Asked& asked, const Allocation& allocation,
                       Effects& out) {
  const auto* other = allocation.redeemed ? nullptr : alternate_for(allocation.leg);
  auto answer = parts_.late_answers.error(
      asked, other != nullptr ? ErrorCode::try_alternate : ErrorCode::insufficient_capacity);
  if (other != nullptr) add_alternate(answer, *other);
  parts_.late_answers.finish(asked, allocation, answer, out);
}

void Busy::add_alternate(stun::Builder& answer, const Alternate& other) {
  answer.address(Attr::alternate_server, other.server);
  // RFC 8489 section 14.16: the client checks the other server's certificate against this name.
  if (other.secure && !other.domain.empty()) answer.text(Attr::alternate_domain, other.domain);
}

}  // namespace turn
