// SPDX-License-Identifier: MIT
// Any bytes as a turnserver.conf: too much of something, or a configuration that lecternd loads,
// with a finding for every line that says anything, in a report without control characters. What is
// dangerous is in it only where that was accepted.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/load.hpp"
#include "ctl/coturn/import.hpp"
#include "ctl/coturn/lines.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace ctl;

// A database of a few rows made of the input's own words.
base::Result<coturn::Tables> some_rows(const std::string& path) {
  coturn::Tables tables;
  tables.path = path;
  tables.users = {{"r", path, std::string(32, 'a')}, {path, "u", path}};
  tables.secrets = {{"r", "", path}, {"", "", "s"}};
  tables.allowed = {{"", "", path}, {"r", "", "127.0.0.1"}};
  tables.denied = {{"", "", path}};
  tables.realm_options = {{"r", "user-quota", path}, {"r", path, "1"}};
  return tables;
}

base::Result<std::string> no_file(const std::string& path) {
  return base::failure(base::Errc::not_found, path);
}

bool opens_loopback(const config::Config& config) {
  const base::IpAddress loopback = base::IpAddress::v4(127, 0, 0, 1);
  return std::ranges::any_of(config.turn.core.allow_peers,
                             [&](const base::Cidr& prefix) { return prefix.contains(loopback); });
}

void import_text(std::string_view text, bool accept_dangerous) {
  const auto imported =
      coturn::import_config({"f", std::string{text}, std::nullopt, accept_dangerous}, some_rows);
  if (!imported) return;
  const auto lines = coturn::split_lines(text);
  REQUIRE(lines.has_value());
  for (const coturn::Line& line : *lines) {
    const std::string where = "f:" + std::to_string(line.number);
    REQUIRE(std::ranges::find(imported->findings, where, &coturn::Finding::where) !=
            imported->findings.end());
  }
  const auto loaded = config::load_config({"result", imported->toml}, {}, no_file);
  REQUIRE(loaded.has_value());
  REQUIRE(accept_dangerous || !opens_loopback(loaded->config));
  const std::string report = coturn::print_report(imported->findings);
  REQUIRE(std::ranges::none_of(report, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
  }));
  REQUIRE(coturn::report_json(imported->findings)["findings"].size() == imported->findings.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT: bytes as characters
  import_text(text, false);
  import_text(text, true);
  return 0;
}
