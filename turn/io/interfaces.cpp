// SPDX-License-Identifier: MIT
#include "turn/io/interfaces.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "base/handle.hpp"
#include "net/sockaddr.hpp"

namespace turn::io {

std::vector<base::IpAddress> interface_addresses() {
  std::vector<base::IpAddress> found;
  ifaddrs* raw = nullptr;
  if (::getifaddrs(&raw) != 0) return found;
  const base::Handle<ifaddrs, ::freeifaddrs> list{raw};
  for (const ifaddrs* at = list.get(); at != nullptr; at = at->ifa_next) {
    if (at->ifa_addr == nullptr) continue;
    net::SocketAddress address;
    if (at->ifa_addr->sa_family == AF_INET) {
      std::memcpy(address.data(), at->ifa_addr, sizeof(sockaddr_in));
    } else if (at->ifa_addr->sa_family == AF_INET6) {
      std::memcpy(address.data(), at->ifa_addr, sizeof(sockaddr_in6));
    } else {
      continue;
    }
    const base::IpAddress ip = address.endpoint().ip;
    if (std::find(found.begin(), found.end(), ip) == found.end()) found.push_back(ip);
  }
  return found;
}

}  // namespace turn::io
