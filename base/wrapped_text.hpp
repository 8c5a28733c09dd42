// SPDX-License-Identifier: MIT
// Breaks text into lines that fit a terminal. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace base {

// Appends `text` behind `first`, broken at spaces. Each further line begins with `further`. A word
// that is longer than a line stands on a line of its own.
void append_wrapped(std::string& out, std::string_view first, std::string_view further,
                    std::string_view text);

}  // namespace base
