// SPDX-License-Identifier: MIT
#include "api/fields.hpp"

#include "base/text.hpp"

namespace api {
namespace {

bool is_json(std::string_view content_type) noexcept {
  const std::size_t semicolon = content_type.find(';');
  if (!base::equals_ignoring_case(base::trim(content_type.substr(0, semicolon)),
                                  "application/json"))
    return false;
  if (semicolon == std::string_view::npos) return true;
  // RFC 8259 section 11 defines no parameter; clients send charset=utf-8 all the same.
  const std::string parameter = base::to_lower(base::trim(content_type.substr(semicolon + 1)));
  return parameter.empty() || parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"";
}

}  // namespace

base::Result<Fields, Problem> Fields::read(const Request& request) {
  if (!is_json(request.header("content-type"))) return base::failure(unsupported_media_type());
  auto json = base::Json::parse(request.body);
  if (!json) return base::failure(bad_json("The body is not JSON: " + json.error().what + "."));
  if (!json->is_object()) return base::failure(bad_json("The body must be a JSON object."));
  return Fields{std::move(*json)};
}

base::Result<Fields, Problem> Fields::read_optional(const Request& request) {
  if (request.body.empty()) return Fields{base::Json::object()};
  return read(request);
}

void Fields::note_error(std::string_view name, std::string_view expected) {
  if (problem_ || in_.ok()) return;
  problem_ = bad_field(
      name, "The field \"" + std::string{name} + "\" must be " + std::string{expected} + ".");
}

std::string Fields::text(std::string_view name) {
  std::string value = in_.text(name);
  note_error(name, "given as text");
  return value;
}

std::optional<std::string> Fields::optional_text(std::string_view name) {
  auto value = in_.optional_text(name);
  note_error(name, "text");
  return in_.ok() ? std::move(value) : std::nullopt;
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name) {
  const auto value = in_.optional_number<std::int64_t>(name);
  note_error(name, "a whole number");
  return in_.ok() ? value : std::nullopt;
}

std::optional<bool> Fields::optional_flag(std::string_view name) {
  const auto value = in_.optional_flag(name);
  note_error(name, "true or false");
  return in_.ok() ? value : std::nullopt;
}

void Fields::refuse(std::string_view name, std::string detail) {
  if (!problem_) problem_ = bad_field(name, std::move(detail));
}

std::optional<base::WallTime> Fields::optional_time(std::string_view name) {
  const auto text = optional_text(name);
  if (!text) return std::nullopt;
  const auto value = base::parse_iso8601(*text);
  if (!value)
    refuse(name, "\"" + std::string{name} + "\" must be a time such as 2026-11-22T15:04:05Z.");
  return value ? std::optional{*value} : std::nullopt;
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t most) {
  auto list = optional_texts(name, most);
  if (!list) refuse(name, "The field \"" + std::string{name} + "\" must be a list of texts.");
  return std::move(list).value_or(std::vector<std::string>{});
}

std::optional<std::vector<std::string>> Fields::optional_texts(std::string_view name,
                                                               std::size_t most) {
  const base::Json list = in_.json()[name];
  if (list.is_null()) return std::nullopt;
  std::vector<std::string> texts;
  const bool fits = list.is_array() && list.size() <= most;
  if (fits) {
    for (const base::Json& item : list.items()) {
      if (item.is_string()) texts.push_back(item.text());
    }
  }
  if (!fits || texts.size() != list.size())
    refuse(name, "The field \"" + std::string{name} + "\" must be a list of at most " +
                     std::to_string(most) + " texts.");
  return texts;
}

std::optional<std::vector<std::int64_t>> Fields::optional_integers(std::string_view name,
                                                                   std::size_t most) {
  const base::Json list = in_.json()[name];
  if (list.is_null()) return std::nullopt;
  std::vector<std::int64_t> numbers;
  const bool fits = list.is_array() && list.size() <= most;
  if (fits) {
    for (const base::Json& item : list.items()) {
      if (const auto number = item.as_integer()) numbers.push_back(*number);
    }
  }
  if (!fits || numbers.size() != list.size())
    refuse(name, "The field \"" + std::string{name} + "\" must be a list of at most " +
                     std::to_string(most) + " whole numbers.");
  return numbers;
}

void Fields::optional_object(std::string_view name, const std::function<void(Fields&)>& read) {
  const base::Json object = in_.json()[name];
  if (object.is_null()) return;
  if (!object.is_object())
    return refuse(name, "The field \"" + std::string{name} + "\" must be an object.");
  Fields inner{object};
  read(inner);
  if (problem_ || !inner.problem_) return;
  problem_ = *inner.problem_;
  problem_->field = std::string{name} + '.' + problem_->field;
}

bool Fields::is_text(std::string_view name, std::string_view text) const {
  const base::Json value = in_.json()[name];
  return value.as_string() == text;
}

bool Fields::is_null(std::string_view name) const {
  return in_.json().has(name) && in_.json()[name].is_null();
}

}  // namespace api
