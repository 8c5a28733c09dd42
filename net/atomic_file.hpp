// SPDX-License-Identifier: MIT
// Replaces files as a whole: after a crash the file has the old content or the new content, never a
// part. Blocks on the disk; any thread.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace net {

// Writes a temporary file beside `path`, syncs it, renames it over `path` and syncs the folder. The
// file never has a wider mode than `mode`.
base::Status write_atomically(const std::filesystem::path& path, base::Bytes content, mode_t mode);

}  // namespace net
