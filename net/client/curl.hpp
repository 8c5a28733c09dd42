// SPDX-License-Identifier: MIT
// What the clients over libcurl share: its start and its handles. For the .cpp files of this folder
// that use libcurl. Any thread.
#pragma once

#include <curl/curl.h>

#include <string_view>

#include "base/handle.hpp"

namespace net::client {

using CurlEasy = base::Handle<CURL, curl_easy_cleanup>;
using CurlList = base::Handle<curl_slist, curl_slist_free_all>;

// Starts the library once for the process, which ignores SIGPIPE from then on. False if it does not
// start.
bool curl_ready();

// libcurl writes texts between the line ends of a protocol: this one has no line end of its own.
bool is_one_line(std::string_view text) noexcept;

}  // namespace net::client
