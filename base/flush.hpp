// SPDX-License-Identifier: MIT
// Flushing files and names to the disk. Blocks.
#pragma once

#include <string>

#include "base/result.hpp"

namespace base {

// The content of a file that somebody else has written.
Status flush_file(const std::string& path);
// The names in the folder of this path: a new name is durable only then. Some file systems cannot
// flush a folder; their names are durable without it.
Status flush_folder_of(const std::string& path);

}  // namespace base
