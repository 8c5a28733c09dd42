// SPDX-License-Identifier: MIT
// A turnserver.conf (and its database) as a lectern.toml, with a finding for every line. No line is
// passed over in silence, and nothing is opened that the operator did not open. Pure but for the
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
  std::optional<std::string> database;  // instead of the one that the file names
  bool accept_dangerous = false;
};

struct Imported {
  std::string toml;  // loads with load_config()
  std::vector<Finding> findings;
};

using DatabaseReader = std::function<base::Result<Tables>(const std::string& path)>;

// An error where there is too much of something, or Request::database cannot be read.
base::Result<Imported> import_config(const Request& request, const DatabaseReader& read);

}  // namespace ctl::coturn
