// SPDX-License-Identifier: MIT
// GuessLimits: how often somebody may guess at an account's password, at a meeting's password or at
// a meeting's code, and how often an address may have a password hashed or join. The services ask
// it themselves (Services::guesses), so REST and the WebSocket share one count, and no caller can
// forget it. The numbers are in meetings/rates.hpp, the rule in docs/limits.md. Any thread.
//
// The guesses of others lock nobody out. Delays grow for the address or the person that guesses.
// Many wrong guesses from everywhere only make strangers' addresses wait sooner.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "meetings/ids.hpp"
#include "meetings/rates.hpp"
#include "meetings/refusal.hpp"

namespace meetings {

// One attempt, and who pays for it if it is wrong.
struct Guess {
  struct Cost {
    Limit limit;
    std::string subject;                    // besides the address
    std::optional<base::IpAddress> client;  // present: the limit counts by address
  };
  std::vector<Cost> costs;     // each must have a token, or the attempt is refused
  std::optional<Cost> target;  // counts the wrong guesses of everybody; refuses nobody
  std::vector<Cost> strict;    // further costs while the target's tokens are used up
  RefusalCode wrong;           // the answer that makes the attempt a wrong guess
  std::string_view too_many;   // the sentence for people when tokens are used up
};

// A password for the account with this e-mail address; upper case and outer blanks do not count.
// `known`: the account signed in from the client's address not long ago.
Guess login_guess(std::string_view email, const base::IpAddress& client, bool known);
// A password of this person for this meeting. `seated`: the person holds a seat of the meeting, so
// the person has given the right password before.
Guess password_guess(const MeetingId& meeting, const UserId& person, const base::IpAddress& client,
                     bool seated);
// A meeting's id or code.
Guess code_guess(const base::IpAddress& client);

class GuessLimits {
 public:
  explicit GuessLimits(Rates rates = {}, std::size_t capacity = 65'536);

  // Runs `attempt` (it returns an Outcome) and charges it only if its answer is `guess.wrong`.
  // Refuses with rate_limited, without running it, while tokens are used up.
  template <class Attempt>
  auto charge(const Guess& guess, const base::Clock& clock, const Attempt& attempt)
      -> decltype(attempt()) {
    const std::vector<RateCost> costs = costs_of(guess, clock.now());
    TRY(take(costs, guess.too_many, clock.now()));
    auto answer = attempt();
    if (answer || answer.error().code != guess.wrong) table_.give_back(costs);
    else note(guess, clock.now());
    return answer;
  }
  // Charges the client's address for a request, whatever comes of it; refuses with rate_limited.
  Outcome<void> spend(Limit limit, const base::IpAddress& client, base::Instant now);

  // How many attempts and requests this limit has refused.
  std::uint64_t refused(Limit limit) const noexcept;

 private:
  std::vector<RateCost> costs_of(const Guess& guess, base::Instant now) const;
  void add(std::vector<RateCost>& costs, const Guess::Cost& cost) const;
  Outcome<void> take(const std::vector<RateCost>& costs, std::string_view too_many,
                     base::Instant now);
  void note(const Guess& guess, base::Instant now);

  const Rates rates_;
  RateTable table_;
  std::array<std::atomic<std::uint64_t>, kLimits.size()> refused_{};
};

}  // namespace meetings
