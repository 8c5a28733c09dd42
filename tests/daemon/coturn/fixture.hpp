// SPDX-License-Identifier: MIT
// Importing a text, and asking what came of it. For tests.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "daemon/config_load.hpp"
#include "daemon/coturn/import.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

inline lecternd::coturn::DatabaseReader no_database() {
  return [](const std::string& path) -> base::Result<lecternd::coturn::Tables> {
    return base::failure(base::Errc::not_found, path + " is not there");
  };
}

struct Import {
  lecternd::coturn::Imported imported;
  lecternd::Config config;  // what lecternd makes of the result

  explicit Import(lecternd::coturn::Request request, const lecternd::coturn::DatabaseReader& read = no_database())
      : imported(CHECK_OK(lecternd::coturn::import_config(request, read))) {
    auto loaded = lecternd::load_config({"result", imported.toml}, {}, lecternd::read_text_file);
    if (!loaded) check_failed(loaded.error().front().print() + "\n" + imported.toml, __FILE__, __LINE__);
    config = std::move(loaded->config);
  }
  explicit Import(std::string text, bool accept_dangerous = false)
      : Import(lecternd::coturn::Request{"test.conf", std::move(text), std::nullopt, accept_dangerous}) {}

  bool holds(std::string_view line) const {
    return ("\n" + imported.toml).find("\n" + std::string{line} + "\n") != std::string::npos;
  }
  // The finding about that line, "" + the whole file; the first where there are several.
  lecternd::coturn::Finding at(const std::string& line) const {
    const std::string where = line.empty() ? "test.conf" : "test.conf:" + line;
    const auto found = std::ranges::find(imported.findings, where, &lecternd::coturn::Finding::where);
    if (found == imported.findings.end())
      check_failed("no finding at " + where + "\n" + print_report(imported.findings), __FILE__, __LINE__);
    return *found;
  }
  lecternd::coturn::Verdict verdict(const std::string& line) const { return at(line).verdict; }
  lecternd::coturn::Conclusion conclusion() const { return conclude(imported.findings); }
};

}  // namespace lectern_test
