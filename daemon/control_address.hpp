// SPDX-License-Identifier: MIT
// ControlAddress: the address of a Unix socket at any path. A sockaddr holds 107 bytes; behind a longer path its folder is
// opened and named through /proc/self/fd. A value; keep it while it is used.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "base/result.hpp"
#include "net/fd.hpp"

namespace lecternd {

class ControlAddress {
 public:
  // Fails where the path is long and its folder cannot be opened.
  static base::Result<ControlAddress> of(const std::string& path);

  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&address_); }
  static constexpr socklen_t size() noexcept { return sizeof(sockaddr_un); }
  // As the kernel sees it, for unlink(2) and chmod(2).
  const char* path() const noexcept { return address_.sun_path; }

 private:
  sockaddr_un address_{};
  net::UniqueFd folder_;
};

}  // namespace lecternd
