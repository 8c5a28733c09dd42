// SPDX-License-Identifier: MIT
// Addresses that are no public hosts: IANA's special-purpose registries, and what hides an IPv4
// address inside an IPv6 one. Pure; any thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"

namespace base {

// Prefixes in CIDR notation: IANA's special-purpose registries for IPv4 and IPv6, multicast,
// deprecated and transitional ranges.
std::span<const std::string_view> special_use_prefixes() noexcept;

// The IPv4 addresses that an IPv6 address may lead to: mapped, compatible, NAT64, 6to4, Teredo and
// ISATAP. Empty for an IPv4 address.
std::vector<IpAddress> embedded_v4(const IpAddress& ip);

// Whether anything but a public host may be reached by this address.
bool is_special_use(const IpAddress& ip);

}  // namespace base
