// SPDX-License-Identifier: MIT
// The only file that includes jansson.h: reading a text.
#include <jansson.h>

#include "base/handle.hpp"
#include "base/json.hpp"

namespace base {
namespace {

void release(json_t* value) noexcept { json_decref(value); }

}  // namespace

// jansson has refused what is nested too deep.
class Json::Reader {
 public:
  static Json read(json_t* value) {
    switch (json_typeof(value)) {
      case JSON_OBJECT: return read_object(value);
      case JSON_ARRAY: return read_array(value);
      case JSON_STRING:
        return Json{std::string_view{json_string_value(value), json_string_length(value)}};
      case JSON_INTEGER: return Json{static_cast<std::int64_t>(json_integer_value(value))};
      case JSON_REAL: return Json{json_real_value(value)};
      case JSON_TRUE: return Json{true};
      case JSON_FALSE: return Json{false};
      case JSON_NULL: break;
    }
    return {};
  }

 private:
  static Json read_object(json_t* value) {
    Json out = object();
    const char* key = nullptr;
    json_t* member = nullptr;
    json_object_foreach(value, key, member) out.append(key, read(member));
    return out;
  }
  static Json read_array(json_t* value) {
    Json out = array();
    for (std::size_t i = 0; i < json_array_size(value); ++i)
      out.push(read(json_array_get(value, i)));
    return out;
  }
};

Result<Json> Json::parse(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes)
    return failure(Errc::exhausted,
                   "JSON text is longer than " + std::to_string(max_bytes) + " bytes");
  json_error_t error{};
  const Handle<json_t, release> value{
      json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, &error)};
  if (!value) {
    return failure(Errc::invalid_argument, std::string{error.text} + " (line " +
                                               std::to_string(error.line) + ", column " +
                                               std::to_string(error.column) + ")");
  }
  return Reader::read(value.get());
}

}  // namespace base
