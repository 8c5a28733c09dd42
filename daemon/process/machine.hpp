// SPDX-License-Identifier: MIT
// The name of this machine, and what it lets this process have. Asks the kernel; any thread. Its
// addresses: see Network.
#pragma once

#include <cstddef>
#include <string>

namespace lecternd {

// The host name, or "localhost" where it is empty.
std::string machine_name();
// The IANA name of the zone in which this machine shows times; "UTC" where it does not say.
std::string machine_timezone();
// How many descriptors this process may have open (RLIMIT_NOFILE).
std::size_t descriptor_limit();
// The first descriptor that strangers cannot make this process open. The numbers from it up to
// `limit` stay for health checks, metrics, the control socket and the store. 0: no limit.
int descriptor_ceiling(std::size_t limit) noexcept;

}  // namespace lecternd
