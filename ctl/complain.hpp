// SPDX-License-Identifier: MIT
// Reports a failure of lecternctl: a line on standard error, and an exit status (lecternctl(1)).
// Main thread.
#pragma once

#include <string>

#include "control/protocol.hpp"

namespace ctl {

// Returns `status`, for `return complain(...)`.
int complain(const std::string& what, int status = 1);
// The daemon's refusal: returns 3 where no daemon answers, else 1. With `json`, the answer also
// goes to standard output.
int complain(const control::Error& error, bool json = false);

}  // namespace ctl
