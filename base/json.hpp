// SPDX-License-Identifier: MIT
// Json: a shared handle on a JSON value with typed access. Objects print their members in the order
// of insertion. Parsing refuses duplicate keys, invalid UTF-8, trailing input and nesting deeper
// than 2048 (json_text.cpp, where jansson stays). Copies share the value: build it on one thread,
// then hand it over.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace base {

class Json {
 public:
  Json() noexcept = default;  // null
  Json(std::nullptr_t) noexcept : Json() {}
  Json(bool value) noexcept : kind_(Kind::flag) { value_.flag = value; }
  Json(int value) : Json(static_cast<std::int64_t>(value)) {}
  Json(unsigned value) : Json(static_cast<std::int64_t>(value)) {}
  Json(std::int64_t value) noexcept : kind_(Kind::integer) { value_.integer = value; }
  Json(std::uint64_t value) : Json(static_cast<std::int64_t>(value)) {}
  Json(double value);            // not finite: null
  Json(std::string_view value);  // invalid UTF-8: null
  Json(const char* value) : Json(std::string_view{value}) {}
  Json(const std::string& value) : Json(std::string_view{value}) {}
  template <class T>
  Json(const std::optional<T>& value) : Json(value ? Json(*value) : Json()) {}
  Json(const Json& other) noexcept : kind_(other.kind_), value_(other.value_) {
    if (is_shared()) value_.node->refs.fetch_add(1, std::memory_order_relaxed);
  }
  Json(Json&& other) noexcept
      : kind_(std::exchange(other.kind_, Kind::null)), value_(other.value_) {}
  Json& operator=(Json other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(value_, other.value_);
    return *this;
  }
  ~Json() {
    if (is_shared()) drop();
  }

  // Json::object({{"a", 1}, {"b", "x"}})
  static Json object(std::initializer_list<std::pair<std::string_view, Json>> members = {});
  static Json array(const std::vector<Json>& items = {});
  // Parses one whole JSON text of at most `max_bytes`.
  static Result<Json> parse(std::string_view text, std::size_t max_bytes = 64 * 1024);

  std::string print() const;         // compact
  std::string print_pretty() const;  // indented by two

  bool is_null() const noexcept { return kind_ == Kind::null; }
  bool is_object() const noexcept { return kind_ == Kind::object; }
  bool is_array() const noexcept { return kind_ == Kind::array; }
  bool is_string() const noexcept { return kind_ == Kind::text; }
  bool is_bool() const noexcept { return kind_ == Kind::flag; }
  bool is_integer() const noexcept { return kind_ == Kind::integer; }
  bool is_number() const noexcept { return is_integer() || kind_ == Kind::real; }

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
  // Kinds from `text` on have a node, which the copies share.
  enum class Kind : std::uint8_t { null, flag, integer, real, text, array, object };
  struct Node {
    std::atomic<std::uint32_t> refs{1};
  };
  struct Text;
  struct Array;
  struct Object;
  class Printer;
  class Reader;
  union Value {
    bool flag;
    std::int64_t integer = 0;
    double real;
    Node* node;
  };

  bool is_shared() const noexcept { return kind_ >= Kind::text; }
  void drop() noexcept;
  Object* as_object() const noexcept;
  Array* as_array() const noexcept;
  // The object has no such member yet.
  void append(std::string_view key, Json value);

  Kind kind_ = Kind::null;
  Value value_{};
};

}  // namespace base
