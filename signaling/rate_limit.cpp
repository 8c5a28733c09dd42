// SPDX-License-Identifier: MIT
#include "signaling/rate_limit.hpp"

#include <algorithm>
#include <limits>

namespace signaling {

namespace {

using base::TokenRate;
using namespace std::chrono_literals;

struct Rates {
  TokenRate messages;
  TokenRate bytes;
};

constexpr std::uint32_t kKiB = 1024;

// The bytes let a burst of ordinary messages pass: somebody who joins a meeting of 50 sends 49
// descriptions of 10 to 20 KiB and 20 candidates of 250 bytes with each.
constexpr Rates kDescription{TokenRate::per_second(20, 60),
                             TokenRate::per_second(320 * kKiB, 1024 * kKiB)};
constexpr Rates kCandidate{TokenRate::per_second(100, 400),
                           TokenRate::per_second(100 * kKiB, 400 * kKiB)};
constexpr Rates kChat{TokenRate::per_second(2, 10), TokenRate::per_second(8 * kKiB, 64 * kKiB)};
constexpr Rates kMediaState{TokenRate::per_second(5, 20),
                            TokenRate::per_second(5 * kKiB, 20 * kKiB)};
constexpr Rates kReaction{TokenRate::per_second(2, 10), TokenRate::per_second(2 * kKiB, 10 * kKiB)};
// A client that lost its socket joins once on the new one.
constexpr Rates kJoin{TokenRate{5, 2s}, TokenRate::per_second(4 * kKiB, 16 * kKiB)};
// A teacher lowers thirty hands one after the other.
constexpr Rates kModerate{TokenRate::per_second(5, 40), TokenRate::per_second(4 * kKiB, 32 * kKiB)};
// Somebody who joins a meeting of 50 sends 49, and again where the window changes.
constexpr Rates kWant{TokenRate::per_second(20, 200), TokenRate::per_second(4 * kKiB, 40 * kKiB)};
// One every ten seconds, with a report of each of 49 connections.
constexpr Rates kStats{TokenRate{3, 5s}, TokenRate::per_second(4 * kKiB, 64 * kKiB)};
// A teacher moves one person after the other; to open groups for 1000 people takes 44 KiB.
constexpr Rates kGroups{TokenRate::per_second(2, 20), TokenRate::per_second(16 * kKiB, 96 * kKiB)};
constexpr Rates kOther{TokenRate::per_second(5, 20), TokenRate::per_second(16 * kKiB, 80 * kKiB)};

// In the order of MessageClass.
constexpr std::array<Rates, kMessageClasses> kRates{
    kDescription, kCandidate, kChat,  kMediaState, kReaction, kJoin,
    kModerate,    kWant,      kStats, kGroups,     kOther};

// In the order of RoomLimiter::Traffic, for each receiver: with 50 members at most 1.6 MiB/s leave
// the server for one room. 50 people who speak at once, or switch their microphones at once, take
// less than a quarter of a burst.
constexpr std::array<TokenRate, 2> kRoomRates{TokenRate::per_second(16 * kKiB, 128 * kKiB),
                                              TokenRate::per_second(16 * kKiB, 64 * kKiB)};

std::uint32_t cost_of(std::size_t bytes) noexcept {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::min(bytes, kMost));
}

Excess excess(Limit limit, std::chrono::nanoseconds wait) noexcept {
  return {limit, std::chrono::ceil<std::chrono::seconds>(wait)};  // at least 1: `wait` is not 0
}

}  // namespace

MessageClass class_of(const ClientMessage& message) noexcept {
  if (std::holds_alternative<Description>(message)) return MessageClass::description;
  if (std::holds_alternative<Candidates>(message)) return MessageClass::candidate;
  if (std::holds_alternative<ChatPost>(message)) return MessageClass::chat;
  if (std::holds_alternative<MediaUpdate>(message)) return MessageClass::media_state;
  if (std::holds_alternative<ReactionPost>(message)) return MessageClass::reaction;
  if (std::holds_alternative<Join>(message)) return MessageClass::join;
  if (std::holds_alternative<ModeratePost>(message)) return MessageClass::moderate;
  if (std::holds_alternative<WantPost>(message)) return MessageClass::want;
  if (std::holds_alternative<StatsReport>(message)) return MessageClass::stats;
  if (std::holds_alternative<GroupsPost>(message)) return MessageClass::groups;
  return MessageClass::other;
}

std::string_view to_string(Limit limit) noexcept {
  switch (limit) {
    case Limit::messages: return "messages";
    case Limit::bytes: return "bytes";
    case Limit::share: return "share";
    case Limit::room: return "room";
  }
  return "messages";
}

std::string_view describe(Limit limit) noexcept {
  switch (limit) {
    case Limit::messages: return "Too many messages of this kind.";
    case Limit::bytes: return "Your messages of this kind are too large together.";
    case Limit::share: return "That person has not received your earlier messages yet.";
    case Limit::room: return "Too much is said in this meeting at the moment.";
  }
  return "";
}

std::optional<Excess> RateLimiter::check(MessageClass kind, std::size_t bytes,
                                         base::Instant now) noexcept {
  const auto index = static_cast<std::size_t>(kind);
  const Rates& rates = kRates[index];
  Buckets& buckets = buckets_[index];
  const std::uint32_t cost = cost_of(bytes);
  const auto for_message = buckets.messages.wait(rates.messages, now);
  const auto for_bytes = buckets.bytes.wait(rates.bytes, now, cost);
  if (for_message <= 0ns && for_bytes <= 0ns) {
    (void)buckets.messages.take(rates.messages, now);
    (void)buckets.bytes.take(rates.bytes, now, cost);
    return std::nullopt;
  }
  note_refusal(now);
  return for_message >= for_bytes ? excess(Limit::messages, for_message)
                                  : excess(Limit::bytes, for_bytes);
}

bool RateLimiter::sent_much(MessageClass kind, base::Instant now) const noexcept {
  const auto index = static_cast<std::size_t>(kind);
  const TokenRate& rate = kRates[index].bytes;
  return buckets_[index].bytes.wait(rate, now, rate.burst / 2) > 0ns;
}

void RateLimiter::note_refusal(base::Instant now) noexcept {
  refused_at_[refusals_ % kTolerated] = now;
  ++refusals_;
  // The next slot to be written holds the oldest of the last ten refusals, this one included.
  const base::Instant oldest = refused_at_[refusals_ % kTolerated];
  if (refusals_ >= kTolerated && now - oldest <= kWindow) abused_ = true;
}

std::optional<Excess> RoomLimiter::check(Traffic kind, std::size_t bytes, bool sender_sent_much,
                                         base::Instant now) noexcept {
  const auto index = static_cast<std::size_t>(kind);
  const TokenRate& rate = kRoomRates[index];
  const std::uint32_t cost = cost_of(bytes);
  const std::uint32_t kept = sender_sent_much ? rate.burst / 2 : 0;
  const auto wait = buckets_[index].wait(rate, now, cost + kept);
  if (wait > 0ns) return excess(Limit::room, wait);
  (void)buckets_[index].take(rate, now, cost);
  return std::nullopt;
}

}  // namespace signaling
