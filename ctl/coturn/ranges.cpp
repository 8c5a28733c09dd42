// SPDX-License-Identifier: MIT
#include "ctl/coturn/ranges.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/number.hpp"

namespace ctl::coturn {
namespace {

using Octets = std::array<std::uint8_t, 16>;

unsigned bits_of(const base::IpAddress& ip) { return ip.is_v4() ? 32 : 128; }

Octets octets_of(const base::IpAddress& ip) {
  Octets out{};
  const base::Bytes bytes = ip.bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) out[i] = std::to_integer<std::uint8_t>(bytes[i]);
  return out;
}

base::IpAddress address_of(const Octets& octets, unsigned bits) {
  return base::IpAddress::from_bytes(base::Bytes{std::as_bytes(std::span{octets})}.first(bits / 8));
}

// The last address of the prefix that begins at `first` and has this length.
Octets last_of(Octets first, unsigned length, unsigned bits) {
  for (unsigned bit = length; bit < bits; ++bit)
    first[bit / 8] = static_cast<std::uint8_t>(first[bit / 8] | (0x80u >> (bit % 8)));
  return first;
}

bool is_bit_set(const Octets& octets, unsigned bit) {
  return (octets[bit / 8] & (0x80u >> (bit % 8))) != 0;
}

// Goes to the next address. False where `octets` was the last address of its family.
bool increment(Octets& octets, unsigned bits) {
  for (unsigned i = bits / 8; i-- > 0;) {
    if (++octets[i] != 0) return true;
  }
  return false;
}

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

base::Result<ParsedRange> parse_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto network = base::IpAddress::parse(text.substr(0, slash));
  const auto length = base::parse_number<unsigned>(text.substr(slash + 1));
  if (!network || !length || *length > bits_of(*network))
    return base::failure(base::Errc::invalid_argument, quoted(text) + " is no range of addresses");
  return ParsedRange{range_of(base::Cidr{*network, *length}), true};
}

}  // namespace

base::Result<ParsedRange> parse_range(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return parse_cidr(text);
  const std::size_t dash = text.find('-');
  const auto first = base::IpAddress::parse(text.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? first : base::IpAddress::parse(text.substr(dash + 1));
  if (!first || !last)
    return base::failure(base::Errc::invalid_argument,
                         quoted(text) + " is no address and no range a-b of them");
  if (first->family() != last->family()) {
    return base::failure(base::Errc::invalid_argument, quoted(text) + " mixes IPv4 and IPv6");
  }
  if (*last < *first)
    return base::failure(base::Errc::invalid_argument,
                         quoted(text) + " ends before it begins: it covers nothing");
  return ParsedRange{Range{*first, *last}, false};
}

Range range_of(const base::Cidr& prefix) {
  const unsigned bits = bits_of(prefix.network());
  return Range{
      prefix.network(),
      address_of(last_of(octets_of(prefix.network()), prefix.prefix_length(), bits), bits)};
}

std::vector<base::Cidr> prefixes_of(const Range& range) {
  const unsigned bits = bits_of(range.first);
  const Octets last = octets_of(range.last);
  Octets at = octets_of(range.first);
  std::vector<base::Cidr> out;
  while (at <= last) {
    // Finds the largest prefix that begins at this address (its host bits are zero) and does not
    // reach beyond the end.
    unsigned length = bits;
    while (length > 0 && !is_bit_set(at, length - 1) && last_of(at, length - 1, bits) <= last)
      --length;
    out.emplace_back(address_of(at, bits), length);
    at = last_of(at, length, bits);
    if (!increment(at, bits)) break;
  }
  return out;
}

std::vector<base::Cidr> without_covered(std::vector<base::Cidr> prefixes) {
  // Sorts by family, then by address, then the widest first: a prefix stands before those that it
  // contains.
  std::ranges::sort(prefixes, [](const base::Cidr& a, const base::Cidr& b) {
    if (a.network().family() != b.network().family())
      return a.network().family() < b.network().family();
    if (a.network() != b.network()) return a.network() < b.network();
    return a.prefix_length() < b.prefix_length();
  });
  std::vector<base::Cidr> kept;
  for (const base::Cidr& prefix : prefixes) {
    if (kept.empty() || !overlap(kept.back(), prefix)) kept.push_back(prefix);
  }
  return kept;
}

bool is_covered(const base::Cidr& prefix, const std::vector<base::Cidr>& sorted) {
  const auto behind = std::ranges::upper_bound(
      sorted, prefix.network(),
      [](const base::IpAddress& a, const base::IpAddress& b) {
        return a.family() != b.family() ? a.family() < b.family() : a < b;
      },
      &base::Cidr::network);
  if (behind == sorted.begin()) return false;
  const base::Cidr& before = *std::prev(behind);
  return before.prefix_length() <= prefix.prefix_length() && before.contains(prefix.network());
}

bool overlap(const base::Cidr& a, const base::Cidr& b) {
  return a.contains(b.network()) || b.contains(a.network());
}

}  // namespace ctl::coturn
