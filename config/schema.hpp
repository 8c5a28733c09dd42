// SPDX-License-Identifier: MIT
// The one table of configuration keys: it gives the parser, --check-config, --print-config, the
// sample file and the manual page lectern.toml(5). To add a key: a member in config.hpp and a row
// here. Constant data; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/value.hpp"

namespace config {

// Whether a reload applies a change at once.
enum class Applies : std::uint8_t { at_restart, at_reload };

struct Key {
  std::string_view section;
  std::string_view name;
  ValueRule rule;
  std::string_view standard;  // default, in the text form of config_value.hpp
  std::string_view example;   // shown, commented out, in the sample; "" = the default is shown
  std::string_view help;
  void (*store)(Config&, const Value&);  // nullptr: of a feature that is not there yet
  Applies applies = Applies::at_restart;
  std::string_view alias = {};  // variable of the older stack
};

struct Section {
  std::string_view name;
  bool repeated;  // [[name]]
  std::string_view help;
};

std::span<const Section> sections() noexcept;
// Grouped by section, in the sections' order. For [[listen]], `store` writes into the last listener
// of the config.
std::span<const Key> keys() noexcept;

const Section* find_section(std::string_view name) noexcept;
const Key* find_key(std::string_view section, std::string_view name) noexcept;

// "turn.realm"; "LECTERN_TURN_REALM".
std::string path_of(const Key& key);
std::string variable_of(const Key& key);

// Variables of the older stack whose part does not exist in this release.
std::span<const std::string_view> aliases_without_part() noexcept;

// The candidate that is closest to `word` by edit distance, where one is close enough to be meant;
// "" otherwise.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace config
