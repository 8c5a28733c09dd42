// SPDX-License-Identifier: MIT
#include "net/client/curl.hpp"

#include <algorithm>

#include "net/sigpipe.hpp"

namespace net::client {

// curl_global_init is not thread-safe in old versions of libcurl; the initialization of a local
// static is. libcurl leaves SIGPIPE to the program because of CURLOPT_NOSIGNAL.
bool curl_ready() {
  ignore_sigpipe();
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  return code == CURLE_OK;
}

bool is_one_line(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

}  // namespace net::client
