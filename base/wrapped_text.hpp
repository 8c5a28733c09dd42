// SPDX-License-Identifier: MIT
// Sentences in lines that fit a terminal and a file. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

inline constexpr std::size_t kTerminalColumns = 118;

// Appends `text` behind `first`, broken at spaces into lines of at most `columns`; further lines
// begin with `further`. A word that is longer than a line gets a line of its own.
void append_wrapped(std::string& out, std::string_view first, std::string_view further,
                    std::string_view text, std::size_t columns = kTerminalColumns);

}  // namespace base
