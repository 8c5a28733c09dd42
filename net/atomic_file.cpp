// SPDX-License-Identifier: MIT
#include "net/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/fd.hpp"
#include "base/write_all.hpp"

namespace net {
namespace {

base::Status fill(int fd, base::Bytes content, mode_t mode) {
  // mkostemp made the file 0600. A wider mode is set before the file gets the name that others
  // read.
  if (::fchmod(fd, mode) != 0) return base::failure(base::errno_error("fchmod", errno));
  if (!base::write_all(fd, content)) return base::failure(base::errno_error("write", errno));
  if (::fsync(fd) != 0) return base::failure(base::errno_error("fsync", errno));
  return {};
}

}  // namespace

base::Status write_atomically(const std::filesystem::path& path, base::Bytes content, mode_t mode) {
  std::string temporary = path.string() + ".XXXXXX";
  const base::UniqueFd fd{::mkostemp(temporary.data(), O_CLOEXEC)};
  if (!fd) return base::failure(base::errno_error("cannot write beside " + path.string(), errno));
  base::Status status = fill(fd.get(), content, mode);
  if (status && std::rename(temporary.c_str(), path.c_str()) != 0) {
    status = base::failure(base::errno_error("rename to " + path.string(), errno));
  }
  if (!status) {
    ::unlink(temporary.c_str());
    return status;
  }
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
  const base::UniqueFd folder{::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder || ::fsync(folder.get()) != 0)
    return base::failure(base::errno_error("fsync of " + parent.string(), errno));
  return {};
}

}  // namespace net
