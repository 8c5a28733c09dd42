// SPDX-License-Identifier: MIT
#include "meetings/old_password.hpp"

#include "meetings/account_rules.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {

Outcome<void> check_old_password(const Services& services, const StoredUser& user,
                                 std::string_view password, const Client& client,
                                 const PasswordHasher* hasher, const Refusal& wrong) {
  const base::WallTime since = services.clock.wall_now() - kKnownAddressLifetime;
  TRY(const bool known, read(services.store, [&](UnitOfWork& work) -> Outcome<bool> {
        return work.users().signed_in_from(user.user.id, site_digest(client.address), since);
      }));
  Guess guess = login_guess(user.user.email, client.address, known);
  guess.wrong = wrong.code;
  return services.guesses.charge(guess, services.clock, [&]() -> Outcome<void> {
    if (hasher == nullptr || user.password_hash.empty() ||
        !check_password("password", password, 1, kLongestPassword))
      return base::failure(wrong);
    const PaidHasher paid{*hasher, services.guesses, services.clock, client.address};
    TRY(const bool right, paid.verify(user.password_hash, password));
    if (!right) return base::failure(wrong);
    return {};
  });
}

}  // namespace meetings
