// SPDX-License-Identifier: MIT
#include "base/json_fields.hpp"

#include "base/encoding.hpp"

namespace base {

void JsonFields::refuse(std::string_view name, std::string_view problem) {
  if (!error_) error_ = FieldError{std::string{name}, std::string{problem}};
}

void JsonFields::adopt(const std::string& path, const JsonFields& inner) {
  if (inner.error_) refuse(path + '.' + inner.error_->field, inner.error_->problem);
}

void JsonFields::refuse_type(std::string_view name, std::string_view expected) {
  refuse(name, object_.has(name) ? "must be " + std::string{expected} : "is missing");
}

std::string JsonFields::text(std::string_view name, Size bytes) {
  const Json member = object_[name];
  const auto value = member.as_string();
  if (!value) return refuse_type(name, "a string"), std::string{};
  if (value->size() > bytes.most)
    return refuse(name, "is longer than " + std::to_string(bytes.most) + " bytes"), std::string{};
  if (value->size() >= bytes.least) return std::string{*value};
  refuse(name, value->empty() ? std::string{"must not be empty"}
                              : "is shorter than " + std::to_string(bytes.least) + " bytes");
  return {};
}

std::optional<std::string> JsonFields::optional_text(std::string_view name, Size bytes) {
  if (!has(name)) return std::nullopt;
  return text(name, bytes);
}

bool JsonFields::flag(std::string_view name) {
  const auto value = object_[name].as_bool();
  if (!value) refuse_type(name, "true or false");
  return value.value_or(false);
}

std::optional<bool> JsonFields::optional_flag(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return flag(name);
}

std::int64_t JsonFields::whole(std::string_view name, std::int64_t least, std::int64_t most) {
  const auto value = object_[name].as_integer();
  if (value && *value >= least && *value <= most) return *value;
  const bool bounded = least != std::numeric_limits<std::int64_t>::min() ||
                       most != std::numeric_limits<std::int64_t>::max();
  refuse_type(
      name, bounded ? "a whole number from " + std::to_string(least) + " to " + std::to_string(most)
                    : std::string{"a whole number"});
  return 0;
}

void JsonFields::bytes(std::string_view name, MutableBytes out) {
  const Json member = object_[name];
  const auto text = member.as_string();
  const auto value = text ? decode_base64url(*text) : std::nullopt;
  if (!value || value->size() != out.size())
    return refuse_type(name, std::to_string(out.size()) + " bytes in base64url");
  std::copy(value->begin(), value->end(), out.begin());
}

Json JsonFields::list(std::string_view name, Size items) {
  Json member = object_[name];
  if (member.is_array() && member.size() >= items.least && member.size() <= items.most)
    return member;
  std::string expected = "a list";
  if (items.most != Size{}.most)
    expected +=
        " of " + std::to_string(items.least) + " to " + std::to_string(items.most) + " items";
  else if (items.least != 0) expected += " of at least " + std::to_string(items.least) + " items";
  refuse_type(name, expected);
  return Json::array();
}

}  // namespace base
