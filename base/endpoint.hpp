// SPDX-License-Identifier: MIT
// IpAddress, Endpoint and Cidr: addresses as small values that can be hashed, compared, parsed and
// printed. Nothing here makes a system call, but for the name of a zone. Any thread.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace base {

enum class Family : std::uint8_t { v4 = 4, v6 = 6 };

// An IPv4 or IPv6 address without zone, in 17 bytes. An IPv4 address uses the first four octets;
// the other octets are zero.
class IpAddress {
 public:
  constexpr IpAddress() = default;  // 0.0.0.0
  static constexpr IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c,
                                std::uint8_t d) noexcept {
    IpAddress ip;
    ip.octets_ = {std::byte{a}, std::byte{b}, std::byte{c}, std::byte{d}};
    return ip;
  }
  // 4 or 16 bytes in network order. Any other length gives 0.0.0.0; callers know the length.
  static IpAddress from_bytes(Bytes bytes) noexcept;
  // "192.0.2.1" or "2001:db8::1", without brackets, zone or short IPv4 forms.
  static std::optional<IpAddress> parse(std::string_view text);

  constexpr Family family() const noexcept { return family_; }
  constexpr bool is_v4() const noexcept { return family_ == Family::v4; }
  constexpr bool is_v6() const noexcept { return family_ == Family::v6; }
  // 4 or 16 bytes.
  Bytes bytes() const noexcept { return Bytes{octets_}.first(is_v4() ? 4 : 16); }

  bool is_unspecified() const noexcept;
  bool is_loopback() const noexcept;  // 127/8, ::1
  // fe80::/10: an address that is unique on one link only (RFC 4291 section 2.5.6).
  bool is_link_local() const noexcept;
  // The IPv4 address that an IPv4-mapped IPv6 address carries (RFC 4291 section 2.5.5.2); any other
  // address as it is. Addresses that come from the network pass through it.
  IpAddress unmapped() const noexcept;
  // The address of the site that this address belongs to, for limits per site. A host with one
  // IPv6 address commonly has its whole /64, so the lower 64 bits become 0. An IPv4 address is a
  // site of its own, also as an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2).
  IpAddress site() const noexcept;
  // The address of the network that this site belongs to, for limits per organization. An
  // organization commonly has a /48 (RFC 6177), with 65,536 networks of /64, so the lower 80 bits
  // become 0. An IPv4 address is a network of its own, also in its mapped form.
  IpAddress network() const noexcept;
  std::string print() const;  // RFC 5952

  // Compares two words: each packet compares addresses several times, and the defaulted operator
  // compares byte by byte.
  friend constexpr bool operator==(const IpAddress& a, const IpAddress& b) noexcept {
    using Words = std::array<std::uint64_t, 2>;
    const auto left = std::bit_cast<Words>(a.octets_), right = std::bit_cast<Words>(b.octets_);
    return left[0] == right[0] && left[1] == right[1] && a.family_ == b.family_;
  }
  friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::byte, 16> octets_{};
  Family family_ = Family::v4;
};

struct Endpoint {
  IpAddress ip;
  std::uint16_t port = 0;
  // The index of the interface on whose link a link-local IPv6 address is (RFC 4007); 0 for all
  // other addresses. The kernel tells it with each sender, and needs it to reach that sender.
  std::uint32_t zone = 0;

  // "192.0.2.1:3478", "[2001:db8::1]:3478", "[fe80::1%eth0]:3478". A zone is the name or the number
  // of an interface, and belongs to link-local addresses only.
  static std::optional<Endpoint> parse(std::string_view text);
  std::string print() const;

  friend constexpr bool operator==(const Endpoint&, const Endpoint&) = default;
  friend constexpr auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

// A prefix such as 10.0.0.0/8 or fd00::/8; its host bits are zero.
class Cidr {
 public:
  Cidr() = default;
  Cidr(IpAddress network, unsigned prefix_length) noexcept;
  // "10.0.0.0/8"; an address alone is a prefix of full length. nullopt where host bits are set or
  // the length is out of range.
  static std::optional<Cidr> parse(std::string_view text);
  // The prefix of full length, which contains only this address.
  static Cidr host(const IpAddress& ip) noexcept;

  bool contains(const IpAddress& ip) const noexcept;
  const IpAddress& network() const noexcept { return network_; }
  unsigned prefix_length() const noexcept { return prefix_length_; }
  std::string print() const;

  friend bool operator==(const Cidr&, const Cidr&) = default;

 private:
  IpAddress network_;
  unsigned prefix_length_ = 0;
};

bool is_among(const IpAddress& ip, std::span<const Cidr> prefixes) noexcept;

std::size_t hash_value(const IpAddress& ip) noexcept;
std::size_t hash_value(const Endpoint& endpoint) noexcept;

}  // namespace base

template <>
struct std::hash<base::IpAddress> {
  std::size_t operator()(const base::IpAddress& ip) const noexcept { return base::hash_value(ip); }
};
template <>
struct std::hash<base::Endpoint> {
  std::size_t operator()(const base::Endpoint& e) const noexcept { return base::hash_value(e); }
};
