// SPDX-License-Identifier: MIT
// Importing a text, and asking what came of it. For tests.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text_file.hpp"
#include "config/load.hpp"
#include "ctl/coturn/import.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

inline ctl::coturn::DatabaseReader no_database() {
  return [](const std::string& path) -> base::Result<ctl::coturn::Tables> {
    return base::failure(base::Errc::not_found, path + " is not there");
  };
}

struct Import {
  ctl::coturn::Imported imported;
  config::Config config;  // what lecternd makes of the result

  explicit Import(ctl::coturn::Request request,
                  const ctl::coturn::DatabaseReader& read = no_database())
      : imported(CHECK_OK(ctl::coturn::import_config(request, read))) {
    auto loaded = config::load_config({"result", imported.toml}, {}, base::read_text_file);
    if (!loaded)
      check_failed(loaded.error().front().print() + "\n" + imported.toml, __FILE__, __LINE__);
    config = std::move(loaded->config);
  }
  explicit Import(std::string text, bool accept_dangerous = false)
      : Import(ctl::coturn::Request{"test.conf", std::move(text), std::nullopt, accept_dangerous}) {
  }

  bool holds(std::string_view line) const {
    return ("\n" + imported.toml).find("\n" + std::string{line} + "\n") != std::string::npos;
  }
  // The finding about that line, "" + the whole file; the first where there are several.
  ctl::coturn::Finding at(const std::string& line) const {
    const std::string where = line.empty() ? "test.conf" : "test.conf:" + line;
    const auto found = std::ranges::find(imported.findings, where, &ctl::coturn::Finding::where);
    if (found == imported.findings.end())
      check_failed("no finding at " + where + "\n" + print_report(imported.findings), __FILE__,
                   __LINE__);
    return *found;
  }
  ctl::coturn::Verdict verdict(const std::string& line) const { return at(line).verdict; }
  ctl::coturn::Conclusion conclusion() const { return conclude(imported.findings); }
};

}  // namespace lectern_test
