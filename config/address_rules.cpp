// SPDX-License-Identifier: MIT
#include "config/address_rules.hpp"

namespace config {
namespace {

constexpr unsigned kMappedBits = 96;

bool within(const char* prefix, const base::IpAddress& ip) {
  return base::Cidr::parse(prefix)->contains(ip);
}

}  // namespace

std::optional<std::string> fault_of_listener(const base::IpAddress& ip) {
  if (ip.unmapped() != ip) return "is an IPv4 address inside IPv6: write " + ip.unmapped().print();
  if (within("224.0.0.0/4", ip) || within("ff00::/8", ip)) return "is a multicast address";
  if (ip == base::IpAddress::v4(255, 255, 255, 255)) return "is the broadcast address";
  return std::nullopt;
}

std::optional<std::string> fault_of_local(const base::IpAddress& ip) {
  if (ip.is_unspecified()) return "stands for every address: name one of this machine's";
  return fault_of_listener(ip);
}

std::optional<std::string> fault_of_told(const base::IpAddress& ip) {
  if (within("0.0.0.0/8", ip) || ip.is_unspecified()) return "is no address of a host";
  if (auto fault = fault_of_listener(ip)) return fault;
  if (within("240.0.0.0/4", ip)) return "is reserved: no host has it";
  return std::nullopt;
}

std::optional<std::string> fault_of_prefix(const base::Cidr& prefix) {
  const base::IpAddress v4 = prefix.network().unmapped();
  if (v4 == prefix.network() || prefix.prefix_length() <= kMappedBits) return std::nullopt;
  return "is an IPv4 prefix inside IPv6: write " +
         base::Cidr{v4, prefix.prefix_length() - kMappedBits}.print();
}

}  // namespace config
