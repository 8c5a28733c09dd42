// SPDX-License-Identifier: MIT
#include "base/redis_url.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/number.hpp"

namespace base {
namespace {

constexpr std::string_view kTcp = "redis://";
constexpr std::string_view kUnix = "unix://";
constexpr unsigned kMostDatabases = 65'536;

auto wrong(std::string what) { return failure(Errc::invalid_argument, std::move(what)); }

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 3986 section 2.1; nullopt for a broken escape and for a zero byte.
std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  return out;
}

Status read_database(std::string_view text, RedisUrl& out) {
  if (text.empty()) return {};
  const auto number = parse_number<unsigned>(text);
  if (!number || *number >= kMostDatabases)
    return wrong("names a database that is no number: \"" + std::string{text} + '"');
  out.database = *number;
  return {};
}

// "user:password@", ":password@"
Status read_user(std::string_view text, RedisUrl& out) {
  const std::size_t colon = text.find(':');
  auto user = unescape(text.substr(0, colon));
  auto password = colon == std::string_view::npos ? std::optional<std::string>{""}
                                                  : unescape(text.substr(colon + 1));
  if (!user || !password) return wrong("has a broken escape (%..) in its user or password");
  out.user = std::move(*user);
  out.password = Secret{std::move(*password)};
  return {};
}

Status read_host(std::string_view text, RedisUrl& out) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return wrong("has a [ without a ]");
    out.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    out.host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (out.host.empty()) return wrong("names no host");
  if (port.empty()) return {};
  const auto number = parse_number<std::uint16_t>(port.substr(1));
  if (port.front() != ':' || !number || *number == 0) return wrong("has a port that is no port");
  out.port = *number;
  return {};
}

}  // namespace

Result<RedisUrl> parse_redis_url(std::string_view text) {
  RedisUrl out;
  if (text.starts_with("rediss://"))
    return wrong(
        "asks for TLS, which this build's Redis library does not have: use a tunnel "
        "(docs/operations.md)");
  const bool tcp = text.starts_with(kTcp);
  if (!tcp && !text.starts_with(kUnix)) return wrong("begins with neither redis:// nor unix://");
  std::string_view rest = text.substr(tcp ? kTcp.size() : kUnix.size());
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    TRY(read_user(rest.substr(0, at), out));
    rest.remove_prefix(at + 1);
  }
  if (tcp) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    TRY(read_host(rest.substr(0, slash), out));
    TRY(read_database(rest.substr(std::min(slash + 1, rest.size())), out));
    return out;
  }
  const std::size_t question = std::min(rest.find('?'), rest.size());
  const auto path = unescape(rest.substr(0, question));
  if (!path || !path->starts_with('/')) return wrong("names no absolute path");
  out.path = *path;
  std::string_view query = rest.substr(question);
  if (query.empty()) return out;
  if (!query.starts_with("?db=")) return wrong("has an unknown parameter: only ?db= is known");
  TRY(read_database(query.substr(4), out));
  return out;
}

}  // namespace base
