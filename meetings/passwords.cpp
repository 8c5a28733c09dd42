// SPDX-License-Identifier: MIT
// The only file that includes libargon2.
#include "meetings/passwords.hpp"

#include <argon2.h>

#include <array>

namespace meetings {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kMaxStored = 256;
constexpr std::string_view kScheme = "$argon2id$";

}  // namespace

Outcome<std::string> Argon2Hasher::hash(std::string_view password) const {
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
  return argon2id_verify(text.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace meetings
