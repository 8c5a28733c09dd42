// SPDX-License-Identifier: MIT
// Makes a Config from a file's text and the environment, or the list of all problems, each with its
// place. LECTERN_* variables win over the older stack's variables, these over the file, and the
// file over the defaults. Reads secret files; main thread.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/schema.hpp"

namespace config {

// "lectern.toml:12", "environment: LECTERN_TURN_REALM"
struct Problem {
  std::string where;
  std::string what;

  std::string print() const { return where + ": " + what; }
};

// A list of problems ends after this many, with a sentence for the others: whoever writes a file
// of a megabyte of mistakes must not stop the daemon that reloads it.
inline constexpr std::size_t kMostProblems = 100;
inline constexpr std::size_t kMostProblemBytes = 1000;  // a wrong value may be as long as the file

// An origin that begins with this names a variable of the environment.
inline constexpr std::string_view kEnvironmentOrigin = "environment: ";

struct Setting {
  Value value;
  std::string origin;  // "" = the default
};

// The value of every key and where it was set, for --print-config and for the differences that a
// reload logs.
using SettingMap = std::map<std::string, Setting, std::less<>>;
struct Settings {
  SettingMap values;               // "turn.realm" -> …; all keys but those of [[listen]]
  std::vector<SettingMap> listen;  // one per block; "address" -> …
};

struct Loaded {
  std::string source;  // the file's name
  Config config;
  Settings settings;
  std::vector<Problem> notes;  // for the log; the configuration is valid
};

struct ConfigSource {
  std::string name;  // for messages
  std::string text;  // TOML
};

using Environment = std::vector<std::pair<std::string, std::string>>;
using FileReader = std::function<base::Result<std::string>(const std::string& path)>;

base::Result<Loaded, std::vector<Problem>> load_config(const ConfigSource& source,
                                                       const Environment& environment,
                                                       const FileReader& read_file);

// One listener in the environment's form, "[::]:443 tls", as the values of a [[listen]] block.
base::Result<std::map<std::string, Value>> parse_listener(std::string_view words);

// The variables of this process.
Environment process_environment();

// The configuration that `lecternd` uses when somebody starts it without a file: loopback only,
// state in ./var.
ConfigSource builtin_config();

}  // namespace config
