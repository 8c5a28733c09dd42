// SPDX-License-Identifier: MIT
// RefreshToken: the opaque text that keeps somebody signed in. It names its session (16 bytes) and
// proves it (32 bytes). The next token of a chain is computed from the current one and a salt in
// the store. So a client that lost the response gets the same next token again, although the store
// holds only hashes. Values; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/random.hpp"

namespace meetings {

class RefreshToken {
 public:
  static RefreshToken make(base::Random& random);
  static std::optional<RefreshToken> parse(std::string_view text);
  // 64 characters, URL-safe.
  std::string print() const;

  std::string session_id() const;  // 32 hexadecimal digits
  base::Sha256Digest hash() const noexcept;
  // The next token of the same session.
  RefreshToken next(const base::Sha256Digest& salt) const noexcept;

 private:
  static constexpr std::size_t kSessionBytes = 16;
  static constexpr std::size_t kSecretBytes = 32;
  std::array<std::byte, kSessionBytes + kSecretBytes> bytes_{};
};

}  // namespace meetings
