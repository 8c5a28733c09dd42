// SPDX-License-Identifier: MIT
// The table of all options that coturn had from release 4.4.5 to 4.17.1: the kind of argument, our
// verdict on the option, and the reason. docs/coturn.md shows the same table. A new option needs a
// row here. Constant data; any thread.
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
  std::size_t finding = 0;  // index of its finding in Draft::findings
};

// The result of a handler. The table's verdict and text apply where these are absent or empty.
struct Outcome {
  std::optional<Verdict> verdict;
  std::string text;

  static Outcome malformed(std::string why) { return {Verdict::malformed, std::move(why)}; }
  static Outcome changed(std::string how) { return {Verdict::changed, std::move(how)}; }
};

struct Option {
  std::string_view name;
  char letter;  // of the command line; 0 where there is none
  Argument argument;
  Verdict verdict;
  std::string_view target;  // our key, where there is one
  std::string_view reason;
  Outcome (*handle)(Draft&, const Given&) = nullptr;  // nullptr where the value does not matter
  bool repeats = false;                               // every line counts, not only the last one
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
