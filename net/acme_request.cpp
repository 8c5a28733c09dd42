// SPDX-License-Identifier: MIT
#include "net/acme_request.hpp"

#include <algorithm>

namespace net {
namespace {

constexpr std::string_view kPrefix = "/.well-known/acme-challenge/";

}  // namespace

bool is_acme_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

std::optional<std::string_view> acme_token(const HttpHead& head) noexcept {
  if (head.method != "GET" && head.method != "HEAD") return std::nullopt;
  if (!head.target.starts_with(kPrefix)) return std::nullopt;
  const std::string_view token = head.target.substr(kPrefix.size());
  return is_acme_token(token) ? std::optional{token} : std::nullopt;
}

}  // namespace net
