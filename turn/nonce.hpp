// SPDX-License-Identifier: MIT
// Nonces that need no memory: each carries its time, a number, a tag of the address that it was
// made for, and a MAC of all. Every worker accepts the nonces of all workers, from any address,
// because turnutils and RFC 6062 clients use one nonce on several connections, and a client may
// change its address. From the address of its tag, a nonce proves that its sender receives packets
// there. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/endpoint.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace turn {

// RFC 8489 section 18.1: the features that the "nonce cookie" tells the client. The MAC protects
// them from an attacker on the path (bid-down protection).
struct SecurityFeatures {
  bool password_algorithms = false;  // the challenge carries PASSWORD-ALGORITHMS
  bool username_anonymity = false;   // USERHASH is taken instead of USERNAME
  bool any() const noexcept { return password_algorithms || username_anonymity; }
};

class Nonces {
 public:
  // `first`: the number of the first nonce, for a process that continues with the keys of an
  // earlier one.
  Nonces(base::Random& random, std::chrono::seconds lifetime, std::uint32_t first = 0);

  // 16 characters of base64url, 13 more with features: every byte of a challenge counts against its
  // amplification. No two are the same (RFC 8489 section 9.2.4 forbids it for different sources).
  std::string make(base::WallTime now, const base::IpAddress& client,
                   SecurityFeatures features = {}) const;
  static std::size_t size(SecurityFeatures features) noexcept {
    return (features.any() ? kCookieSize : 0) + kTextSize;
  }
  std::uint32_t next_number() const noexcept { return next_.load(std::memory_order_relaxed); }
  // False for a nonce that we did not make with these features, or that is older than the lifetime.
  bool valid(std::string_view nonce, base::WallTime now) const;
  // Whether a valid nonce was made for this address.
  bool proves(std::string_view nonce, const base::IpAddress& client) const;

 private:
  static constexpr std::size_t kTimeSize = 3;
  static constexpr std::size_t kBodySize = kTimeSize + 3;  // and the number
  // An attacker who forges the address of somebody else has to send 2^24 requests for each line
  // that blames that address.
  static constexpr std::size_t kTagSize = 3;
  // An attacker without a password gains nothing from a guessed nonce, and a client with a password
  // gets any number of nonces: 24 bits are enough.
  static constexpr std::size_t kMacSize = 3;
  static constexpr std::size_t kProofSize = kTagSize + kMacSize;
  using Raw = std::array<std::byte, kBodySize + kProofSize>;
  using Tag = std::array<std::byte, kTagSize>;
  static constexpr std::size_t kTextSize = sizeof(Raw) / 3 * 4;
  static_assert(sizeof(Raw) % 3 == 0);
  static constexpr std::size_t kCookieSize =
      13;  // "obMatJos2" and four characters of base64 for 24 bits
  // The raw nonce without its mask; nullopt where its MAC is not ours.
  std::optional<Raw> open(std::string_view nonce) const;
  Tag tag_of(const Raw& raw, const base::IpAddress& client) const noexcept;
  // A MAC over features, body and tag, and the body masked with a MAC of tag and MAC: no part of a
  // nonce can be predicted.
  Raw seal(std::string_view cookie, Raw raw) const noexcept;
  void mask(Raw& raw) const noexcept;

  base::HmacSha256Key key_;
  base::HmacSha256Key mask_key_;
  std::chrono::seconds lifetime_;
  mutable std::atomic<std::uint32_t> next_;
};

}  // namespace turn
