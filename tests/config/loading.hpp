// SPDX-License-Identifier: MIT
// Loading of a configuration from a text, for tests.
#pragma once

#include <string>
#include <string_view>

#include "config/load.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

inline auto load_text(const std::string& text, const config::Environment& environment = {}) {
  return config::load_config({"lectern.toml", text}, environment,
                             [](const std::string& path) -> base::Result<std::string> {
                               return base::failure(base::Errc::not_found, "no file " + path);
                             });
}

inline config::Loaded taken_text(const std::string& text,
                                 const config::Environment& environment = {}) {
  auto loaded = load_text(text, environment);
  if (!loaded) check_failed("refused: " + loaded.error().front().print(), __FILE__, __LINE__);
  return std::move(*loaded);
}

// The problems, one a line; "" where the text is taken.
inline std::string problems_of(const std::string& text,
                               const config::Environment& environment = {}) {
  const auto loaded = load_text(text, environment);
  std::string out;
  if (loaded) return out;
  for (const config::Problem& problem : loaded.error()) out += problem.print() + "\n";
  return out;
}

inline std::string notes_of(const std::string& text, const config::Environment& environment = {}) {
  auto loaded = load_text(text, environment);
  if (!loaded) return "refused: " + loaded.error().front().print();
  std::string out;
  for (const config::Problem& note : loaded->notes) out += note.print() + "\n";
  return out;
}

inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace lectern_test
