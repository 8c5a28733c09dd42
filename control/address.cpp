// SPDX-License-Identifier: MIT
#include "control/address.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace control {

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

std::optional<uid_t> peer_user(int fd) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
  return credentials.uid;
}

base::Result<SocketAddress> SocketAddress::of(const std::string& path) {
  SocketAddress out;
  out.address_.sun_family = AF_UNIX;
  std::string used = path;
  if (used.size() >= sizeof out.address_.sun_path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = folder_of(path);
    out.folder_.reset(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!out.folder_) return base::failure(base::errno_error("open " + folder, errno));
    used = "/proc/self/fd/" + std::to_string(out.folder_.get()) + "/" + path.substr(slash + 1);
    if (used.size() >= sizeof out.address_.sun_path)
      return base::failure(base::errno_error("socket " + path, ENAMETOOLONG));
  }
  std::memcpy(out.address_.sun_path, used.data(), used.size());
  return out;
}

}  // namespace control
