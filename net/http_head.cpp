// SPDX-License-Identifier: MIT
#include "net/http_head.hpp"

#include <algorithm>

#include "base/endpoint.hpp"
#include "base/text.hpp"

namespace net {
namespace {

constexpr std::string_view kEnd = "\r\n\r\n";
constexpr std::size_t kLongestMethod = 32;

bool is_method(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestMethod &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

bool is_visible(std::string_view text) noexcept {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// Removes the first line from `rest` and returns it without its end.
std::string_view take_line(std::string_view& rest) noexcept {
  const std::size_t end = std::min(rest.find("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 2, rest.size()));
  return line;
}

// RFC 9112 section 3.2: "/path?query", "http://host/path?query", "*" or "host:port".
std::string_view path_of(std::string_view target) noexcept {
  if (const auto scheme = target.find("://");
      scheme != std::string_view::npos && !target.starts_with('/')) {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view{"/"} : target.substr(slash);
  }
  return target.substr(0, target.find('?'));
}

// False where there is a second Host field (RFC 9112 section 3.2: "MUST respond with a 400").
bool read_host(std::string_view fields, HttpHead& head) noexcept {
  bool seen = false;
  while (!fields.empty()) {
    const std::string_view line = take_line(fields);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos ||
        !base::equals_ignoring_case(line.substr(0, colon), "host"))
      continue;
    if (seen) return false;
    seen = true;
    head.host = base::trim(line.substr(colon + 1));
  }
  return true;
}

// The host without its port; nullopt where it is neither a host name nor an address.
std::optional<std::string_view> host_name(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos || !base::IpAddress::parse(host.substr(1, end - 1)))
      return std::nullopt;
    return host.substr(0, end + 1);
  }
  host = host.substr(0, host.find(':'));
  return base::is_host_name(host) ? std::optional{host} : std::nullopt;
}

}  // namespace

std::optional<std::size_t> find_head_end(std::string_view text, std::size_t scanned) noexcept {
  const std::size_t from = scanned < kEnd.size() ? 0 : scanned - (kEnd.size() - 1);
  const auto at = text.find(kEnd, from);
  if (at == std::string_view::npos) return std::nullopt;
  return at + kEnd.size();
}

HeadParse parse_http_head(std::string_view text) noexcept {
  std::string_view rest = text;
  const std::string_view line = take_line(rest);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return {};
  HeadParse parsed;
  HttpHead& head = parsed.head;
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_method(head.method) || !is_visible(head.target) || !version.starts_with("HTTP/"))
    return {};
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    parsed.verdict = HeadVerdict::unsupported_version;
    return parsed;
  }
  head.path = path_of(head.target);
  if (!read_host(rest, head)) return {};
  parsed.verdict = HeadVerdict::good;
  return parsed;
}

std::optional<std::string> https_location(const HttpHead& head, std::uint16_t https_port) {
  const auto name = host_name(head.host);
  if (!name || !head.target.starts_with('/')) return std::nullopt;
  std::string location = "https://" + std::string{*name};
  if (https_port != 443) location += ':' + std::to_string(https_port);
  return location.append(head.target);
}

}  // namespace net
