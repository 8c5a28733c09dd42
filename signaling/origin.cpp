// SPDX-License-Identifier: MIT
#include "signaling/origin.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace signaling {
namespace {

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

struct Origin {
  std::string_view default_port;  // ":443"
  std::string scheme;
  std::string authority;  // lower case, without the scheme's own port
};

// RFC 6454 section 7; "null" and other schemes are none.
std::optional<Origin> parse_origin(std::string_view text) {
  const std::string all = base::to_lower(text);
  for (const auto& [scheme, port] :
       {std::pair{std::string_view{"https"}, std::string_view{":443"}}, {"http", ":80"}}) {
    const std::string prefix = std::string{scheme} + "://";
    if (!all.starts_with(prefix)) continue;
    const std::string authority = all.substr(prefix.size());
    if (authority.empty() || authority.find_first_of("/?#@ ") != std::string::npos)
      return std::nullopt;
    return Origin{port, std::string{scheme}, std::string{without_suffix(authority, port)}};
  }
  return std::nullopt;
}

}  // namespace

bool origin_allowed(std::string_view origin, std::string_view host,
                    const std::vector<std::string>& listed) {
  if (origin.empty()) return true;
  const auto asking = parse_origin(origin);
  if (!asking) return false;
  if (!host.empty() &&
      without_suffix(base::to_lower(host), asking->default_port) == asking->authority)
    return true;
  return std::any_of(listed.begin(), listed.end(), [&](const std::string& text) {
    // People often configure a whole address: "https://meet.example.org/"
    const std::size_t authority = text.find("://");
    const std::size_t path =
        authority == std::string::npos ? std::string::npos : text.find('/', authority + 3);
    const auto allowed = parse_origin(std::string_view{text}.substr(0, path));
    return allowed && allowed->scheme == asking->scheme && allowed->authority == asking->authority;
  });
}

}  // namespace signaling
