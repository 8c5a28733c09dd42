// SPDX-License-Identifier: MIT
#include "config/commands.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "base/file_access.hpp"
#include "base/text_file.hpp"
#include "config/service_access.hpp"
#include "config/state_files.hpp"
#include "config/text.hpp"

namespace config {
namespace {

void complain(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

// Sorts the faults of the operator's files with secrets into notes and problems.
class FileAccess {
 public:
  void look_at(const std::string& path, const std::string& where) {
    const auto fault = base::find_shared_fault(path);
    if (fault) (fault->writable ? problems : notes).push_back({where, fault->what});
  }

  std::vector<Problem> notes;
  std::vector<Problem> problems;
};

// Whether a secret stands in the file itself.
bool holds_secrets(const Settings& settings) {
  return std::ranges::any_of(keys(), [&](const Key& key) {
    const auto found = settings.values.find(path_of(key));
    if (found == settings.values.end()) return false;
    const auto& [value, origin] = found->second;
    return !origin.starts_with(kEnvironmentOrigin) &&
           print_masked(key.rule, value) != print_toml(key.rule, value);
  });
}

}  // namespace

base::Result<ConfigSource> find_config(const std::optional<std::string>& file) {
  if (file == kBuiltinConfig || (!file && ::access(kPackagedConfig, F_OK) != 0))
    return builtin_config();
  const std::string path = file.value_or(kPackagedConfig);
  TRY(auto text, base::read_text_file(path));
  return ConfigSource{path, std::move(text)};
}

base::Result<Loaded, std::vector<Problem>> load_source(const ConfigSource& source) {
  FileAccess access;
  const auto read_secrets = [&](const std::string& path) {
    access.look_at(path, source.name);
    return base::read_text_file(path);
  };
  auto loaded = load_config(source, process_environment(), read_secrets);
  if (!loaded) return loaded;
  access.look_at(loaded->config.tls.key, "[tls] key");
  if (holds_secrets(loaded->settings)) access.look_at(source.name, "the configuration");
  if (!access.problems.empty()) return base::failure(std::move(access.problems));
  std::ranges::move(access.notes, std::back_inserter(loaded->notes));
  return loaded;
}

std::optional<Loaded> load_or_complain(const std::optional<std::string>& file) {
  const auto source = find_config(file);
  if (!source) {
    complain("lecternd: " + source.error().what);
    return std::nullopt;
  }
  auto loaded = load_source(*source);
  if (!loaded) {
    for (const Problem& problem : loaded.error()) complain(problem.print());
    return std::nullopt;
  }
  return std::move(*loaded);
}

int check_config(const std::optional<std::string>& file, const StartChecks& start_checks) {
  const auto loaded = load_or_complain(file);
  if (!loaded) return 1;
  for (const Problem& note : loaded->notes) complain("note: " + note.print());
  bool starts = true;
  for (const StateProblem& problem : find_state_problems(loaded->config)) {
    starts = starts && problem.mended_at_start;
    complain((problem.mended_at_start ? "note: the daemon mends this at its start: " : "") +
             problem.what);
  }
  auto problems = start_checks(loaded->config);
  std::ranges::move(find_unreadable_files(loaded->config, loaded->source),
                    std::back_inserter(problems));
  for (const std::string& what : problems) complain(what);
  starts = starts && problems.empty();
  if (!starts) return 1;
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
