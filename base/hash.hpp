// SPDX-License-Identifier: MIT
// Hash: a digest of bytes that come piece by piece. OpenSSL stays in the .cpp. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.hpp"

namespace base {

// sha1: only where a protocol of others prescribes it.
enum class HashKind : std::uint8_t { sha1, sha256 };

class Hash {
 public:
  explicit Hash(HashKind kind);
  ~Hash();
  Hash(Hash&&) noexcept;
  Hash& operator=(Hash&&) noexcept;

  void add(Bytes bytes) noexcept;
  // Call it once, after the last piece.
  std::vector<std::byte> finish() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace base
