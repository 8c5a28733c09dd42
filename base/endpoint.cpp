// SPDX-License-Identifier: MIT
#include "base/endpoint.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>

#include "base/number.hpp"

namespace base {
namespace {

// A decimal number from 0 to `limit` without leading zeros.
std::optional<unsigned> parse_decimal(std::string_view text, unsigned limit) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return parse_number<unsigned>(text, 0, limit);
}

// The index of an interface that is named, or given as a number (RFC 4007 section 11.2).
std::optional<std::uint32_t> parse_zone(std::string_view text) {
  if (const auto number = parse_number<std::uint32_t>(text, 1)) return number;
  if (text.empty() || text.size() >= IF_NAMESIZE || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  const std::uint32_t index = ::if_nametoindex(std::string{text}.c_str());
  return index == 0 ? std::nullopt : std::optional{index};
}

// The number where the interface has gone.
std::string print_zone(std::uint32_t zone) {
  std::array<char, IF_NAMESIZE> name{};
  return ::if_indextoname(zone, name.data()) != nullptr ? name.data() : std::to_string(zone);
}

constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  // The finalizer of splitmix64: every input bit changes every output bit.
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9u;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

IpAddress IpAddress::from_bytes(Bytes bytes) noexcept {
  IpAddress ip;
  if (bytes.size() != 4 && bytes.size() != 16) return ip;
  std::copy(bytes.begin(), bytes.end(), ip.octets_.begin());
  ip.family_ = bytes.size() == 4 ? Family::v4 : Family::v6;
  return ip;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  // inet_pton stops at a zero byte and would accept the text before it.
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  const std::string zero_terminated{text};
  std::array<std::byte, 16> out{};
  if (::inet_pton(AF_INET, zero_terminated.c_str(), out.data()) == 1)
    return from_bytes(Bytes{out}.first(4));
  if (::inet_pton(AF_INET6, zero_terminated.c_str(), out.data()) == 1) return from_bytes(out);
  return std::nullopt;
}

bool IpAddress::is_unspecified() const noexcept {
  return std::all_of(octets_.begin(), octets_.end(), [](std::byte b) { return b == std::byte{0}; });
}

bool IpAddress::is_loopback() const noexcept {
  if (is_v4()) return octets_[0] == std::byte{127};
  return octets_[15] == std::byte{1} && std::all_of(octets_.begin(), octets_.end() - 1,
                                                    [](std::byte b) { return b == std::byte{0}; });
}

bool IpAddress::is_link_local() const noexcept {
  return is_v6() && octets_[0] == std::byte{0xfe} &&
         (octets_[1] & std::byte{0xc0}) == std::byte{0x80};
}

IpAddress IpAddress::unmapped() const noexcept {
  // ::ffff:0:0/96
  constexpr std::size_t carried_v4 = 12;
  const bool mapped =
      is_v6() && load_be64(octets_.data()) == 0 && load_be32(octets_.data() + 8) == 0xffff;
  return mapped ? from_bytes(Bytes{octets_}.subspan(carried_v4)) : *this;
}

IpAddress IpAddress::site() const noexcept {
  IpAddress site = unmapped();
  if (site.is_v6()) std::fill(site.octets_.begin() + 8, site.octets_.end(), std::byte{0});
  return site;
}

IpAddress IpAddress::network() const noexcept {
  constexpr std::size_t kept = 6;
  IpAddress network = site();
  if (network.is_v6())
    std::fill(network.octets_.begin() + kept, network.octets_.end(), std::byte{0});
  return network;
}

std::string IpAddress::print() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  ::inet_ntop(is_v4() ? AF_INET : AF_INET6, octets_.data(), out.data(), out.size());
  return out.data();
}

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const std::size_t percent = host.find('%');
  const auto ip = IpAddress::parse(host.substr(0, percent));
  const auto port = parse_decimal(text.substr(colon + 1), 65535);
  if (!ip || !port || ip->is_v6() != bracketed) return std::nullopt;
  Endpoint endpoint{*ip, static_cast<std::uint16_t>(*port)};
  if (percent == std::string_view::npos) return endpoint;
  const auto zone = ip->is_link_local() ? parse_zone(host.substr(percent + 1)) : std::nullopt;
  if (!zone) return std::nullopt;
  endpoint.zone = *zone;
  return endpoint;
}

std::string Endpoint::print() const {
  std::string host = ip.print();
  if (zone != 0) host.append("%").append(print_zone(zone));
  return (ip.is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

Cidr::Cidr(IpAddress network, unsigned prefix_length) noexcept : prefix_length_(prefix_length) {
  std::array<std::byte, 16> masked{};
  const Bytes in = network.bytes();
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto bits = static_cast<unsigned>(
        std::clamp(static_cast<int>(prefix_length) - static_cast<int>(i * 8), 0, 8));
    masked[i] = in[i] & static_cast<std::byte>(0xff00u >> bits);
  }
  network_ = IpAddress::from_bytes(Bytes{masked}.first(in.size()));
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto ip = IpAddress::parse(text.substr(0, slash));
  if (!ip) return std::nullopt;
  const Cidr full = host(*ip);
  if (slash == std::string_view::npos) return full;
  const auto length = parse_decimal(text.substr(slash + 1), full.prefix_length());
  if (!length) return std::nullopt;
  const Cidr cidr{*ip, *length};
  if (cidr.network() != *ip) return std::nullopt;
  return cidr;
}

Cidr Cidr::host(const IpAddress& ip) noexcept { return Cidr{ip, ip.is_v4() ? 32u : 128u}; }

bool Cidr::contains(const IpAddress& ip) const noexcept {
  return ip.family() == network_.family() && Cidr{ip, prefix_length_}.network_ == network_;
}

std::string Cidr::print() const { return network_.print() + '/' + std::to_string(prefix_length_); }

bool is_among(const IpAddress& ip, std::span<const Cidr> prefixes) noexcept {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&ip](const Cidr& prefix) { return prefix.contains(ip); });
}

std::size_t hash_value(const IpAddress& ip) noexcept {
  const Bytes b = ip.bytes();
  if (ip.is_v4()) return mix(load_be32(b.data()) + 0x9e3779b97f4a7c15u);
  return mix(load_be64(b.data()) ^ mix(load_be64(b.data() + 8)));
}

// Without the zone: two links seldom have the same address and port, and equality tells them apart.
std::size_t hash_value(const Endpoint& endpoint) noexcept {
  return mix(hash_value(endpoint.ip) + endpoint.port * 0x9e3779b97f4a7c15u);
}

}  // namespace base
