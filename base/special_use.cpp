// SPDX-License-Identifier: MIT
#include "base/special_use.hpp"

#include <algorithm>
#include <array>

namespace base {
namespace {

constexpr auto kSpecialUse = std::to_array<std::string_view>(
    {"0.0.0.0/8",       "10.0.0.0/8",         "100.64.0.0/10",   "127.0.0.0/8",
     "169.254.0.0/16",  "172.16.0.0/12",      "192.0.0.0/24",    "192.0.2.0/24",
     "192.31.196.0/24", "192.52.193.0/24",    "192.88.99.0/24",  "192.168.0.0/16",
     "192.175.48.0/24", "198.18.0.0/15",      "198.51.100.0/24", "203.0.113.0/24",
     "224.0.0.0/4",     "240.0.0.0/4",        "::/96",           "::1/128",
     "::ffff:0:0/96",   "::ffff:0:0:0/96",    "64:ff9b::/96",    "64:ff9b:1::/48",
     "100::/64",        "100:0:0:1::/64",     "2001::/23",       "2001:db8::/32",
     "2002::/16",       "2620:4f:8000::/48",  "3fff::/20",       "5f00::/16",
     "fc00::/7",        "fe80::/10",          "fec0::/10",       "ff00::/8",
     "::/128",          "255.255.255.255/32", "2001::/32"});

IpAddress v4_at(Bytes address, std::size_t at, std::byte mask = std::byte{0}) {
  std::array<std::byte, 4> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = address[at + i] ^ mask;
  return IpAddress::from_bytes(out);
}

bool within(std::string_view prefix, const IpAddress& ip) {
  return Cidr::parse(prefix)->contains(ip);
}

}  // namespace

std::span<const std::string_view> special_use_prefixes() noexcept { return kSpecialUse; }

std::vector<IpAddress> embedded_v4(const IpAddress& ip) {
  std::vector<IpAddress> found;
  if (ip.is_v4()) return found;
  const Bytes b = ip.bytes();
  // ::a.b.c.d, ::ffff:a.b.c.d, ::ffff:0:a.b.c.d, and NAT64's two prefixes (RFC 6052 section 2.2;
  // /48 also splits it)
  if (within("::/96", ip) || within("::ffff:0:0/96", ip) || within("::ffff:0:0:0/96", ip) ||
      within("64:ff9b::/96", ip) || within("64:ff9b:1::/48", ip)) {
    found.push_back(v4_at(b, 12));
  }
  if (within("64:ff9b:1::/48", ip)) {
    const std::array<std::byte, 4> split{b[6], b[7], b[9], b[10]};
    found.push_back(IpAddress::from_bytes(split));
  }
  if (within("2002::/16", ip)) found.push_back(v4_at(b, 2));
  if (within("2001::/32", ip)) {
    // RFC 4380 section 4: the server as it is, the client with every bit inverted
    found.push_back(v4_at(b, 4));
    found.push_back(v4_at(b, 12, std::byte{0xff}));
  }
  // RFC 5214 section 6.1: interface identifier 0000:5efe or 0200:5efe, then the IPv4 address
  const std::uint32_t interface_id = load_be32(b.data() + 8);
  if (interface_id == 0x00005efe || interface_id == 0x02005efe) found.push_back(v4_at(b, 12));
  return found;
}

bool is_special_use(const IpAddress& ip) {
  const auto is_listed = [](const IpAddress& one) {
    return std::any_of(kSpecialUse.begin(), kSpecialUse.end(),
                       [&](std::string_view prefix) { return within(prefix, one); });
  };
  const auto carried = embedded_v4(ip);
  return is_listed(ip) || std::any_of(carried.begin(), carried.end(), is_listed);
}

}  // namespace base
