// SPDX-License-Identifier: MIT
// Tells a value that a template left in its place: "${SECRET}", "{{ secret }}", "<secret>",
// "CHANGE_ME". Pure; any thread.
#pragma once

#include <string_view>

namespace base {

bool is_placeholder(std::string_view text);

}  // namespace base
