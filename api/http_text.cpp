// SPDX-License-Identifier: MIT
#include "api/http_text.hpp"

#include <algorithm>

#include "base/endpoint.hpp"

namespace api {
namespace {

constexpr std::string_view kBlank = " \t";

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_port(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5 ||
      text.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value >= 1 && value <= 65535;
}

// RFC 1123 section 2.1 labels; an underscore is seen in practice and harmless.
bool is_host_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 253 || name.front() == '.' || name.front() == '-') return false;
  char last = '.';
  for (const char c : name) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!word && (c != '.' || last == '.')) return false;
    last = c;
  }
  return true;
}

bool has_zero_quality(std::string_view parameters) noexcept {
  const std::size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return false;
  const std::string_view value = trim(parameters.substr(q + 2));
  return value.empty() || value.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string to_lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view element = trim(text.substr(0, comma));
    if (!element.empty()) out.push_back(element);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) noexcept {
  bool star = false;
  while (!accept_encoding.empty()) {
    const std::size_t comma = accept_encoding.find(',');
    const std::string_view element = trim(accept_encoding.substr(0, comma));
    const std::size_t semicolon = element.find(';');
    const std::string_view coding = trim(element.substr(0, semicolon));
    const bool refused =
        semicolon != std::string_view::npos && has_zero_quality(element.substr(semicolon));
    if (equal_ignoring_case(coding, "gzip")) return !refused;
    if (coding == "*") star = !refused;
    if (comma == std::string_view::npos) break;
    accept_encoding.remove_prefix(comma + 1);
  }
  return star;
}

std::optional<std::string> check_host(std::string_view host) {
  std::string text = to_lower(host);
  std::string_view name = text;
  std::string_view port;
  if (name.starts_with('[')) {
    const std::size_t end = name.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto ip = base::IpAddress::parse(name.substr(1, end - 1));
    if (!ip || !ip->is_v6()) return std::nullopt;
    port = name.substr(end + 1);
  } else {
    const std::size_t colon = name.find(':');
    if (!is_host_name(name.substr(0, colon))) return std::nullopt;
    port = colon == std::string_view::npos ? std::string_view{} : name.substr(colon);
  }
  if (!port.empty() && (port.front() != ':' || !is_port(port.substr(1)))) return std::nullopt;
  return text;
}

std::string websocket_origin(std::string_view origin) {
  constexpr std::string_view kHttp = "http";
  if (!origin.starts_with(kHttp)) return std::string{origin};
  return "ws" + std::string{origin.substr(kHttp.size())};
}

}  // namespace api
