// SPDX-License-Identifier: MIT
#include "base/secret_strength.hpp"

#include <bitset>

#include "base/placeholder.hpp"

namespace base {

std::optional<std::string> weakness_of(const Secret& secret, std::size_t least_bytes) {
  if (is_placeholder(secret.reveal_text())) return "is a placeholder that nobody has filled in";
  if (secret.size() < least_bytes)
    return "has less than " + std::to_string(least_bytes) + " characters";
  std::bitset<256> seen;
  for (const std::byte byte : secret.reveal()) seen.set(std::to_integer<std::size_t>(byte));
  if (seen.count() == 1) return "is one character, repeated";
  if (seen.count() < kLeastDifferentBytes)
    return "has less than " + std::to_string(kLeastDifferentBytes) + " different characters";
  return std::nullopt;
}

}  // namespace base
