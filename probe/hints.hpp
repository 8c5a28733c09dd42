// SPDX-License-Identifier: MIT
// What a failed step of a TURN dialogue probably means. Pure; any thread.
#pragma once

#include <string>

#include "probe/turn_session.hpp"
#include "probe/turn_test.hpp"

namespace probe {

// No connection, or silence.
std::string hint_for_silence(const base::Error& error, const Way& way);
// An error answer to `method`.
std::string hint_for_code(const Answer& answer, stun::Method method, const TestWish& wish,
                          base::WallTime now);
// Special-use: nobody reaches it from outside.
bool is_public(const base::IpAddress& ip);

}  // namespace probe
