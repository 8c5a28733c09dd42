// SPDX-License-Identifier: MIT
#include "net/client/resolve.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/handle.hpp"
#include "net/sockaddr.hpp"

namespace net::client {
namespace {

using Answers = base::Handle<addrinfo, freeaddrinfo>;

}  // namespace

base::Result<std::vector<base::IpAddress>> resolve(const std::string& host) {
  if (const auto address = base::IpAddress::parse(host)) return std::vector{*address};
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* raw = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &raw);
  const Answers answers{raw};
  if (error != 0) {
    const char* said = error == EAI_SYSTEM
                           ? std::strerror(errno)
                           : ::gai_strerror(error);  // NOLINT(concurrency-mt-unsafe)
    return base::failure(base::Errc::not_found, host + ": " + said);
  }
  std::vector<base::IpAddress> out;
  for (const addrinfo* one = answers.get(); one != nullptr; one = one->ai_next) {
    if (one->ai_addrlen > SocketAddress::capacity()) continue;
    SocketAddress address;
    std::memcpy(address.data(), one->ai_addr, one->ai_addrlen);
    const base::IpAddress ip = address.endpoint().ip;
    if (!ip.is_unspecified() && std::ranges::find(out, ip) == out.end()) out.push_back(ip);
  }
  if (out.empty()) return base::failure(base::Errc::not_found, host + ": has no address");
  return out;
}

}  // namespace net::client
