// SPDX-License-Identifier: MIT
// The table of the kinds of values. Only kinds.cpp and shapes.cpp include it; value.hpp is the
// interface. Constant data; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "config/units.hpp"
#include "config/value.hpp"

namespace config {

// How a value is written in a file and in the environment. `print` gets values of this shape only.
struct Shape {
  base::Result<Value> (*take)(const ValueRule& rule, const Value& written);  // typed, from a file
  base::Result<Value> (*parse)(const ValueRule& rule, std::string_view text);
  std::string (*print)(const ValueRule& rule, const Value& value);  // TOML
};

// One kind of value.
struct KindRow {
  Kind kind;
  std::string_view words;  // completes "wants …"
  const Shape* shape;
  std::span<const Unit> units = {};  // of a number
  // Checks one text: the value itself, or one item of a list. Absent: every text is right.
  base::Status (*check)(const ValueRule& rule, std::string_view text) = nullptr;
  // The value with "********" in place of every secret. Absent: the value holds no secret.
  Value (*mask)(const Value& value) = nullptr;
};

extern const Shape kFlag;    // true
extern const Shape kNumber;  // 5, "90s"
extern const Shape kText;    // "text"
extern const Shape kList;    // ["text", "text"]
extern const Shape kMap;     // { name = "text" }

const KindRow& row_of(Kind kind);

// "1m to 30d"; for a number.
std::string print_range(const ValueRule& rule);

}  // namespace config
