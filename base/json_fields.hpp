// SPDX-License-Identifier: MIT
// JsonFields: typed reading of one JSON object with a sticky error: read all fields, then ask
// error() once. The error names the first field that was refused; each caller says it in its own
// words. Unknown members are ignored. null counts as absent, except for a required field. One
// thread.
//
//   base::JsonFields in{json};
//   Join join{in.text("meetingId", {1, 64}), in.optional_text("name", {0, 128})};
//   if (in.error()) return refuse(in.error()->print());
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/bytes.hpp"
#include "base/json.hpp"

namespace base {

struct FieldError {
  std::string field;    // "name", "offer.sdp", "candidates[3].sdpMid"
  std::string problem;  // "is missing", "must be a string", "is longer than 64 bytes"

  // "offer.sdp is missing"
  std::string print() const { return field + " " + problem; }
};

// How many bytes a text has, or how many items a list.
struct Size {
  std::size_t least = 0;
  std::size_t most = std::numeric_limits<std::size_t>::max();
};

class JsonFields {
 public:
  // If the value is no object, every field is missing.
  explicit JsonFields(Json object) noexcept : object_(std::move(object)) {}

  bool ok() const noexcept { return !error_; }
  const std::optional<FieldError>& error() const noexcept { return error_; }
  const Json& json() const noexcept { return object_; }
  // True where the field is there and not null.
  bool has(std::string_view name) const noexcept { return !object_[name].is_null(); }

  // A refused field reads as an empty value ("", 0, false, nullopt).
  std::string text(std::string_view name, Size bytes = {});
  std::optional<std::string> optional_text(std::string_view name, Size bytes = {});
  bool flag(std::string_view name);
  std::optional<bool> optional_flag(std::string_view name);

  // A whole number from `least` to `most`. JSON's numbers end at 2^63 - 1 here, also for
  // std::uint64_t.
  template <std::integral T>
  T number(std::string_view name, T least = std::numeric_limits<T>::min(),
           T most = std::numeric_limits<T>::max()) {
    return static_cast<T>(whole(name, as_signed(least), as_signed(most)));
  }
  template <std::integral T>
  std::optional<T> optional_number(std::string_view name, T least = std::numeric_limits<T>::min(),
                                   T most = std::numeric_limits<T>::max()) {
    if (!has(name)) return std::nullopt;
    return number<T>(name, least, most);
  }

  // A text that `parse` turns into a value: a function from std::string_view to std::optional<T>,
  // such as Endpoint::parse. `expected` ends the sentence "must be …" where it returns nullopt.
  template <class Parse>
  auto parsed(std::string_view name, Parse parse, std::string_view expected) {
    using Value = typename std::invoke_result_t<Parse, std::string_view>::value_type;
    const Json member = object_[name];
    const auto given = member.as_string();
    auto value = given ? parse(*given) : std::nullopt;
    if (!value) refuse_type(name, expected);
    return value ? std::move(*value) : Value{};
  }

  // Exactly out.size() bytes, written as base64url without padding. A refused field leaves `out`
  // as it is.
  void bytes(std::string_view name, MutableBytes out);

  // An object; its fields are read by `read(JsonFields&)`, which is not called where the member is
  // none. An error inside is this object's error, too, under the path "name.field".
  template <class Read>
  void object(std::string_view name, Read read) {
    Json member = object_[name];
    if (!member.is_object()) return refuse_type(name, "an object");
    nested(std::string{name}, std::move(member), read);
  }

  // An array; empty where it is refused.
  Json list(std::string_view name, Size items = {});
  // An array whose items are objects, each read by `read(JsonFields&)` up to the first error.
  template <class Read>
  void each_object(std::string_view name, Size items, Read read) {
    const Json all = list(name, items);
    for (std::size_t i = 0; i < all.size() && ok(); ++i) {
      const std::string path = std::string{name} + '[' + std::to_string(i) + ']';
      Json item = all.at(i);
      if (item.is_object()) nested(path, std::move(item), read);
      else refuse(path, "must be an object");
    }
  }

  // Refuses a field for a rule of the caller's; an earlier error stays.
  void refuse(std::string_view name, std::string_view problem);
  // Takes over the error, if any, of fields that were read from the member at `path`.
  void adopt(const std::string& path, const JsonFields& inner);

 private:
  template <std::integral T>
  static constexpr std::int64_t as_signed(T value) noexcept {
    if constexpr (std::is_same_v<T, std::uint64_t>) {
      constexpr std::uint64_t last = std::numeric_limits<std::int64_t>::max();
      return static_cast<std::int64_t>(std::min(value, last));
    } else {
      return value;
    }
  }
  template <class Read>
  void nested(const std::string& path, Json object, Read& read) {
    JsonFields inner{std::move(object)};
    read(inner);
    adopt(path, inner);
  }
  std::int64_t whole(std::string_view name, std::int64_t least, std::int64_t most);
  // "is missing", or "must be …" where the field is there.
  void refuse_type(std::string_view name, std::string_view expected);

  Json object_;
  std::optional<FieldError> error_;
};

}  // namespace base
