// SPDX-License-Identifier: MIT
// Converts a turnserver.conf (and its database) to a lectern.toml, with a finding for every line.
// Ignores no line silently, and opens nothing that the operator did not open. Pure, except for the
// reader of the database; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ctl/coturn/database.hpp"
#include "ctl/coturn/report.hpp"

namespace ctl::coturn {

struct Request {
  std::string source;  // the file's name, for findings
  std::string text;
  std::optional<std::string> database;  // replaces the database that the file names
  bool accept_dangerous = false;
};

struct Imported {
  std::string toml;  // loads with load_config()
  std::vector<Finding> findings;
};

using DatabaseReader = std::function<base::Result<Tables>(const std::string& path)>;

// Fails where the file or its ranges are too long, or Request::database cannot be read.
base::Result<Imported> import_config(const Request& request, const DatabaseReader& read);

}  // namespace ctl::coturn
