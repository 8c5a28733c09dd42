// SPDX-License-Identifier: MIT
// lectern-acme.timer, which renews the certificate every day where systemd runs. Blocks; main
// thread.
#pragma once

#include <string>

namespace ctl::tls {

inline constexpr const char* kTimer = "lectern-acme.timer";

// Starts the timer now and at every boot. Returns a sentence about who renews from now on.
std::string enable_timer();
// The same sentence, without a change.
std::string describe_timer();

}  // namespace ctl::tls
