// SPDX-License-Identifier: MIT
// OpenSSL writes to its socket without MSG_NOSIGNAL. With SIGPIPE at its default, writing to a peer
// that is gone would end the process.
#pragma once

#include <csignal>

namespace net {

// Ignores SIGPIPE for the whole process; may be called several times. Any thread.
inline void ignore_sigpipe() noexcept { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace net
