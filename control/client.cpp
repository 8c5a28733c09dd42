// SPDX-License-Identifier: MIT
#include "control/client.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/fd.hpp"
#include "control/address.hpp"

namespace control {
namespace {

auto unreachable(const std::string& path, int error) {
  std::string what =
      "lecternd does not answer on " + path + " (" + std::generic_category().message(error) + "). ";
  if (error == EACCES || error == EPERM) what += "Run this as root or as the daemon's user.";
  else
    what +=
        "Is it running? `systemctl status lectern` tells; --socket names another daemon's socket.";
  return refuse("unreachable", what);
}

// The daemon runs as root, as this user, or as the owner of the socket's folder. Another process
// that listens there would get what is asked, such as new passwords.
bool is_daemon(int fd, const std::string& path) {
  const auto user = peer_user(fd);
  if (!user) return false;
  struct stat folder {};
  return *user == 0 || *user == ::geteuid() ||
         (::stat(folder_of(path).c_str(), &folder) == 0 && *user == folder.st_uid);
}

bool send_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

base::Result<std::string, int> read_line(int fd) {
  std::string line;
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::failure(errno);
    if (n == 0) return base::failure(ECONNRESET);
    line.append(buffer.data(), static_cast<std::size_t>(n));
    if (line.back() == '\n') return line;
    if (line.size() > kMostAnswerBytes) return base::failure(EMSGSIZE);
  }
}

}  // namespace

Answer ask_daemon(const std::string& socket_path, const Request& request,
                  std::chrono::seconds deadline) {
  const auto address = SocketAddress::of(socket_path);
  if (!address) return unreachable(socket_path, ENOENT);
  const base::UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!fd) return unreachable(socket_path, errno);
  const timeval limit{static_cast<time_t>(deadline.count()), 0};
  (void)::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  (void)::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (::connect(fd.get(), address->data(), address->size()) != 0)
    return unreachable(socket_path, errno);
  if (!is_daemon(fd.get(), socket_path)) {
    return refuse("untrusted", "a process of another user listens on " + socket_path +
                                   ", neither root nor the owner of the folder; nothing was sent");
  }
  if (!send_all(fd.get(), print_request(request) + "\n")) return unreachable(socket_path, errno);
  const auto line = read_line(fd.get());
  if (!line && line.error() == EAGAIN) {
    return refuse("timeout",
                  "lecternd did not answer within " + std::to_string(deadline.count()) + " s");
  }
  if (!line) return unreachable(socket_path, line.error());
  return parse_answer(*line);
}

std::string choose_socket(const std::vector<std::string>& candidates) {
  for (const std::string& path : candidates) {
    if (::access(path.c_str(), F_OK) == 0) return path;
  }
  return candidates.empty() ? std::string{} : candidates.front();
}

}  // namespace control
