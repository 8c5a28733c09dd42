// SPDX-License-Identifier: MIT
#include "base/flush.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/fd.hpp"

namespace base {

Status flush_file(const std::string& path) {
  const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file || ::fsync(file.get()) != 0) return failure(errno_error("fsync " + path, errno));
  return {};
}

Status flush_folder_of(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path{path}.parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  const UniqueFd fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) return failure(errno_error("open " + folder, errno));
  (void)::fsync(fd.get());
  return {};
}

}  // namespace base
