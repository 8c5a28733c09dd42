// SPDX-License-Identifier: MIT
// The way to Google over net/client: 15 seconds and 256 KiB for each call, no redirects. Any
// thread.
#pragma once

#include <string>

#include "meetings/google/send.hpp"

namespace meetings::notify {

// `ca_file`: PEM; empty: the system's authorities.
google::Send google_http(std::string ca_file);

}  // namespace meetings::notify
