// SPDX-License-Identifier: MIT
#include "turn/synthetic_packet.hpp"

#include <algorithm>

namespace turn {
namespace {

constexpr std::size_t kIpv4 = 20, kIpv6 = 40, kUdp = 8, kTcp = 20;
constexpr std::size_t kLongest = 65535;
constexpr std::uint8_t kProtocolTcp = 6, kProtocolUdp = 17;
constexpr std::uint8_t kHops = 64;
constexpr std::uint16_t kDontFragment = 0x4000;
constexpr std::uint16_t kTcpPushAck = 0x5018;  // five words of header, PSH and ACK

std::size_t address_size(const base::IpAddress& ip) noexcept { return ip.is_v6() ? 16 : 4; }

// The Internet checksum's sum, not folded yet.
std::uint64_t sum(base::Bytes bytes) noexcept {
  std::uint64_t total = 0;
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) total += base::load_be16(bytes.data() + i);
  if (i < bytes.size()) total += std::to_integer<std::uint64_t>(bytes[i]) << 8;
  return total;
}
std::uint16_t folded(std::uint64_t total) noexcept {
  while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
  return static_cast<std::uint16_t>(~total);
}

void write_ip(std::byte* at, const SyntheticPacket& p, std::size_t length) noexcept {
  const std::uint8_t protocol = p.tcp ? kProtocolTcp : kProtocolUdp;
  if (p.source.ip.is_v6()) {
    base::store_be32(at, 6u << 28);
    base::store_be16(at + 4, static_cast<std::uint16_t>(std::min(length, kLongest)));
    at[6] = std::byte{protocol};
    at[7] = std::byte{kHops};
    std::copy_n(p.source.ip.bytes().begin(), 16, at + 8);
    std::copy_n(p.destination.ip.bytes().begin(), 16, at + 24);
    return;
  }
  base::store_be16(at, 0x4500);
  base::store_be16(at + 2, static_cast<std::uint16_t>(std::min(length + kIpv4, kLongest)));
  base::store_be16(at + 6, kDontFragment);
  at[8] = std::byte{kHops};
  at[9] = std::byte{protocol};
  std::copy_n(p.source.ip.bytes().begin(), 4, at + 12);
  std::copy_n(p.destination.ip.bytes().begin(), 4, at + 16);
  base::store_be16(at + 10, folded(sum({at, kIpv4})));
}

}  // namespace

std::size_t write_packet(std::vector<std::byte>& out, const SyntheticPacket& p) {
  const std::size_t ip_size = p.source.ip.is_v6() ? kIpv6 : kIpv4;
  const std::size_t head = p.tcp ? kTcp : kUdp;
  out.assign(ip_size + head, std::byte{0});
  out.insert(out.end(), p.payload.begin(), p.payload.end());
  const std::size_t length = head + p.original;  // of the IP payload
  write_ip(out.data(), p, length);
  std::byte* const at = out.data() + ip_size;
  base::store_be16(at, p.source.port);
  base::store_be16(at + 2, p.destination.port);
  if (p.tcp) {
    base::store_be32(at + 4, p.sequence);
    base::store_be32(at + 8, p.acknowledged);
    base::store_be16(at + 12, kTcpPushAck);
    base::store_be16(at + 14, 0xffff);  // window
  } else {
    base::store_be16(at + 4, static_cast<std::uint16_t>(std::min(length, kLongest)));
  }
  if (p.payload.size() == p.original) {
    const std::uint64_t pseudo =
        sum(base::Bytes{p.source.ip.bytes()}.first(address_size(p.source.ip))) +
        sum(base::Bytes{p.destination.ip.bytes()}.first(address_size(p.destination.ip))) +
        (p.tcp ? kProtocolTcp : kProtocolUdp) + length;
    std::uint16_t checksum = folded(pseudo + sum({at, out.size() - ip_size}));
    if (!p.tcp && checksum == 0) checksum = 0xffff;  // 0 says that there is none
    base::store_be16(at + (p.tcp ? 16 : 6), checksum);
  }
  return ip_size + length;
}

}  // namespace turn
