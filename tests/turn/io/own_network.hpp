// SPDX-License-Identifier: MIT
// A network namespace for a test program of its own: nothing but a loopback whose MTU and addresses
// the test chooses. Root only; before any thread.
#pragma once

#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstring>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

class OwnNetwork {
 public:
  // False: not allowed here.
  static bool enter() {
    if (::unshare(CLONE_NEWNET) != 0) return false;
    ifreq request = loopback();
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    CHECK_EQ(::ioctl(socket(AF_INET).get(), SIOCSIFFLAGS, &request), 0);
    return true;
  }
  static void set_mtu(int mtu) {
    ifreq request = loopback();
    request.ifr_mtu = mtu;
    CHECK_EQ(::ioctl(socket(AF_INET).get(), SIOCSIFMTU, &request), 0);
  }
  // Gives the loopback device one more IPv4 address, the one with this number.
  static void add_v4(const base::IpAddress& v4, int number) {
    ifreq request{};
    std::snprintf(request.ifr_name, sizeof request.ifr_name, "lo:%d", number);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    std::memcpy(&address.sin_addr, v4.bytes().data(), 4);
    std::memcpy(&request.ifr_addr, &address, sizeof address);
    CHECK_EQ(::ioctl(socket(AF_INET).get(), SIOCSIFADDR, &request), 0);
  }
  static void remove_v4(int number) {
    ifreq request{};
    std::snprintf(request.ifr_name, sizeof request.ifr_name, "lo:%d", number);
    CHECK_EQ(::ioctl(socket(AF_INET).get(), SIOCSIFFLAGS, &request), 0);
  }
  // False: no IPv6 on this machine.
  static bool add(const base::IpAddress& v6) {
    // linux/ipv6.h has it, and contradicts netinet/in.h
    struct {
      in6_addr address;
      std::uint32_t prefix;
      int interface;
    } request{};
    std::memcpy(&request.address, v6.bytes().data(), 16);
    request.prefix = 128;
    request.interface = static_cast<int>(::if_nametoindex("lo"));
    const base::UniqueFd fd = socket(AF_INET6);
    return fd && ::ioctl(fd.get(), SIOCSIFADDR, &request) == 0;
  }

 private:
  static base::UniqueFd socket(int family) {
    return base::UniqueFd{::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  }
  static ifreq loopback() {
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    return request;
  }
};

}  // namespace lectern_test
