// SPDX-License-Identifier: MIT
#include "net/acme_request.hpp"

#include <algorithm>

namespace net {
namespace {

constexpr std::string_view kPrefix = "/.well-known/acme-challenge/";

bool is_base64url(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace

std::optional<std::string> acme_challenge_head(const HttpHead& head) {
  if (head.method != "GET" && head.method != "HEAD") return std::nullopt;
  if (!head.target.starts_with(kPrefix)) return std::nullopt;
  const std::string_view token = head.target.substr(kPrefix.size());
  if (token.empty() || !is_base64url(token)) return std::nullopt;
  std::string own;
  own.append(head.method).append(" ").append(head.target).append(" HTTP/1.1\r\nHost: ");
  return own.append(head.host).append("\r\nConnection: close\r\n\r\n");
}

}  // namespace net
