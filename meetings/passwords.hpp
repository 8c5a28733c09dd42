// SPDX-License-Identifier: MIT
// PasswordHasher: slow, salted password hashes behind an interface, so that tests can be fast. A
// call takes tens of milliseconds of a core and 19 MiB meanwhile. Therefore only the jobs of the
// hash pool (api/http_server_pools.hpp) get a hasher, and every function that hashes asks its
// caller for one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "meetings/refusal.hpp"

namespace meetings {

class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  // A self-describing text (PHC string format). Refuses with `overloaded` if memory is short.
  virtual Outcome<std::string> hash(std::string_view password) const = 0;
  // False also if `stored` is not a hash.
  virtual bool verify(std::string_view stored, std::string_view password) const = 0;
};

// argon2id (RFC 9106) with OWASP's figures: two passes over 19 MiB, one lane.
struct Argon2Cost {
  std::uint32_t passes = 2;
  std::uint32_t memory_kib = 19456;
  std::uint32_t lanes = 1;
};

// Passwords that look the same are the same: hash() and verify() bring them into one form, the
// OpaqueString profile of RFC 8265, before they hash. verify() also accepts a hash that an earlier
// release made of the password as it was typed; such a password costs two hashes.
class Argon2Hasher final : public PasswordHasher {
 public:
  // `salts` is thread-safe and outlives this.
  explicit Argon2Hasher(base::Random& salts, Argon2Cost cost = {}) : salts_(salts), cost_(cost) {}

  Outcome<std::string> hash(std::string_view password) const override;
  bool verify(std::string_view stored, std::string_view password) const override;

 private:
  base::Random& salts_;
  Argon2Cost cost_;
};

}  // namespace meetings
