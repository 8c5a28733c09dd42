// SPDX-License-Identifier: MIT
// The table of configuration keys. Everything that knows keys reads it: the parser, --check-config,
// --print-config, the reload, the shipped etc/lectern.toml, the manual page lectern.toml(5) and
// docs/configuration.md. To add a key, add the member that it sets and a row in schema.cpp, or in
// schema_turn.cpp, schema_mail.cpp, schema_webhooks.cpp or schema_recordings.cpp for their
// sections. Constant data; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/value.hpp"

namespace config {

// When a changed value takes effect.
enum class Applies : std::uint8_t { at_restart, at_reload };

// The member of Config that a key sets.
struct Member {
  // `value` has been checked by the key's rule. A key of [[listen]] sets the last listener.
  void (*store)(Config& config, const Value& value) = nullptr;
  // A key of [[listen]] copies all listeners.
  void (*copy)(Config& to, const Config& from) = nullptr;
};

// How the shipped lectern.toml shows a key.
struct Shipped {
  enum class As : std::uint8_t { nothing, comment, setting };
  As as = As::nothing;
  std::string_view value = {};  // of a setting, in the text form
  std::string_view note = {};   // stands behind the value
};

struct Key {
  std::string_view section = {};  // keys() fills it in
  std::string_view name;
  ValueRule rule = {};
  std::string_view standard = {};  // the default, in the text form
  std::string_view example = {};   // "" = the default is the example
  Shipped shipped = {};
  std::string_view help = {};
  Member member = {};  // without functions: the key of a feature that this release does not have
  Applies applies = Applies::at_restart;
  std::string_view alias = {};  // the older stack's environment variable
};

struct Section {
  std::string_view name;
  bool repeated = false;  // [[name]]
  std::string_view help = {};
  std::string_view shipped = {};  // the blocks of a repeated section, in LECTERN_LISTEN's form
  std::span<const Key> rows = {};
};

std::span<const Section> sections();
// All keys, in the order of the sections.
std::span<const Key> keys();
// The keys of one section.
std::span<const Key> keys_of(const Section& section);

const Section* find_section(std::string_view name);
const Key* find_key(std::string_view section, std::string_view name);

// "[turn]", "[[listen]]".
std::string title_of(const Section& section);
// "turn.realm"; "LECTERN_TURN_REALM".
std::string path_of(const Key& key);
std::string variable_of(const Key& key);

// Variables of the older stack for features that this release does not have.
std::span<const std::string_view> aliases_without_part();

// The candidate with the smallest edit distance to `word`; "" where none is close enough for a
// typing mistake.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

// The configuration after a reload: `next`, with `running`'s value for every key that waits for a
// restart.
Config keep_until_restart(const Config& running, Config next);

}  // namespace config
