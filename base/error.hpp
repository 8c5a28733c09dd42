// SPDX-License-Identifier: MIT
// Error: why something failed, as a code for programs and a sentence for people. A value; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace base {

enum class Errc {
  invalid_argument,  // the caller's input is malformed
  not_found,
  already_exists,
  permission_denied,
  unauthenticated,
  exhausted,    // a limit or a resource ran out
  unavailable,  // the same call may succeed later
  timeout,
  closed,  // the other side went away
  unsupported,
  io,        // the operating system refused
  corrupt,   // stored or received data contradicts itself
  internal,  // our own mistake
};

std::string_view to_string(Errc code) noexcept;

struct Error {
  Errc code = Errc::internal;
  std::string what;
  int os_error = 0;  // errno, where the operating system refused; else 0

  friend bool operator==(const Error&, const Error&) = default;
};

// An `io` error that names the failed call and the text of errno, and keeps errno.
Error errno_error(std::string_view call, int errno_value);

}  // namespace base
