// SPDX-License-Identifier: MIT
// PaidHasher: hashes passwords for one client and charges the client's address for each hash, right
// or wrong (Limit::hash_by_address). The services hash for strangers only through it. Made and used
// in one job of the hash pool.
#pragma once

#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "meetings/guess_limits.hpp"
#include "meetings/passwords.hpp"

namespace meetings {

class PaidHasher {
 public:
  // All arguments outlive this.
  PaidHasher(const PasswordHasher& hasher, GuessLimits& limits, const base::Clock& clock,
             const base::IpAddress& client) noexcept
      : hasher_(hasher), limits_(limits), clock_(clock), client_(client) {}

  // As PasswordHasher's; they also refuse with rate_limited.
  Outcome<std::string> hash(std::string_view password) const {
    TRY(pay());
    return hasher_.hash(password);
  }
  Outcome<bool> verify(std::string_view stored, std::string_view password) const {
    TRY(pay());
    return hasher_.verify(stored, password);
  }

 private:
  Outcome<void> pay() const { return limits_.spend(Limit::hash_by_address, client_, clock_.now()); }

  const PasswordHasher& hasher_;
  GuessLimits& limits_;
  const base::Clock& clock_;
  const base::IpAddress& client_;
};

}  // namespace meetings
