// SPDX-License-Identifier: MIT
// The shapes of values: taking a typed value, parsing the text form, printing TOML.
#include <algorithm>
#include <type_traits>
#include <variant>

#include "base/number.hpp"
#include "base/placeholder.hpp"
#include "base/text.hpp"
#include "config/kinds.hpp"

namespace config {
namespace {

using base::Errc;
using base::failure;
using base::Result;

Result<Value> wrong_type(const ValueRule& rule) {
  return failure(Errc::invalid_argument, "wants " + describe(rule));
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, base::is_control);
}

base::Status check_text(const ValueRule& rule, std::string_view text) {
  if (has_control_character(text))
    return failure(Errc::invalid_argument, "holds a control character");
  const auto check = row_of(rule.kind).check;
  return check == nullptr ? base::Status{} : check(rule, text);
}

// true, false

Result<Value> take_flag(const ValueRule& rule, const Value& written) {
  const bool* flag = std::get_if<bool>(&written);
  return flag != nullptr ? Result<Value>{*flag} : wrong_type(rule);
}

Result<Value> parse_flag(const ValueRule& rule, std::string_view text) {
  if (text == "true" || text == "1" || text == "yes") return Value{true};
  if (text == "false" || text == "0" || text == "no") return Value{false};
  return wrong_type(rule);
}

std::string print_flag(const ValueRule& /*rule*/, const Value& value) {
  return std::get<bool>(value) ? "true" : "false";
}

// Numbers: 5 and "90s"

std::string print_amount(const ValueRule& rule, std::int64_t number) {
  const auto units = row_of(rule.kind).units;
  return units.empty() ? std::to_string(number) : print_with_unit(number, units);
}

Result<Value> check_range(const ValueRule& rule, std::int64_t number) {
  if (number >= rule.least && number <= rule.most) return Value{number};
  return failure(Errc::invalid_argument,
                 print_amount(rule, number) + " is out of range: from " + print_range(rule));
}

Result<std::int64_t> parse_amount(const ValueRule& rule, std::string_view text) {
  const auto units = row_of(rule.kind).units;
  if (!units.empty()) return parse_with_unit(text, units);
  if (const auto number = base::parse_number<std::int64_t>(text)) return *number;
  return failure(Errc::invalid_argument, "wants a whole number");
}

Result<Value> parse_number(const ValueRule& rule, std::string_view text) {
  const auto number = parse_amount(rule, text);
  if (!number) return failure(Errc::invalid_argument, quote_toml(text) + " " + number.error().what);
  return check_range(rule, *number);
}

Result<Value> take_number(const ValueRule& rule, const Value& written) {
  const bool has_unit = !row_of(rule.kind).units.empty();
  // The unit is part of the value: a bare number of seconds or bytes is refused, except for 0.
  if (const auto* number = std::get_if<std::int64_t>(&written))
    return has_unit && *number != 0 ? wrong_type(rule) : check_range(rule, *number);
  const auto* text = std::get_if<std::string>(&written);
  return has_unit && text != nullptr ? parse_number(rule, *text) : wrong_type(rule);
}

std::string print_number(const ValueRule& rule, const Value& value) {
  const std::string text = print_amount(rule, std::get<std::int64_t>(value));
  return row_of(rule.kind).units.empty() ? text : quote_toml(text);
}

// Texts

Result<Value> parse_text(const ValueRule& rule, std::string_view text) {
  TRY(check_text(rule, text));
  return Value{std::string{text}};
}

Result<Value> take_text(const ValueRule& rule, const Value& written) {
  const auto* text = std::get_if<std::string>(&written);
  return text != nullptr ? parse_text(rule, *text) : wrong_type(rule);
}

std::string print_text(const ValueRule& /*rule*/, const Value& value) {
  return quote_toml(std::get<std::string>(value));
}

// Lists of texts

Result<Value> check_list(const ValueRule& rule, const TextList& list) {
  for (const std::string& item : list) { TRY(check_text(rule, item)); }
  return Value{list};
}

Result<Value> take_list(const ValueRule& rule, const Value& written) {
  const auto* list = std::get_if<TextList>(&written);
  return list != nullptr ? check_list(rule, *list) : wrong_type(rule);
}

Result<Value> parse_list(const ValueRule& rule, std::string_view text) {
  return check_list(rule, split_list(text));
}

std::string print_list(const ValueRule& /*rule*/, const Value& value) {
  std::string out = "[";
  for (const std::string& item : std::get<TextList>(value))
    out.append(out.size() > 1 ? ", " : "").append(quote_toml(item));
  return out + "]";
}

// Tables of names and texts

Result<Value> check_map(const TextMap& map) {
  for (const auto& [name, value] : map) {
    if (name.empty() || value.empty())
      return failure(Errc::invalid_argument, "wants a name and a password for each user");
    if (has_control_character(name) || name.find(':') != std::string::npos) {
      return failure(Errc::invalid_argument,
                     quote_toml(name) + " is not a user name (no colon, no control character)");
    }
    if (base::is_placeholder(value)) {
      return failure(Errc::invalid_argument, "the password of " + quote_toml(name) +
                                                 " is a placeholder that nobody has filled in");
    }
  }
  return Value{map};
}

Result<Value> take_map(const ValueRule& rule, const Value& written) {
  const auto* map = std::get_if<TextMap>(&written);
  return map != nullptr ? check_map(*map) : wrong_type(rule);
}

Result<Value> parse_map(const ValueRule& /*rule*/, std::string_view text) {
  TextMap map;
  for (const std::string& item : split_list(text)) {
    const std::size_t equals = item.find('=');
    if (equals == std::string::npos)
      return failure(Errc::invalid_argument, "wants NAME=PASSWORD pairs, separated by commas");
    map.emplace_back(item.substr(0, equals), item.substr(equals + 1));
  }
  return check_map(map);
}

bool is_bare_key(std::string_view name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
                              std::string_view::npos;
}

std::string print_map(const ValueRule& /*rule*/, const Value& value) {
  const TextMap& map = std::get<TextMap>(value);
  if (map.empty()) return "{ }";
  std::string out = "{ ";
  for (const auto& [name, text] : map) {
    out.append(out.size() > 2 ? ", " : "")
        .append(is_bare_key(name) ? name : quote_toml(name))
        .append(" = ")
        .append(quote_toml(text));
  }
  return out + " }";
}

}  // namespace

std::string print_range(const ValueRule& rule) {
  return print_amount(rule, rule.least) + " to " + print_amount(rule, rule.most);
}

const Shape kFlag{take_flag, parse_flag, print_flag};
const Shape kNumber{take_number, parse_number, print_number};
const Shape kText{take_text, parse_text, print_text};
const Shape kList{take_list, parse_list, print_list};
const Shape kMap{take_map, parse_map, print_map};

}  // namespace config
