// SPDX-License-Identifier: MIT
// Sentences in lines that fit a terminal and a file. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace base {

// `text` behind `first`, broken at spaces; further lines stand behind `further`. A word that is
// longer than a line has one of its own.
void append_wrapped(std::string& out, std::string_view first, std::string_view further,
                    std::string_view text);

}  // namespace base
