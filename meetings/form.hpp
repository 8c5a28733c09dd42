// SPDX-License-Identifier: MIT
// The fields of a form, or of a query, as application/x-www-form-urlencoded (RFC 6749 appendix B).
// Pure; any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace meetings {

// Letters, digits and "-._~" stay; every other byte becomes %XX.
std::string encode_form(std::string_view text);

// "name=value&…", in their order. The names are sent as they are.
std::string print_form(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

}  // namespace meetings
