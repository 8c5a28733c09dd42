// SPDX-License-Identifier: MIT
// OpenSSL writes to its socket without MSG_NOSIGNAL: with SIGPIPE at its default, a peer that is
// gone would end the process.
#pragma once

#include <csignal>

namespace net {

// For the whole process; more than once does no harm. Any thread.
inline void ignore_sigpipe() noexcept { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace net
