// SPDX-License-Identifier: MIT
// The one table of coturn's options, all that its releases from 4.4.5 to 4.17.1 have had: what kind
// of argument each takes, what becomes of it here and why. docs/coturn.md tells the same by
// subject. To add one: a row. Constant data; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ctl/coturn/draft.hpp"

namespace ctl::coturn {

enum class Argument : std::uint8_t {
  text,    // required
  flag,    // a boolean; missing is true
  number,  // may be missing
};

// One use of an option.
struct Given {
  std::string value;
  bool on = true;           // of a flag
  std::size_t finding = 0;  // which of Draft::findings is about it
};

// What a handler found; an absent verdict and an empty text are the table's.
struct Outcome {
  std::optional<Verdict> verdict;
  std::string text;

  static Outcome malformed(std::string why) { return {Verdict::malformed, std::move(why)}; }
  static Outcome changed(std::string how) { return {Verdict::changed, std::move(how)}; }
};

struct Option {
  std::string_view name;
  char letter;  // of the command line; 0: none
  Argument argument;
  Verdict verdict;
  std::string_view target;  // our key, where it has one
  std::string_view reason;
  Outcome (*handle)(Draft&, const Given&) = nullptr;  // nullptr: nothing depends on the value
  bool repeats = false;                               // every line counts; else the last one does
};

std::span<const Option> options() noexcept;
const Option* find_option(std::string_view name) noexcept;
const Option* find_option(char letter) noexcept;

// The table in Markdown, for lecternctl import-coturn --options and docs/coturn.md; a test compares
// the two.
std::string print_options();

// "; did you mean realm?", or ""
std::string nearest_option(std::string_view name);

}  // namespace ctl::coturn
