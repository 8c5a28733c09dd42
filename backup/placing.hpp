// SPDX-License-Identifier: MIT
// NewFile: a file that appears at its place only when it is whole. It is written beside its place,
// with mode 0600, and is gone after a failure. Blocks on the disk; one thread.
#pragma once

#include <string>

#include "base/fd.hpp"
#include "base/result.hpp"

namespace backup {

enum class Replaces : bool { nothing, a_file };

class NewFile {
 public:
  // `path` is where the file will be.
  static base::Result<NewFile> make(const std::string& path);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  bool placed() const noexcept { return temporary_.empty(); }
  // The name under which it lies beside its place.
  const std::string& temporary() const noexcept { return temporary_; }
  // Appends all of another file.
  base::Status append_file(const std::string& from);
  base::Status append(std::string_view text);
  // Gives the file to this owner, where this process is root's.
  base::Status give_to(uid_t user, gid_t group);
  // Flushes it and puts it at its place. Errors: already_exists where it may replace nothing.
  base::Status place(Replaces replaces);

 private:
  NewFile(std::string path, std::string temporary, base::UniqueFd fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(std::move(fd)) {}

  std::string path_;
  std::string temporary_;  // empty: it is placed
  base::UniqueFd fd_;
};

}  // namespace backup
