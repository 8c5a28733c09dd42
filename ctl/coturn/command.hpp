// SPDX-License-Identifier: MIT
// `lecternctl import-coturn`: reads the files, writes the result and prints the report. Blocks on
// files; main thread.
#pragma once

#include <optional>
#include <string>

namespace ctl::coturn {

struct ImportCall {
  std::string file;
  std::string output;  // "" = standard output; a file gets mode 0600 and is never overwritten
  std::optional<std::string> database;
  bool accept_dangerous = false;
  bool json = false;     // print the report, on standard error, as JSON
  bool options = false;  // only print the table of options, in Markdown
};

// Returns the exit status. 0: every line is taken over or not needed. 1: nothing was written. 4:
// written, and some lines need attention. 5: written without the lines that were refused as
// dangerous.
int import_command(const ImportCall& call);

}  // namespace ctl::coturn
