// SPDX-License-Identifier: MIT
// `lecternctl import-coturn`: reads the files, writes the result and the report. Blocks on files,
// prints; main thread.
#pragma once

#include <optional>
#include <string>

namespace ctl::coturn {

struct ImportCall {
  std::string file;
  std::string output;  // "" = standard output; a file is made with mode 0600 and never overwritten
  std::optional<std::string> database;
  bool accept_dangerous = false;
  bool json = false;     // the report, which is on standard error
  bool options = false;  // nothing but the table of options, in Markdown
};

// 0: every line is taken over or not needed; 1: nothing was written; 4: written, with lines to look
// at; 5: written without lines that were refused as dangerous.
int import_command(const ImportCall& call);

}  // namespace ctl::coturn
