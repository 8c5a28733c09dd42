// SPDX-License-Identifier: MIT
#include "base/error.hpp"

#include <system_error>

namespace base {

std::string_view to_string(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument: return "invalid_argument";
    case Errc::not_found: return "not_found";
    case Errc::already_exists: return "already_exists";
    case Errc::permission_denied: return "permission_denied";
    case Errc::unauthenticated: return "unauthenticated";
    case Errc::exhausted: return "exhausted";
    case Errc::unavailable: return "unavailable";
    case Errc::timeout: return "timeout";
    case Errc::closed: return "closed";
    case Errc::unsupported: return "unsupported";
    case Errc::io: return "io";
    case Errc::corrupt: return "corrupt";
    case Errc::internal: return "internal";
  }
  return "unknown";
}

Error errno_error(std::string_view call, int errno_value) {
  std::string what{call};
  what += ": ";
  what += std::generic_category().message(errno_value);
  return Error{Errc::io, std::move(what), errno_value};
}

}  // namespace base
