// SPDX-License-Identifier: MIT
#include "api/request.hpp"

#include <array>
#include <utility>

#include "base/encoding.hpp"

namespace api {
namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> kMethods{{
    {"GET", Method::get},
    {"HEAD", Method::head},
    {"POST", Method::post},
    {"PUT", Method::put},
    {"PATCH", Method::patch},
    {"DELETE", Method::delete_},
    {"OPTIONS", Method::options},
}};

}  // namespace

Method parse_method(std::string_view text) noexcept {
  for (const auto& [name, method] : kMethods) {
    if (name == text) return method;
  }
  return Method::other;
}

std::string_view to_string(Method method) noexcept {
  for (const auto& [name, value] : kMethods) {
    if (value == method) return name;
  }
  return "other";
}

std::string_view Request::header(std::string_view name) const {
  const auto found = headers.find(std::string{name});
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<std::string> Request::query_value(std::string_view name) const {
  return form_value(query, name);
}

std::optional<std::string> form_value(std::string_view form, std::string_view name) {
  std::string_view rest = form;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(pair.size() < rest.size() ? pair.size() + 1 : pair.size());
    const std::size_t equals = pair.find('=');
    if (base::decode_percent(pair.substr(0, equals), true) != name) continue;
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    auto decoded = base::decode_percent(value, true);
    const bool plain =
        decoded && base::is_utf8(*decoded) && decoded->find('\0') == std::string::npos;
    return plain ? std::move(*decoded) : std::string{value};
  }
  return std::nullopt;
}

}  // namespace api
