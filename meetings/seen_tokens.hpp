// SPDX-License-Identifier: MIT
// SeenTokens: the ids of tokens that count once, each until its time is over. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

#include "base/crypto.hpp"
#include "base/guarded.hpp"
#include "base/time.hpp"

namespace meetings {

class SeenTokens {
 public:
  // A university signs out within ten minutes. An entry takes about 100 bytes.
  static constexpr std::size_t kMost = 65'536;
  enum class Answer : std::uint8_t { fresh, seen, full };

  explicit SeenTokens(std::size_t most = kMost) : most_(most) {}

  // Remembers the id of a fresh token. Remembers nothing more while it is full.
  Answer note(std::string_view id, base::WallTime until, base::WallTime now);
  // The token had no effect: it counts again.
  void forget(std::string_view id);
  std::size_t size() const;

 private:
  const std::size_t most_;
  base::Guarded<std::map<base::Sha256Digest, base::WallTime>> seen_;
};

}  // namespace meetings
