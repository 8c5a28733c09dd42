// SPDX-License-Identifier: MIT
#include "base/text_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace base {

Result<std::string> read_text_file(const std::string& path) {
  const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return failure(errno_error("open " + path, errno));
  return read_text(fd, path);
}

Result<std::string> read_text(const UniqueFd& fd, const std::string& path) {
  std::string content;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failure(errno_error("read " + path, errno));
    if (n == 0) return content;
    content.append(buffer, static_cast<std::size_t>(n));
    if (content.size() > kMostTextFileBytes)
      return failure(Errc::exhausted, path + " is larger than 1 MiB");
  }
}

}  // namespace base
