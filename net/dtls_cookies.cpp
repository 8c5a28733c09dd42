// SPDX-License-Identifier: MIT
#include "net/dtls_cookies.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/secret.hpp"

namespace net {
namespace {

std::uint64_t slot_of(base::Instant now) noexcept {
  return static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) / DtlsCookies::kLifetime);
}

void write_endpoint(base::Writer& out, const base::Endpoint& endpoint) noexcept {
  out.u8(static_cast<std::uint8_t>(endpoint.ip.family()));
  out.bytes(endpoint.ip.bytes());
  out.u16(endpoint.port);
}

}  // namespace

DtlsCookies::Cookie DtlsCookies::of_slot(const DtlsPath& path, std::uint64_t slot) const noexcept {
  std::array<std::byte, 2 * (1 + 16 + 2) + 8> text;
  base::Writer out{text};
  write_endpoint(out, path.client);
  write_endpoint(out, path.server);
  out.u64(slot);
  const auto mac = base::hmac_sha256(secret_, out.written());
  Cookie cookie;
  std::copy_n(mac.begin(), cookie.size(), cookie.begin());
  return cookie;
}

DtlsCookies::Cookie DtlsCookies::make(const DtlsPath& path, base::Instant now) const noexcept {
  return of_slot(path, slot_of(now));
}

bool DtlsCookies::accepts(base::Bytes cookie, const DtlsPath& path,
                          base::Instant now) const noexcept {
  const std::uint64_t slot = slot_of(now);
  return base::constant_time_equal(cookie, of_slot(path, slot)) ||
         base::constant_time_equal(cookie, of_slot(path, slot - 1));
}

}  // namespace net
