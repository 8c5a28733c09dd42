// SPDX-License-Identifier: MIT
// Reads a small file as a whole. Blocks on the disk; any thread.
#pragma once

#include <string>

#include "base/fd.hpp"
#include "base/result.hpp"

namespace base {

inline constexpr std::size_t kMostTextFileBytes = 1024 * 1024;

// Errors: Errc::io with the operating system's text; Errc::exhausted where the file is larger than
// kMostTextFileBytes.
Result<std::string> read_text_file(const std::string& path);
// The same for a file that is open; `path` is for messages.
Result<std::string> read_text(const UniqueFd& fd, const std::string& path);

}  // namespace base
