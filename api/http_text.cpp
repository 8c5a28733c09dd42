// SPDX-License-Identifier: MIT
#include "api/http_text.hpp"

#include "base/endpoint.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace api {
namespace {

bool has_zero_quality(std::string_view parameters) noexcept {
  const std::size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return false;
  const std::string_view value = base::trim(parameters.substr(q + 2));
  return value.empty() || value.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view element = base::trim(text.substr(0, comma));
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
    const std::string_view element = base::trim(accept_encoding.substr(0, comma));
    const std::size_t semicolon = element.find(';');
    const std::string_view coding = base::trim(element.substr(0, semicolon));
    const bool refused =
        semicolon != std::string_view::npos && has_zero_quality(element.substr(semicolon));
    if (base::equals_ignoring_case(coding, "gzip")) return !refused;
    if (coding == "*") star = !refused;
    if (comma == std::string_view::npos) break;
    accept_encoding.remove_prefix(comma + 1);
  }
  return star;
}

std::optional<std::string> check_host(std::string_view host) {
  std::string text = base::to_lower(host);
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
    if (!base::is_host_name(name.substr(0, colon))) return std::nullopt;
    port = colon == std::string_view::npos ? std::string_view{} : name.substr(colon);
  }
  if (!port.empty() && (port.front() != ':' || !base::parse_port(port.substr(1))))
    return std::nullopt;
  return text;
}

std::string encode_ext_value(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos) out += c;
    else out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return out;
}

std::string websocket_origin(std::string_view origin) {
  constexpr std::string_view kHttp = "http";
  if (!origin.starts_with(kHttp)) return std::string{origin};
  return "ws" + std::string{origin.substr(kHttp.size())};
}

}  // namespace api
