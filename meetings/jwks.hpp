// SPDX-License-Identifier: MIT
// JWKS: reads the public keys of a JSON Web Key Set (RFC 7517 section 5) for one algorithm. Keys of
// other kinds, for encryption, or too weak are passed over, because a set may hold keys for others.
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/public_key.hpp"

namespace meetings {

struct IssuerKey {
  std::optional<std::string> kid;
  base::PublicKey key;
};

inline constexpr std::size_t kLongestJwks = std::size_t{64} * 1024;
inline constexpr std::size_t kMostIssuerKeys = 32;

// Fails for a text that is no key set, or that holds more than kMostIssuerKeys. An empty list is a
// success: none of the keys is for this algorithm.
base::Result<std::vector<IssuerKey>> parse_jwks(std::string_view text,
                                                base::SignatureAlgorithm algorithm);

}  // namespace meetings
