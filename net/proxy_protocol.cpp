// SPDX-License-Identifier: MIT
#include "net/proxy_protocol.hpp"

#include <algorithm>
#include <array>

namespace net {
namespace {

using base::Bytes;
using base::Endpoint;
using base::IpAddress;

constexpr std::size_t kFixed = 16;
constexpr std::string_view kSignature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::uint8_t kVersion2 = 0x2;
constexpr std::uint8_t kLocal = 0x0;
constexpr std::uint8_t kProxy = 0x1;
constexpr std::uint8_t kInet = 0x1;
constexpr std::uint8_t kInet6 = 0x2;
constexpr std::uint8_t kLastFamily = 0x3;     // AF_UNIX
constexpr std::uint8_t kLastTransport = 0x2;  // DGRAM

// Source and destination address, then source and destination port.
void read_addresses(base::Reader& in, std::size_t address_size, ProxyHeader& header) noexcept {
  const Bytes source = in.take(address_size);
  const Bytes destination = in.take(address_size);
  const std::uint16_t source_port = in.u16();
  const std::uint16_t destination_port = in.u16();
  if (!in.ok()) return;
  // A balancer that listens on "[::]" names IPv4 clients as ::ffff:a.b.c.d.
  header.source = Endpoint{IpAddress::from_bytes(source).unmapped(), source_port};
  header.destination = Endpoint{IpAddress::from_bytes(destination).unmapped(), destination_port};
}

}  // namespace

ProxyParse parse_proxy_v2(Bytes bytes) noexcept {
  const ProxyParse invalid{ProxyVerdict::invalid, 0, {}};
  const Bytes signature = base::as_bytes(kSignature);
  const std::size_t seen = std::min(bytes.size(), signature.size());
  if (!std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(seen),
                  signature.begin()))
    return invalid;
  if (bytes.size() < kFixed) return {ProxyVerdict::need_more, kFixed, {}};

  base::Reader in(bytes);
  in.skip(kSignature.size());
  const std::uint8_t version_command = in.u8();
  const std::uint8_t family_transport = in.u8();
  const std::uint8_t family = family_transport >> 4;
  const std::size_t length = in.u16();
  const std::uint8_t command = version_command & 0x0f;
  if (version_command >> 4 != kVersion2 || command > kProxy ||
      kFixed + length > kLongestProxyHeader)
    return invalid;
  // "Other values are unspecified and must ... be rejected as invalid by receivers."
  if (family > kLastFamily || (family_transport & 0x0f) > kLastTransport) return invalid;
  if (in.remaining() < length) return {ProxyVerdict::need_more, kFixed + length, {}};

  ProxyParse parsed{ProxyVerdict::complete, 0, {kFixed + length, std::nullopt, std::nullopt}};
  if (command == kLocal || (family != kInet && family != kInet6)) return parsed;
  base::Reader addresses(in.take(length));
  read_addresses(addresses, family == kInet ? 4 : 16, parsed.header);
  return addresses.ok() ? parsed : invalid;
}

}  // namespace net
