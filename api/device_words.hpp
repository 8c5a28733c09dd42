// SPDX-License-Identifier: MIT
// A few words for people about the program and the machine that a User-Agent names, such as
// "Firefox on Linux". The words come from the tables of this file, or are the name of the first
// product; so a client cannot put other text into them. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "api/request.hpp"
#include "meetings/client.hpp"

namespace api {

// Empty for a User-Agent that says nothing. At most 40 characters of ASCII.
std::string device_words(std::string_view user_agent);

// Who sends this request.
meetings::Client client_of(const Request& request);

}  // namespace api
