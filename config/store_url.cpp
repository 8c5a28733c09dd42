// SPDX-License-Identifier: MIT
#include "config/store_url.hpp"

#include <algorithm>
#include <cstddef>

namespace config {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kMask = "********";

bool is_postgres_url(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

// The password of "user:password@" behind the scheme.
void mask_user(std::string& url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string::npos) return;
  const std::size_t end = std::min(url.find_first_of("/?", begin + 3), url.size());
  const std::size_t at = url.rfind('@', end);
  const std::size_t colon = url.find(':', begin + 3);
  if (at == std::string::npos || at < begin + 3 || colon > at) return;
  url.replace(colon + 1, at - colon - 1, kMask);
}

// "password=…" and "sslpassword=…" among the parameters.
void mask_parameters(std::string& url) {
  constexpr std::string_view kWord = "password=";
  for (std::size_t at = url.find('?'); at != std::string::npos;) {
    at = url.find(kWord, at);
    if (at == std::string::npos) return;
    at += kWord.size();
    url.replace(at, std::min(url.find('&', at), url.size()) - at, kMask);
  }
}

}  // namespace

base::Result<StoreUrl> parse_store_url(std::string_view text) {
  if (text == "sqlite") return StoreUrl{};
  if (is_postgres_url(text)) return StoreUrl{{}, std::string{text}};
  if (text.starts_with(kSqlite) && text.size() > kSqlite.size())
    return StoreUrl{std::string{text.substr(kSqlite.size())}, {}};
  return base::failure(base::Errc::invalid_argument,
                       "wants \"sqlite\", \"sqlite:PATH\" or \"postgresql://…\"");
}

bool is_postgres_url_or_empty(std::string_view text) {
  return text.empty() || is_postgres_url(text);
}

std::string mask_store_url(std::string_view text) {
  std::string url{text};
  mask_user(url);
  mask_parameters(url);
  return url;
}

}  // namespace config
