// SPDX-License-Identifier: MIT
#include "backup/placing.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/bytes.hpp"
#include "base/flush.hpp"
#include "base/write_all.hpp"

namespace backup {
namespace {

constexpr std::size_t kPiece = 256UL * 1024;

auto failed(const std::string& what) { return base::failure(base::errno_error(what, errno)); }

}  // namespace

base::Result<NewFile> NewFile::make(const std::string& path) {
  std::string temporary = path + ".XXXXXX";
  base::UniqueFd fd{::mkostemp(temporary.data(), O_CLOEXEC)};
  if (!fd) return failed("writing " + path);
  return NewFile{path, std::move(temporary), std::move(fd)};
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      fd_(std::move(other.fd_)) {}

NewFile::~NewFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

base::Status NewFile::append(std::string_view text) {
  if (!base::write_all(fd_.get(), base::as_bytes(text))) return failed("writing " + path_);
  return {};
}

base::Status NewFile::append_file(const std::string& from) {
  const base::UniqueFd in{::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  if (!in) return failed("reading " + from);
  std::string piece(kPiece, '\0');
  for (;;) {
    const ssize_t n = ::read(in.get(), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed("reading " + from);
    if (n == 0) return {};
    TRY(append({piece.data(), static_cast<std::size_t>(n)}));
  }
}

base::Status NewFile::give_to(uid_t user, gid_t group) {
  if (::geteuid() == 0 && ::fchown(fd_.get(), user, group) != 0) return failed("chown " + path_);
  return {};
}

base::Status NewFile::place(Replaces replaces) {
  if (::fsync(fd_.get()) != 0) return failed("writing " + path_);
  if (replaces == Replaces::a_file) {
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) return failed("rename to " + path_);
  } else {
    // Two names for a moment, because some file systems cannot rename without replacing.
    if (::link(temporary_.c_str(), path_.c_str()) != 0) {
      if (errno == EEXIST)
        return base::failure(base::Errc::already_exists, path_ + " exists already");
      return failed("link to " + path_);
    }
    ::unlink(temporary_.c_str());
  }
  temporary_.clear();
  return base::flush_folder_of(path_);
}

}  // namespace backup
