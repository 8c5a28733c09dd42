// SPDX-License-Identifier: MIT
// CSV (RFC 4180) that is safe to open in a spreadsheet. Pure; any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace api {

// One field. A text that a spreadsheet would take for a formula gets an apostrophe in front, which
// a spreadsheet shows as text; quotation marks surround what needs them.
std::string csv_field(std::string_view text);
// One record with its line break.
std::string csv_record(std::initializer_list<std::string_view> fields);

}  // namespace api
