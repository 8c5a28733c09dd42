// SPDX-License-Identifier: MIT
// Any text as lectern.toml: refused with problems that name a place and say something, or loaded
// into a configuration that a second reading gives again. The first line may begin with "env " and
// set variables of the environment, separated by blanks.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/commands.hpp"
#include "config/load.hpp"
#include "tests/fuzz/require.hpp"

namespace {

config::Environment take_environment(std::string_view& text) {
  config::Environment out;
  if (!text.starts_with("env ")) return out;
  std::string_view line = text.substr(4, text.find('\n') - 4);
  text.remove_prefix(std::min(text.size(), line.size() + 5));
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) continue;
    out.emplace_back("LECTERN_" + std::string{word.substr(0, equals)}, word.substr(equals + 1));
  }
  return out;
}

// The files that a configuration names: secrets, certificates.
base::Result<std::string> read_file(const std::string& path) {
  if (path.size() % 2 == 0) return base::failure(base::Errc::not_found, "no such file");
  return "the content of a secret file, long enough\n";
}

auto load(const config::ConfigSource& source, const config::Environment& environment) {
  return config::load_config(source, environment, read_file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  const config::Environment environment = take_environment(text);
  const config::ConfigSource source{"lectern.toml", std::string{text}};
  const auto loaded = load(source, environment);
  const auto again = load(source, environment);
  REQUIRE(loaded.has_value() == again.has_value());
  if (!loaded) {
    REQUIRE(!loaded.error().empty());
    REQUIRE(loaded.error().size() == again.error().size());
    for (const config::Problem& problem : loaded.error())
      REQUIRE(!problem.where.empty() && !problem.what.empty());
    return 0;
  }
  REQUIRE(loaded->settings.listen.size() == loaded->config.listen.size());
  REQUIRE(loaded->settings.values.size() == again->settings.values.size());
  for (const auto& [key, setting] : loaded->settings.values) {
    const auto other = again->settings.values.find(key);
    REQUIRE(other != again->settings.values.end() && other->second.value == setting.value);
  }
  return 0;
}
