// SPDX-License-Identifier: MIT
// read_text_file(): the content of a small file. Blocks on the disk; any thread.
#pragma once

#include <string>

#include "base/result.hpp"

namespace base {

inline constexpr std::size_t kMostTextFileBytes = 1024 * 1024;

// Fails with the operating system's words, or with Errc::exhausted where the file is larger than
// kMostTextFileBytes.
Result<std::string> read_text_file(const std::string& path);

}  // namespace base
