// SPDX-License-Identifier: MIT
// The web UI's files. Reads the disk; main thread.
#pragma once

#include <string>

#include "api/static_files.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "config/config.hpp"

namespace lecternd {

// Loads the folder that [site] webui_dir names, else the first folder with an index.html of those
// where `program` (the path of the executable) may have been installed with its web UI. Warns and
// returns no files where there is none. Errors name webui_dir.
base::Result<api::StaticFiles> load_webui(const config::Config& config, const std::string& program,
                                          const base::Log& log);

}  // namespace lecternd
