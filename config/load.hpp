// SPDX-License-Identifier: MIT
// From a file's text and the environment to a Config, or to the list of everything that is wrong,
// each with its place. Precedence: LECTERN_* variables, then the older stack's names, then the
// file, then the defaults. Reads secret files; main thread.
#pragma once

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

struct Setting {
  Value value;
  std::string origin;  // "" = the default
};

// What was set, as text-formed values, before it became a Config: for --print-config and a reload's
// diff.
struct Settings {
  std::map<std::string, Setting, std::less<>>
      values;  // "turn.realm" -> …; every key but those of [[listen]]
  std::vector<std::map<std::string, Setting, std::less<>>> listen;  // "address" -> …
};

struct Loaded {
  std::string source;  // the file's name
  Config config;
  Settings settings;
  std::vector<Problem> notes;  // worth a line in the log, wrong enough for nothing more
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

// The variables of this process.
Environment process_environment();

// What `lecternd` runs on when there is no file and it is started by hand: loopback only, state in
// ./var.
ConfigSource builtin_config();

}  // namespace config
