// SPDX-License-Identifier: MIT
#include "daemon/process/machine.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/fd.hpp"
#include "base/handle.hpp"
#include "net/sockaddr.hpp"

namespace lecternd {
namespace {

using Interfaces = base::Handle<ifaddrs, freeifaddrs>;

std::optional<base::IpAddress> address_of(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return base::IpAddress::from_bytes(
        {reinterpret_cast<const std::byte*>(&v4->sin_addr), sizeof v4->sin_addr});
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return base::IpAddress::from_bytes(
        {reinterpret_cast<const std::byte*>(&v6->sin6_addr), sizeof v6->sin6_addr});
  }
  return std::nullopt;
}

}  // namespace

std::vector<base::IpAddress> interface_addresses() {
  std::vector<base::IpAddress> out;
  ifaddrs* raw = nullptr;
  if (::getifaddrs(&raw) != 0) return out;
  const Interfaces list{raw};
  for (const ifaddrs* one = list.get(); one != nullptr; one = one->ifa_next) {
    if ((one->ifa_flags & IFF_UP) == 0) continue;
    const auto ip = address_of(one->ifa_addr);
    if (ip && std::ranges::find(out, *ip) == out.end()) out.push_back(*ip);
  }
  return out;
}

std::optional<base::IpAddress> default_route_source(base::Family family) {
  // Connecting a UDP socket only asks the routing table. The destinations are documentation
  // addresses (RFC 5737, RFC 3849).
  const auto somewhere =
      base::IpAddress::parse(family == base::Family::v4 ? "192.0.2.1" : "2001:db8::1");
  const net::SocketAddress target{base::Endpoint{*somewhere, 9}};
  const base::UniqueFd fd{::socket(target.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (!fd || ::connect(fd.get(), target.data(), target.size()) != 0) return std::nullopt;
  const base::IpAddress source = net::local_endpoint(fd.get()).ip;
  if (source.is_unspecified() || source.is_loopback()) return std::nullopt;
  return source;
}

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

std::size_t descriptor_limit() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

int descriptor_ceiling(std::size_t limit) noexcept {
  constexpr std::size_t kMostKept = 128;
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (limit == 0 || limit > kMost) return std::numeric_limits<int>::max();
  return static_cast<int>(limit - std::min(limit / 4, kMostKept));
}

}  // namespace lecternd
