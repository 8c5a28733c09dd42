// SPDX-License-Identifier: MIT
// SocketAddress: the address of a Unix socket at any path. A sockaddr holds 107 bytes; for a longer
// path this opens the folder and names it through /proc/self/fd. A value; it must live while the
// address is used. Also: who is at the other end of a Unix socket.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <optional>
#include <string>

#include "base/fd.hpp"
#include "base/result.hpp"

namespace control {

class SocketAddress {
 public:
  // Fails where the path is long and its folder cannot be opened.
  static base::Result<SocketAddress> of(const std::string& path);

  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&address_); }
  static constexpr socklen_t size() noexcept { return sizeof(sockaddr_un); }
  // The path as the kernel gets it, for unlink(2) and chmod(2).
  const char* path() const noexcept { return address_.sun_path; }

 private:
  sockaddr_un address_{};
  base::UniqueFd folder_;
};

// The folder of a path; "." where the path names none.
std::string folder_of(const std::string& path);
// The user that the process at the other end had when it connected or began to listen.
std::optional<uid_t> peer_user(int fd);

}  // namespace control
