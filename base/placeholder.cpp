// SPDX-License-Identifier: MIT
#include "base/placeholder.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace base {
namespace {

struct Brackets {
  std::string_view open;
  std::string_view close;
};

// A shell's, a template engine's, instructions', Make's, autoconf's and Windows' form.
constexpr std::array kAround{Brackets{"${", "}"}, Brackets{"{{", "}}"}, Brackets{"<", ">"},
                             Brackets{"$(", ")"}, Brackets{"@", "@"},   Brackets{"%", "%"}};

// As a whole word, without blanks, dashes, underscores and dots.
constexpr std::array<std::string_view, 9> kWords{
    "changeme",     "changethis",     "replaceme",  "replacethis",     "yoursecret",
    "yourpassword", "yoursecrethere", "secrethere", "insertsecrethere"};

bool is_name(std::string_view text) {
  constexpr std::string_view kOfNames =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. :|";
  return !text.empty() && text.find_first_not_of(kOfNames) == std::string_view::npos;
}

// What stands between is a name: a random secret that begins and ends so is none.
bool is_between(std::string_view text, const Brackets& brackets) {
  if (text.size() <= brackets.open.size() + brackets.close.size() ||
      !text.starts_with(brackets.open) || !text.ends_with(brackets.close))
    return false;
  text.remove_prefix(brackets.open.size());
  text.remove_suffix(brackets.close.size());
  return is_name(text);
}

// "turn-${SECRET}"
bool holds(std::string_view text, const Brackets& brackets) {
  const std::size_t open = text.find(brackets.open);
  if (open == std::string_view::npos) return false;
  const std::string_view rest = text.substr(open + brackets.open.size());
  const std::size_t close = rest.find(brackets.close);
  return close != std::string_view::npos && is_name(rest.substr(0, close));
}

}  // namespace

bool is_placeholder(std::string_view text) {
  text = trim(text);
  if (holds(text, kAround[0]) || holds(text, kAround[1])) return true;
  // "$SECRET"
  if (text.size() > 1 && text.front() == '$' && std::ranges::all_of(text.substr(1), [](char c) {
        return c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      }))
    return true;
  if (std::ranges::any_of(kAround, [&](const Brackets& b) { return is_between(text, b); }))
    return true;
  std::string word = to_lower(text);
  std::erase_if(word, [](char c) { return c == ' ' || c == '-' || c == '_' || c == '.'; });
  return std::ranges::find(kWords, word) != kWords.end();
}

}  // namespace base
