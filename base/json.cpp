// SPDX-License-Identifier: MIT
#include "base/json.hpp"

#include <jansson.h>

#include <cmath>
#include <cstdlib>
#include <new>
#include <utility>

namespace base {
namespace {

json_t* checked(json_t* value) {
  if (value == nullptr) throw std::bad_alloc();
  return value;
}

// A zero-terminated copy of a key, which jansson needs. Keys are short, so std::string usually
// copies without allocating.
class Key {
 public:
  explicit Key(std::string_view key) : text_(key) {}
  const char* c_str() const noexcept { return text_.c_str(); }

 private:
  std::string text_;
};

std::string dump(const json_t* value, std::size_t flags) {
  char* text = json_dumps(value, flags | JSON_ENCODE_ANY);
  if (text == nullptr) throw std::bad_alloc();
  std::string out{text};
  std::free(text);
  return out;
}

}  // namespace

Json::Json() noexcept : value_(json_null()) {}
Json::Json(bool value) : value_(json_boolean(value)) {}
Json::Json(std::int64_t value) : value_(checked(json_integer(value))) {}
Json::Json(double value) : value_(std::isfinite(value) ? checked(json_real(value)) : json_null()) {}
// An empty view may point to nothing, which jansson takes for an error.
Json::Json(std::string_view value)
    : value_(json_stringn(value.empty() ? "" : value.data(), value.size())) {
  if (value_ == nullptr) value_ = json_null();
}
Json::Json(const Json& other) noexcept : value_(json_incref(other.value_)) {}
Json::Json(Json&& other) noexcept : value_(std::exchange(other.value_, json_null())) {}
Json& Json::operator=(const Json& other) noexcept {
  Json copy{other};
  std::swap(value_, copy.value_);
  return *this;
}
Json& Json::operator=(Json&& other) noexcept {
  std::swap(value_, other.value_);
  return *this;
}
Json::~Json() { json_decref(value_); }

Json Json::object(std::initializer_list<std::pair<std::string_view, Json>> members) {
  Json out{Adopt{}, checked(json_object())};
  for (const auto& [key, value] : members) out.set(key, value);
  return out;
}

Json Json::array(const std::vector<Json>& items) {
  Json out{Adopt{}, checked(json_array())};
  for (const Json& item : items) out.push(item);
  return out;
}

Result<Json> Json::parse(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes)
    return failure(Errc::exhausted,
                   "JSON text is longer than " + std::to_string(max_bytes) + " bytes");
  json_error_t error{};
  json_t* value = json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, &error);
  if (value == nullptr) {
    return failure(Errc::invalid_argument, std::string{error.text} + " (line " +
                                               std::to_string(error.line) + ", column " +
                                               std::to_string(error.column) + ")");
  }
  return Json{Adopt{}, value};
}

std::string Json::print() const { return dump(value_, JSON_COMPACT); }
std::string Json::print_pretty() const { return dump(value_, JSON_INDENT(2)); }

bool Json::is_null() const noexcept { return json_is_null(value_); }
bool Json::is_object() const noexcept { return json_is_object(value_); }
bool Json::is_array() const noexcept { return json_is_array(value_); }
bool Json::is_string() const noexcept { return json_is_string(value_); }
bool Json::is_bool() const noexcept { return json_is_boolean(value_); }
bool Json::is_integer() const noexcept { return json_is_integer(value_); }
bool Json::is_number() const noexcept { return json_is_number(value_); }

std::optional<std::string_view> Json::as_string() const noexcept {
  if (!is_string()) return std::nullopt;
  return std::string_view{json_string_value(value_), json_string_length(value_)};
}
std::optional<bool> Json::as_bool() const noexcept {
  if (!is_bool()) return std::nullopt;
  return json_is_true(value_);
}
std::optional<std::int64_t> Json::as_integer() const noexcept {
  if (!is_integer()) return std::nullopt;
  return json_integer_value(value_);
}
std::optional<double> Json::as_number() const noexcept {
  if (!is_number()) return std::nullopt;
  return json_number_value(value_);
}

std::string Json::text() const { return std::string{as_string().value_or("")}; }

Json Json::operator[](std::string_view key) const noexcept {
  json_t* value = json_object_get(value_, Key{key}.c_str());
  return value == nullptr ? Json{} : Json{Adopt{}, json_incref(value)};
}
bool Json::has(std::string_view key) const noexcept {
  return json_object_get(value_, Key{key}.c_str()) != nullptr;
}

Json& Json::set(std::string_view key, Json value) {
  if (json_object_set_new(value_, Key{key}.c_str(), std::exchange(value.value_, json_null())) != 0)
    throw std::bad_alloc();
  return *this;
}

std::vector<std::pair<std::string, Json>> Json::members() const {
  std::vector<std::pair<std::string, Json>> out;
  const char* key = nullptr;
  json_t* value = nullptr;
  json_object_foreach(value_, key, value) out.emplace_back(key, Json{Adopt{}, json_incref(value)});
  return out;
}

std::size_t Json::size() const noexcept {
  return is_array() ? json_array_size(value_) : json_object_size(value_);
}
std::vector<Json> Json::items() const {
  std::vector<Json> out;
  out.reserve(json_array_size(value_));
  for (std::size_t i = 0; i < json_array_size(value_); ++i) out.push_back(at(i));
  return out;
}
Json Json::at(std::size_t index) const noexcept {
  json_t* value = json_array_get(value_, index);
  return value == nullptr ? Json{} : Json{Adopt{}, json_incref(value)};
}
Json& Json::push(Json value) {
  if (json_array_append_new(value_, std::exchange(value.value_, json_null())) != 0)
    throw std::bad_alloc();
  return *this;
}

bool operator==(const Json& a, const Json& b) noexcept {
  return json_equal(a.value_, b.value_) != 0;
}

}  // namespace base
