// SPDX-License-Identifier: MIT
#include "tests/support/json_schema.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <vector>

#include "base/time.hpp"

namespace lectern_test {
namespace {

using base::Json;
using Violation = std::optional<std::string>;

// Annotations, and what the functions below look at.
const std::set<std::string, std::less<>> kKeywords{
    "$ref",       "additionalProperties",
    "allOf",      "anyOf",
    "const",      "description",
    "enum",       "format",
    "items",      "maxItems",
    "maxLength",  "maximum",
    "minItems",   "minLength",
    "minimum",    "pattern",
    "properties", "required",
    "type",
};

Json resolve(const Json& document, const Json& schema) {
  const std::string reference = schema["$ref"].text();
  Json out = document;
  std::string_view rest = reference;
  if (!rest.starts_with("#/")) return {};
  rest.remove_prefix(2);
  for (;;) {
    const std::size_t end = rest.find('/');
    out = out[rest.substr(0, end)];
    if (end == std::string_view::npos) return out;
    rest.remove_prefix(end + 1);
  }
}

bool has_type(const Json& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  return type == "null" && value.is_null();
}

std::int64_t count_characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool is_uuid(const std::string& text) {
  static const std::regex form{"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"};
  return std::regex_match(text, form);
}

bool has_format(const std::string& text, const std::string& format) {
  if (format == "uuid") return is_uuid(text);
  if (format == "date-time") return base::parse_iso8601(text).has_value() && text.ends_with('Z');
  if (format == "email") return text.find('@') != std::string::npos;
  if (format == "uri") return text.find("://") != std::string::npos;
  return false;
}

// The properties that the schema names, also by $ref and allOf.
void collect_properties(const Json& document, const Json& schema, std::set<std::string>& out) {
  for (const auto& [name, inner] : schema["properties"].members()) out.insert(name);
  if (schema.has("$ref")) collect_properties(document, resolve(document, schema), out);
  for (const Json& part : schema["allOf"].items()) collect_properties(document, part, out);
}

Violation check_type(const Json& schema, const Json& value, const std::string& at) {
  const Json type = schema["type"];
  if (type.is_null()) return std::nullopt;
  if (type.is_string() && has_type(value, type.text())) return std::nullopt;
  for (const Json& one : type.items()) {
    if (has_type(value, one.text())) return std::nullopt;
  }
  return at + ": " + value.print().substr(0, 80) + " is no " + type.print();
}

Violation check_text(const Json& schema, const Json& value, const std::string& at) {
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.text();
  const auto length = count_characters(text);
  if (length < schema["minLength"].as_integer().value_or(0) ||
      length > schema["maxLength"].as_integer().value_or(length))
    return at + ": has " + std::to_string(length) + " characters";
  if (schema.has("pattern") && !std::regex_search(text, std::regex{schema["pattern"].text()}))
    return at + ": \"" + text + "\" does not match " + schema["pattern"].text();
  if (schema.has("format") && !has_format(text, schema["format"].text()))
    return at + ": \"" + text + "\" is no " + schema["format"].text();
  return std::nullopt;
}

Violation check_number(const Json& schema, const Json& value, const std::string& at) {
  const auto number = value.as_number();
  if (!number) return std::nullopt;
  if (*number < schema["minimum"].as_number().value_or(*number) ||
      *number > schema["maximum"].as_number().value_or(*number))
    return at + ": " + value.print() + " is out of range";
  return std::nullopt;
}

Violation check_array(const Json& document, const Json& schema, const Json& value,
                      const std::string& at) {
  if (!value.is_array()) return std::nullopt;
  const auto size = static_cast<std::int64_t>(value.size());
  if (size < schema["minItems"].as_integer().value_or(0) ||
      size > schema["maxItems"].as_integer().value_or(size))
    return at + ": has " + std::to_string(size) + " items";
  if (!schema.has("items")) return std::nullopt;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string place = at + '[' + std::to_string(i) + ']';
    if (auto wrong = schema_violation(document, schema["items"], value.at(i), place)) return wrong;
  }
  return std::nullopt;
}

Violation check_object(const Json& document, const Json& schema, const Json& value,
                       const std::string& at) {
  if (!value.is_object()) return std::nullopt;
  for (const Json& name : schema["required"].items()) {
    if (!value.has(name.text())) return at + ": lacks " + name.text();
  }
  for (const auto& [name, inner] : schema["properties"].members()) {
    if (!value.has(name)) continue;
    if (auto wrong = schema_violation(document, inner, value[name], at + '.' + name)) return wrong;
  }
  const Json others = schema["additionalProperties"];
  if (!others.is_object()) return std::nullopt;
  for (const auto& [name, member] : value.members()) {
    if (schema["properties"].has(name)) continue;
    if (auto wrong = schema_violation(document, others, member, at + '.' + name)) return wrong;
  }
  return std::nullopt;
}

Violation check_values(const Json& schema, const Json& value, const std::string& at) {
  if (schema.has("const") && !(schema["const"] == value))
    return at + ": " + value.print() + " is not " + schema["const"].print();
  if (!schema.has("enum")) return std::nullopt;
  for (const Json& one : schema["enum"].items()) {
    if (one == value) return std::nullopt;
  }
  return at + ": " + value.print() + " is none of " + schema["enum"].print();
}

Violation violation(const Json& document, const Json& schema, const Json& value,
                    const std::string& at) {
  if (!schema.is_object()) return at + ": there is no such schema";
  for (const auto& [keyword, inner] : schema.members()) {
    if (!kKeywords.contains(keyword)) return at + ": unknown keyword " + keyword;
  }
  for (const auto& check : {check_type, check_text, check_number, check_values}) {
    if (auto wrong = check(schema, value, at)) return wrong;
  }
  for (const auto& check : {check_array, check_object}) {
    if (auto wrong = check(document, schema, value, at)) return wrong;
  }
  if (schema.has("$ref")) {
    if (auto wrong = violation(document, resolve(document, schema), value, at)) return wrong;
  }
  for (const Json& part : schema["allOf"].items()) {
    if (auto wrong = violation(document, part, value, at)) return wrong;
  }
  if (!schema.has("anyOf")) return std::nullopt;
  std::string all = at + ": fits nothing of anyOf";
  for (const Json& part : schema["anyOf"].items()) {
    const auto wrong = schema_violation(document, part, value, at);
    if (!wrong) return std::nullopt;
    all += "\n  " + *wrong;
  }
  return all;
}

bool is_open(const Json& document, const Json& schema) {
  if (schema.has("additionalProperties") || schema.has("anyOf")) return true;
  return schema.has("$ref") && is_open(document, resolve(document, schema));
}

}  // namespace

std::optional<std::string> schema_violation(const Json& document, const Json& schema,
                                            const Json& value, const std::string& at) {
  if (auto wrong = violation(document, schema, value, at)) return wrong;
  if (!value.is_object() || is_open(document, schema)) return std::nullopt;
  std::set<std::string> known;
  collect_properties(document, schema, known);
  for (const auto& [name, member] : value.members()) {
    if (!known.contains(name)) return at + ": has the undocumented " + name;
  }
  return std::nullopt;
}

}  // namespace lectern_test
