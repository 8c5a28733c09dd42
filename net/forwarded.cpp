// SPDX-License-Identifier: MIT
#include "net/forwarded.hpp"

#include "base/text.hpp"

namespace net {
namespace {

// The last element of a comma-separated list, which is taken off.
std::string_view take_last(std::string_view& list) noexcept {
  const auto comma = list.rfind(',');
  const std::string_view last = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  return base::trim(last);
}

// "192.0.2.1", "2001:db8::1", either with a port as some proxies write it.
std::optional<base::IpAddress> address_of(std::string_view text) {
  if (const auto ip = base::IpAddress::parse(text)) return ip->unmapped();
  if (const auto endpoint = base::Endpoint::parse(text)) return endpoint->ip.unmapped();
  if (text.starts_with('[') && text.ends_with(']')) {
    const auto ip = base::IpAddress::parse(text.substr(1, text.size() - 2));
    if (ip) return ip->unmapped();
  }
  return std::nullopt;
}

}  // namespace

bool is_among(const base::IpAddress& ip, const TrustedProxies& proxies) noexcept {
  return proxies != nullptr && base::is_among(ip, *proxies);
}

Forwarded read_forwarded(const ForwardedFields& fields, const std::vector<base::Cidr>& proxies) {
  Forwarded out;
  for (std::string_view rest = fields.client; !rest.empty();) {
    const auto ip = address_of(take_last(rest));
    if (!ip) break;
    out.client = ip;
    if (!base::is_among(*ip, proxies)) break;
  }
  std::string_view schemes = fields.scheme;
  const std::string_view scheme = take_last(schemes);
  if (base::equals_ignoring_case(scheme, "https")) out.tls = true;
  if (base::equals_ignoring_case(scheme, "http")) out.tls = false;
  std::string_view hosts = fields.host;
  out.host = take_last(hosts);
  return out;
}

}  // namespace net
