// SPDX-License-Identifier: MIT
// Fields: the JSON object in a request's body, read field by field with a sticky first error: read
// all, then ask problem(). Fields checks types only; the domain checks the values. Unknown fields
// are ignored. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "api/request.hpp"
#include "base/json_fields.hpp"
#include "base/time.hpp"

namespace api {

class Fields {
 public:
  // Refuses another content type with 415, and a body that is not a JSON object with 400.
  static base::Result<Fields, Problem> read(const Request& request);
  // The same, but takes an empty body for {}: for requests whose fields are all optional.
  static base::Result<Fields, Problem> read_optional(const Request& request);

  // A required field. If it is missing, returns an empty text and sets problem().
  std::string text(std::string_view name);
  // nullopt if the field is absent or null, and after any refused field.
  std::optional<std::string> optional_text(std::string_view name);
  std::optional<std::int64_t> optional_integer(std::string_view name);
  std::optional<bool> optional_flag(std::string_view name);
  std::optional<std::vector<std::int64_t>> optional_integers(std::string_view name,
                                                             std::size_t most);
  // A time in ISO 8601, such as 2026-11-22T15:04:05Z.
  std::optional<base::WallTime> optional_time(std::string_view name);
  // An array of texts, at most `most` of them.
  std::vector<std::string> texts(std::string_view name, std::size_t most);
  std::optional<std::vector<std::string>> optional_texts(std::string_view name, std::size_t most);
  // A word of a closed list.
  template <class T>
  std::optional<T> word(std::string_view name, std::optional<T> (*parse)(std::string_view)) {
    if (text(name); !problem_) return optional_word(name, parse);
    return std::nullopt;
  }
  template <class T>
  std::optional<T> optional_word(std::string_view name,
                                 std::optional<T> (*parse)(std::string_view)) {
    const auto text = optional_text(name);
    if (!text) return std::nullopt;
    auto value = parse(*text);
    if (!value) refuse(name, "\"" + std::string{name} + "\" has no value of that name.");
    return value;
  }
  // An object, whose members `read` reads; a problem names them as "name.member". Absent or null:
  // `read` is not called.
  void optional_object(std::string_view name, const std::function<void(Fields&)>& read);
  // True if the field is exactly this text.
  bool is_text(std::string_view name, std::string_view text) const;
  // True if the field is present and null, by which a change takes a value away.
  bool is_null(std::string_view name) const;

  // The refusal of the first ill-typed or missing field.
  const std::optional<Problem>& problem() const noexcept { return problem_; }

 private:
  explicit Fields(base::Json object) : in_(std::move(object)) {}
  void refuse(std::string_view name, std::string detail);
  // Turns the error of `in_`, if it is new, into the problem "The field … must be `expected`."
  void note_error(std::string_view name, std::string_view expected);

  base::JsonFields in_;
  std::optional<Problem> problem_;
};

}  // namespace api
