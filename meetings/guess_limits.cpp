// SPDX-License-Identifier: MIT
#include "meetings/guess_limits.hpp"

#include "base/text.hpp"
#include "meetings/limit_words.hpp"

namespace meetings {
namespace {

constexpr std::string_view kTooManyPasswords =
    "Too many wrong passwords. Please try again in a moment.";

}  // namespace

Guess login_guess(std::string_view email, const base::IpAddress& client, bool known) {
  const std::string account = base::to_lower(base::trim(email));
  Guess guess{{},
              Guess::Cost{Limit::login_by_account, account, std::nullopt},
              {},
              RefusalCode::invalid_credentials,
              refusal_of(Limit::login_by_address)};
  if (known) {
    guess.costs = {{Limit::login_by_known_address, account, client}};
  } else {
    guess.costs = {{Limit::login_by_address, account, client},
                   {Limit::login_by_address_long, account, client}};
    guess.strict = {{Limit::login_under_attack, account, client}};
  }
  return guess;
}

Guess password_guess(const MeetingId& meeting, const UserId& person, const base::IpAddress& client,
                     bool seated) {
  const std::string& id = meeting.value();
  Guess guess{{{Limit::password_by_person, id + '\n' + person.value(), std::nullopt}},
              Guess::Cost{Limit::password_by_meeting, id, std::nullopt},
              {},
              RefusalCode::password_wrong,
              kTooManyPasswords};
  if (!seated) {
    guess.costs.push_back({Limit::password_by_address, id, client});
    guess.strict = {{Limit::password_under_attack, id, client}};
  }
  return guess;
}

Guess code_guess(const base::IpAddress& client) {
  return {{{Limit::code_by_address, {}, client}},
          std::nullopt,
          {},
          RefusalCode::not_found,
          refusal_of(Limit::code_by_address)};
}

GuessLimits::GuessLimits(Rates rates, std::size_t capacity) : rates_(rates), table_(capacity) {}

void GuessLimits::add(std::vector<RateCost>& costs, const Guess::Cost& cost) const {
  const auto rule = static_cast<std::uint8_t>(cost.limit);
  const Rate& rate = rate_of(rates_, cost.limit);
  if (!cost.client) return costs.push_back({rule, rate, cost.subject});
  for (RateCost& each : costs_by_address(rule, rate, *cost.client, cost.subject))
    costs.push_back(std::move(each));
}

std::vector<RateCost> GuessLimits::costs_of(const Guess& guess, base::Instant now) const {
  std::vector<RateCost> costs;
  for (const Guess::Cost& cost : guess.costs) add(costs, cost);
  if (!guess.target) return costs;
  std::vector<RateCost> target;
  add(target, *guess.target);
  if (table_.is_empty(target.front(), now)) {
    for (const Guess::Cost& cost : guess.strict) add(costs, cost);
  }
  return costs;
}

Outcome<void> GuessLimits::take(const std::vector<RateCost>& costs, std::string_view too_many,
                                base::Instant now) {
  const RateTable::Wait wait = table_.take(costs, now);
  if (wait.time.count() == 0) return {};
  refused_[wait.rule].fetch_add(1, std::memory_order_relaxed);
  return base::failure(Refusal{RefusalCode::rate_limited, std::string{too_many}, {}, wait.time});
}

void GuessLimits::note(const Guess& guess, base::Instant now) {
  if (!guess.target) return;
  std::vector<RateCost> target;
  add(target, *guess.target);
  (void)table_.take(target, now);
}

Outcome<void> GuessLimits::spend(Limit limit, const base::IpAddress& client, base::Instant now) {
  std::vector<RateCost> costs;
  add(costs, {limit, {}, client});
  return take(costs, refusal_of(limit), now);
}

std::uint64_t GuessLimits::refused(Limit limit) const noexcept {
  return refused_[index_of(limit)].load(std::memory_order_relaxed);
}

}  // namespace meetings
