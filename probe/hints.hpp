// SPDX-License-Identifier: MIT
// Explains the probable cause of a failed step of a TURN dialogue. Pure; any thread.
#pragma once

#include <string>

#include "probe/turn_session.hpp"
#include "probe/turn_test.hpp"

namespace probe {

// For a connection that failed, or a server that does not answer. Empty where the cause is unclear.
std::string hint_for_silence(const base::Error& error, const Way& way);
// For an error answer to `method`. Empty where the code is not known.
std::string hint_for_code(const Answer& answer, stun::Method method, const TestWish& wish,
                          base::WallTime now);
// Whether the address can be reached from outside: it is in no special-use range.
bool is_public(const base::IpAddress& ip);

}  // namespace probe
