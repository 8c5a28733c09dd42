// SPDX-License-Identifier: MIT
// Whether secrets and keys may travel to and from a URL. Pure; any thread.
#pragma once

#include <string_view>

namespace base {

// True for https://, and for http:// with a name of this machine, because without TLS whoever
// stands on the way reads and changes what travels. A URL with a user or a fragment is refused.
constexpr bool is_secure_url(std::string_view url) noexcept {
  if (url.find_first_of(" \t\r\n\"@#\\") != std::string_view::npos) return false;
  if (url.starts_with("https://")) return url.size() > 8 && url[8] != '/';
  for (const std::string_view here : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    if (!url.starts_with(here)) continue;
    const std::string_view next = url.substr(here.size());
    if (next.empty() || next.front() == ':' || next.front() == '/') return true;
  }
  return false;
}

}  // namespace base
