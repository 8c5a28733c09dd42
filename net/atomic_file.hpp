// SPDX-License-Identifier: MIT
// Files replaced as a whole: after a crash there is the old content or the new one, never half of
// it. Blocks; any thread.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace net {

// Writes beside `path`, syncs, renames over it, syncs the folder. `mode` holds from the first byte
// on.
base::Status write_atomically(const std::filesystem::path& path, base::Bytes content, mode_t mode);

}  // namespace net
