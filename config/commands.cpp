// SPDX-License-Identifier: MIT
#include "config/commands.hpp"

#include <unistd.h>

#include <cstdio>

#include "base/text_file.hpp"
#include "config/text.hpp"

namespace config {
namespace {

void complain(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

}  // namespace

base::Result<ConfigSource> find_config(const std::optional<std::string>& file) {
  if (file == kBuiltinConfig || (!file && ::access(kPackagedConfig, F_OK) != 0))
    return builtin_config();
  const std::string path = file.value_or(kPackagedConfig);
  TRY(auto text, base::read_text_file(path));
  return ConfigSource{path, std::move(text)};
}

std::optional<Loaded> load_or_complain(const std::optional<std::string>& file) {
  const auto source = find_config(file);
  if (!source) {
    complain("lecternd: " + source.error().what);
    return std::nullopt;
  }
  auto loaded = load_config(*source, process_environment(), base::read_text_file);
  if (!loaded) {
    for (const Problem& problem : loaded.error()) complain(problem.print());
    return std::nullopt;
  }
  return std::move(*loaded);
}

int check_config(const std::optional<std::string>& file) {
  const auto loaded = load_or_complain(file);
  if (!loaded) return 1;
  for (const Problem& note : loaded->notes) complain("note: " + note.print());
  std::puts("The configuration is right.");
  return 0;
}

int print_config(const std::optional<std::string>& file) {
  const auto loaded = load_or_complain(file);
  if (!loaded) return 1;
  std::fputs(print_settings(loaded->settings).c_str(), stdout);
  return 0;
}

}  // namespace config
