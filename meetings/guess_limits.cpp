// SPDX-License-Identifier: MIT
#include "meetings/guess_limits.hpp"

#include "base/text.hpp"
#include "meetings/meeting_code.hpp"

namespace meetings {
namespace {

constexpr std::string_view kTooManyAttempts = "Too many attempts. Please try again in a moment.";
constexpr std::string_view kTooManyPasswords =
    "Too many wrong passwords. Please try again in a moment.";

std::string with_address(const std::string& subject, const base::IpAddress& client) {
  return subject + '\n' + client.site().print();
}

}  // namespace

Guess login_guess(std::string_view email, const base::IpAddress& client) {
  const std::string account = base::to_lower(base::trim(email));
  return {{{GuessRule::login_by_account_and_address, with_address(account, client)},
           {GuessRule::login_by_account, account}},
          RefusalCode::invalid_credentials,
          kTooManyAttempts};
}

Guess password_guess(std::string_view meeting, const base::IpAddress& client) {
  const auto key = parse_meeting_key(meeting);
  const std::string name = key ? key->value : std::string{};
  return {{{GuessRule::password_by_meeting_and_address, with_address(name, client)},
           {GuessRule::password_by_meeting, name}},
          RefusalCode::password_wrong,
          kTooManyPasswords};
}

Guess code_guess(const base::IpAddress& client) {
  return {{{GuessRule::code_by_address, client.site().print()}},
          RefusalCode::not_found,
          kTooManyAttempts};
}

GuessLimits::GuessLimits(GuessRates rates, std::size_t capacity)
    : rates_(rates), table_(capacity) {}

const Rate& GuessLimits::rate_of(GuessRule rule) const noexcept {
  switch (rule) {
    case GuessRule::login_by_account: return rates_.login_by_account;
    case GuessRule::login_by_account_and_address: return rates_.login_by_account_and_address;
    case GuessRule::password_by_meeting: return rates_.password_by_meeting;
    case GuessRule::password_by_meeting_and_address: return rates_.password_by_meeting_and_address;
    case GuessRule::code_by_address: return rates_.code_by_address;
  }
  return rates_.login_by_account;
}

std::chrono::seconds GuessLimits::take(const Guess& guess, base::Instant now) {
  for (std::size_t taken = 0; taken < guess.costs.size(); ++taken) {
    const auto& [rule, subject] = guess.costs[taken];
    const auto wait = table_.take(static_cast<std::uint8_t>(rule), rate_of(rule), subject, now);
    if (wait.count() == 0) continue;
    while (taken > 0) {
      const auto& [before, whose] = guess.costs[--taken];
      table_.give_back(static_cast<std::uint8_t>(before), rate_of(before), whose);
    }
    return wait;
  }
  return std::chrono::seconds{0};
}

void GuessLimits::give_back(const Guess& guess) {
  for (const auto& [rule, subject] : guess.costs)
    table_.give_back(static_cast<std::uint8_t>(rule), rate_of(rule), subject);
}

}  // namespace meetings
