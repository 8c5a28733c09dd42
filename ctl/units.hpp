// SPDX-License-Identifier: MIT
// Prints numbers in few characters, for narrow columns. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace ctl {

// "0", "950", "1.2k", "34.5M", "1.2G": three digits, powers of 1000.
std::string short_number(double value);
// "0 B", "1.2 MB": the same with its unit.
std::string short_number(double value, const char* unit);
// "45s", "12m05s", "3h07m", "2d04h"
std::string short_time(std::int64_t seconds);

}  // namespace ctl
