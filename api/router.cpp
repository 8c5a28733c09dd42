// SPDX-License-Identifier: MIT
#include "api/router.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace api {
namespace {

constexpr std::size_t kMaxSegments = 16;

bool is_wildcard(std::string_view segment) noexcept { return segment.starts_with('{'); }

std::vector<std::string_view> split_pattern(std::string_view pattern) {
  std::vector<std::string_view> out;
  while (pattern.starts_with('/')) {
    pattern.remove_prefix(1);
    const std::string_view segment = pattern.substr(0, pattern.find('/'));
    if (!segment.empty()) out.push_back(segment);
    pattern.remove_prefix(segment.size());
  }
  return out;
}

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string>& path) {
  return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                    [](std::string_view expected, const std::string& segment) {
                      return is_wildcard(expected) ? !segment.empty() : expected == segment;
                    });
}

// True also for some bodies without the field: an escape could hide its name.
bool may_name_password(std::string_view body) noexcept {
  return body.find("password") != std::string_view::npos ||
         body.find("\\u") != std::string_view::npos;
}

std::string allow_list(const std::vector<Method>& methods) {
  std::string out;
  for (const Method method : methods) {
    out.append(to_string(method)).append(", ");
    if (method == Method::get) out.append("HEAD, ");
  }
  return out + "OPTIONS";
}

}  // namespace

std::optional<std::vector<std::string>> split_path(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  std::vector<std::string> out;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.empty() && path.empty()) break;  // the trailing slash
    auto decoded = base::decode_percent(segment, false);
    if (!decoded || !base::is_utf8(*decoded) || *decoded == "." || *decoded == "..")
      return std::nullopt;
    if (out.size() == kMaxSegments) return std::nullopt;
    out.push_back(std::move(*decoded));
  }
  return out;
}

Router::Router(const std::vector<Route>& routes) {
  for (const Route& route : routes) {
    std::vector<std::string_view> segments = split_pattern(route.pattern);
    const auto wildcards =
        static_cast<std::size_t>(std::count_if(segments.begin(), segments.end(), is_wildcard));
    entries_.push_back(Entry{route, std::move(segments), wildcards});
    if (route.streaming != nullptr)
      streaming_prefixes_.push_back(route.pattern.substr(0, route.pattern.find('{')));
  }
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.wildcards < b.wildcards; });
}

bool Router::may_stream(std::string_view path) const noexcept {
  return std::any_of(streaming_prefixes_.begin(), streaming_prefixes_.end(),
                     [&](std::string_view prefix) { return path.starts_with(prefix); });
}

bool Router::has_head_route(const std::vector<std::string>& path) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.route.method == Method::head && fits(entry.segments, path);
  });
}

Match Router::match(Method method, std::string_view path, std::string_view body) const {
  Match match;
  const auto segments = split_path(path);
  if (!segments) return match;
  const bool head_has_route = method == Method::head && has_head_route(*segments);
  if (method == Method::head && !head_has_route) method = Method::get;
  std::vector<Method> methods;
  for (const Entry& entry : entries_) {
    if (!fits(entry.segments, *segments)) continue;
    if (std::find(methods.begin(), methods.end(), entry.route.method) != methods.end())
      continue;  // a literal segment won
    methods.push_back(entry.route.method);
    if (entry.route.method != method) continue;
    match.endpoint = entry.route.endpoint;
    match.pattern = entry.route.pattern;
    match.cost = entry.route.cost;
    match.needs = entry.route.needs;
    match.hashing = entry.route.hashing;
    match.streaming = entry.route.streaming;
    match.runs = entry.route.runs;
    if (match.endpoint != nullptr && match.hashing != nullptr && may_name_password(body))
      match.runs = Runs::hasher;
    for (std::size_t i = 0; i < entry.segments.size(); ++i) {
      if (is_wildcard(entry.segments[i])) match.parameters.push_back((*segments)[i]);
    }
  }
  if (!methods.empty()) match.allow = allow_list(methods);
  return match;
}

}  // namespace api
