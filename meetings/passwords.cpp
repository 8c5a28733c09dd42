// SPDX-License-Identifier: MIT
// The only file that includes libargon2.
#include "meetings/passwords.hpp"

#include <argon2.h>

#include <array>

#include "base/unicode.hpp"

namespace meetings {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kMaxStored = 256;
constexpr std::string_view kScheme = "$argon2id$";

// One keyboard types an umlaut as one character and another as two, and mail programs turn blanks
// into no-break spaces: the same password in one form (RFC 8265).
std::string canonical(std::string_view password) {
  return base::to_opaque_string(password).value_or(std::string{password});
}

}  // namespace

Outcome<std::string> Argon2Hasher::hash(std::string_view typed) const {
  const std::string password = canonical(typed);
  std::array<std::byte, kSaltBytes> salt{};
  salts_.fill(salt);
  std::string encoded(argon2_encodedlen(cost_.passes, cost_.memory_kib, cost_.lanes, kSaltBytes,
                                        kHashBytes, Argon2_id),
                      '\0');
  const int code = argon2id_hash_encoded(cost_.passes, cost_.memory_kib, cost_.lanes,
                                         password.data(), password.size(), salt.data(), salt.size(),
                                         kHashBytes, encoded.data(), encoded.size());
  if (code == ARGON2_MEMORY_ALLOCATION_ERROR) {
    return refuse(RefusalCode::overloaded, "The server is short of memory; please try again.");
  }
  if (code != ARGON2_OK) return refuse(RefusalCode::internal, "The password could not be hashed.");
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool Argon2Hasher::verify(std::string_view stored, std::string_view password) const {
  if (stored.size() > kMaxStored || !stored.starts_with(kScheme)) return false;
  const std::string text{stored};  // libargon2 wants the terminating NUL
  const auto fits = [&text](std::string_view form) {
    return argon2id_verify(text.c_str(), form.data(), form.size()) == ARGON2_OK;
  };
  const std::string form = canonical(password);
  // Earlier releases hashed the password as it was typed.
  return fits(form) || (form != password && fits(password));
}

}  // namespace meetings
