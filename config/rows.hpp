// SPDX-License-Identifier: MIT
// The vocabulary of the rows of the schema: rules, members, and the form of a key in the shipped
// file. Only schema.cpp and schema_*.cpp include it. Constant data; any thread.
#pragma once

#include <chrono>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "config/choices.hpp"
#include "config/external_server.hpp"
#include "config/jwt_issuer.hpp"
#include "config/oidc_provider.hpp"
#include "config/schema.hpp"

namespace config {

inline constexpr std::int64_t kSecond = 1000;  // milliseconds
inline constexpr std::int64_t kMinute = 60 * kSecond;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;

constexpr ValueRule any(Kind kind) { return {.kind = kind}; }
constexpr ValueRule whole_number(std::int64_t least, std::int64_t most) {
  return {.kind = Kind::integer, .least = least, .most = most};
}
constexpr ValueRule duration(std::int64_t least_ms, std::int64_t most_ms) {
  return {.kind = Kind::duration, .least = least_ms, .most = most_ms};
}
constexpr ValueRule size(std::int64_t least, std::int64_t most) {
  return {.kind = Kind::size, .least = least, .most = most};
}
constexpr ValueRule rate(std::int64_t least, std::int64_t most) {
  return {.kind = Kind::rate, .least = least, .most = most};
}
template <class Enum>
constexpr ValueRule one_of() {
  return {.kind = Kind::choice, .choices = kChoiceTexts<Enum>};
}

// The shipped file sets the key to `value`.
constexpr Shipped set_to(std::string_view value, std::string_view note = {}) {
  return {Shipped::As::setting, value, note};
}
// The shipped file has the key as a comment, with its example.
constexpr Shipped commented(std::string_view note = {}) { return {Shipped::As::comment, {}, note}; }

// assign() sets a member from a value. The key's rule has checked the value, so no parser fails.

template <class T>
T item_of(const std::string& text) {
  if constexpr (std::is_same_v<T, std::string>) return text;
  else if constexpr (std::is_same_v<T, base::Secret>) return base::Secret{text};
  else if constexpr (std::is_same_v<T, ExternalAddress>) return *parse_external_address(text);
  else if constexpr (std::is_same_v<T, ExternalServer>) return *parse_external_server(text);
  else if constexpr (std::is_same_v<T, JwtIssuer>) return *parse_jwt_issuer(text);
  else if constexpr (std::is_same_v<T, OidcProvider>) return *parse_oidc_provider(text);
  else if constexpr (std::is_same_v<T, HostPort>) return *parse_host_port(text, kStunPort);
  else return *T::parse(text);
}

inline void assign(bool& to, const Value& value) { to = std::get<bool>(value); }
inline void assign(std::string& to, const Value& value) { to = std::get<std::string>(value); }
template <std::unsigned_integral Number>
void assign(Number& to, const Value& value) {
  to = static_cast<Number>(std::get<std::int64_t>(value));
}
inline void assign(std::chrono::seconds& to, const Value& value) {
  to = std::chrono::seconds{std::get<std::int64_t>(value) / kSecond};
}
template <class Enum>
requires std::is_enum_v<Enum>
void assign(Enum& to, const Value& value) { to = choice_of<Enum>(std::get<std::string>(value)); }
inline void assign(PortRange& to, const Value& value) {
  to = *parse_port_range(std::get<std::string>(value));
}
inline void assign(base::Endpoint& to, const Value& value) {
  to = *base::Endpoint::parse(std::get<std::string>(value));
}
// "" = none
inline void assign(std::optional<base::Endpoint>& to, const Value& value) {
  to = base::Endpoint::parse(std::get<std::string>(value));
}
template <class T>
void assign(std::vector<T>& to, const Value& value) {
  to.clear();
  for (const std::string& item : std::get<TextList>(value)) to.push_back(item_of<T>(item));
}
inline void assign(std::map<std::string, base::Secret, std::less<>>& to, const Value& value) {
  to.clear();
  for (const auto& [name, password] : std::get<TextMap>(value))
    to.emplace(name, base::Secret{password});
}

template <auto First, auto... Rest>
auto& reach(auto& object) {
  if constexpr (sizeof...(Rest) == 0) return object.*First;
  else return reach<Rest...>(object.*First);
}

template <auto... Path>
void store_member(Config& config, const Value& value) {
  assign(reach<Path...>(config), value);
}
template <auto... Path>
void copy_member(Config& to, const Config& from) {
  reach<Path...>(to) = reach<Path...>(from);
}

// The member at the end of a path of member pointers: kMember<&Config::site, &SiteConfig::name>.
template <auto... Path>
inline constexpr Member kMember{.store = store_member<Path...>, .copy = copy_member<Path...>};

}  // namespace config
