// SPDX-License-Identifier: MIT
// Json: a shared handle on a JSON value with typed access. Objects print their members in the order
// of insertion. Parsing refuses duplicate keys, invalid UTF-8, trailing input and nesting deeper
// than 2048. jansson stays in the .cpp. Copies share the value: build it on one thread, then hand
// it over.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

struct json_t;

namespace base {

class Json {
 public:
  Json() noexcept;  // null
  Json(std::nullptr_t) noexcept : Json() {}
  Json(bool value);
  Json(int value) : Json(static_cast<std::int64_t>(value)) {}
  Json(unsigned value) : Json(static_cast<std::int64_t>(value)) {}
  Json(std::int64_t value);
  Json(std::uint64_t value) : Json(static_cast<std::int64_t>(value)) {}
  Json(double value);            // not finite: null
  Json(std::string_view value);  // invalid UTF-8: null
  Json(const char* value) : Json(std::string_view{value}) {}
  Json(const std::string& value) : Json(std::string_view{value}) {}
  template <class T>
  Json(const std::optional<T>& value) : Json(value ? Json(*value) : Json()) {}
  Json(const Json& other) noexcept;
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other) noexcept;
  Json& operator=(Json&& other) noexcept;
  ~Json();

  // Json::object({{"a", 1}, {"b", "x"}})
  static Json object(std::initializer_list<std::pair<std::string_view, Json>> members = {});
  static Json array(const std::vector<Json>& items = {});
  // Parses one whole JSON text of at most `max_bytes`.
  static Result<Json> parse(std::string_view text, std::size_t max_bytes = 64 * 1024);

  std::string print() const;         // compact
  std::string print_pretty() const;  // indented by two

  bool is_null() const noexcept;
  bool is_object() const noexcept;
  bool is_array() const noexcept;
  bool is_string() const noexcept;
  bool is_bool() const noexcept;
  bool is_integer() const noexcept;
  bool is_number() const noexcept;

  // nullopt where the value has another type. The view lives as long as this value.
  std::optional<std::string_view> as_string() const noexcept;
  std::optional<bool> as_bool() const noexcept;
  std::optional<std::int64_t> as_integer() const noexcept;
  std::optional<double> as_number() const noexcept;

  // The text of a string; "" for a value of another type.
  std::string text() const;

  // The member of an object; null where it is absent or this value is no object.
  Json operator[](std::string_view key) const noexcept;
  bool has(std::string_view key) const noexcept;
  Json& set(std::string_view key, Json value);
  // The members in order; empty for anything but an object.
  std::vector<std::pair<std::string, Json>> members() const;

  // The size of an array or object; 0 for anything else.
  std::size_t size() const noexcept;
  // The items of an array in order; empty for anything but an array.
  std::vector<Json> items() const;
  Json at(std::size_t index) const noexcept;
  Json& push(Json value);

  friend bool operator==(const Json& a, const Json& b) noexcept;

 private:
  struct Adopt {};
  Json(Adopt, json_t* owned) noexcept : value_(owned) {}
  json_t* value_;
};

}  // namespace base
