// SPDX-License-Identifier: MIT
// GuessLimits: how often somebody may guess at an account's password, at a meeting's password or at
// a meeting's code. The services ask it themselves (Services::guesses), so REST and the WebSocket
// share one count, and no caller can forget it. The callers limit plain floods by address and
// request themselves (api/rate_limit.hpp). Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "meetings/rate_table.hpp"
#include "meetings/refusal.hpp"

namespace meetings {

// The defaults let a class behind one address arrive together and stop a guesser within seconds.
struct GuessRates {
  Rate login_by_account{60, std::chrono::milliseconds{10'000}};  // from all addresses together
  Rate login_by_account_and_address{10, std::chrono::milliseconds{20'000}};
  Rate password_by_meeting{100, std::chrono::milliseconds{2000}};  // from all addresses together
  Rate password_by_meeting_and_address{10, std::chrono::milliseconds{10'000}};
  Rate code_by_address{60, std::chrono::milliseconds{1000}};
};

enum class GuessRule : std::uint8_t {
  login_by_account,
  login_by_account_and_address,
  password_by_meeting,
  password_by_meeting_and_address,
  code_by_address,
};

// One attempt and its price: a token under each rule. IPv6 addresses count by their /64.
struct Guess {
  struct Cost {
    GuessRule rule;
    std::string subject;
  };
  std::vector<Cost> costs;
  RefusalCode wrong;          // the answer that makes the attempt a wrong guess
  std::string_view too_many;  // the sentence for people when the tokens are used up
};

// A password for the account with this e-mail address; upper case and outer blanks do not count.
Guess login_guess(std::string_view email, const base::IpAddress& client);
// A password for this meeting, given by id or code. All spellings of a code are one meeting. All
// texts that name no meeting share one bucket.
Guess password_guess(std::string_view meeting, const base::IpAddress& client);
// A meeting's id or code.
Guess code_guess(const base::IpAddress& client);

class GuessLimits {
 public:
  explicit GuessLimits(GuessRates rates = {}, std::size_t capacity = 65'536);

  // Takes all costs or none. Returns zero if they were taken, otherwise the time to wait.
  std::chrono::seconds take(const Guess& guess, base::Instant now);
  void give_back(const Guess& guess);

  // Runs `attempt` (it returns an Outcome) and charges it only if its answer is `guess.wrong`.
  // Refuses with rate_limited, without running it, while the tokens are used up.
  template <class Attempt>
  auto charge(const Guess& guess, const base::Clock& clock, const Attempt& attempt)
      -> decltype(attempt()) {
    const auto wait = take(guess, clock.now());
    if (wait.count() > 0) {
      return base::failure(
          Refusal{RefusalCode::rate_limited, std::string{guess.too_many}, {}, wait});
    }
    auto answer = attempt();
    if (answer || answer.error().code != guess.wrong) give_back(guess);
    return answer;
  }

 private:
  const Rate& rate_of(GuessRule rule) const noexcept;

  const GuessRates rates_;
  RateTable table_;
};

}  // namespace meetings
