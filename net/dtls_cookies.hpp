// SPDX-License-Identifier: MIT
// DtlsCookies: the stateless cookies of RFC 6347 section 4.2.1. A client that returns its cookie
// has proved that it receives at the address that it sends from. The server stores nothing per
// client. Immutable: any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace net {

// The two ends of a DTLS association.
struct DtlsPath {
  base::Endpoint client;
  base::Endpoint server;
};

class DtlsCookies {
 public:
  // Short enough that a HelloVerifyRequest (28 bytes and the cookie) is smaller than any
  // ClientHello.
  static constexpr std::size_t kSize = 20;
  // A cookie is valid for at least this long and at most twice as long.
  static constexpr std::chrono::seconds kLifetime{30};
  using Cookie = std::array<std::byte, kSize>;

  explicit DtlsCookies(base::Random& random) noexcept { random.fill(secret_); }

  Cookie make(const DtlsPath& path, base::Instant now) const noexcept;
  bool accepts(base::Bytes cookie, const DtlsPath& path, base::Instant now) const noexcept;

 private:
  Cookie of_slot(const DtlsPath& path, std::uint64_t slot) const noexcept;

  std::array<std::byte, 32> secret_;
};

}  // namespace net
