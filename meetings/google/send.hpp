// SPDX-License-Identifier: MIT
// How this folder reaches Google: a function that the composition root gives. It blocks, bounded in
// time and size, and follows no redirects. Values.
#pragma once

#include <functional>
#include <string>

#include "base/secret.hpp"

namespace meetings::google {

struct HttpCall {
  std::string method;
  std::string url;
  std::string content_type{};  // of the body; empty: none
  std::string body{};
  base::Secret bearer{};  // the access token; empty: none
};

struct HttpAnswer {
  int status = 0;  // 0: there was none
  std::string body{};
  std::string retry_after{};  // that header; empty: none
};

// `stops` is asked about once a second; true ends the call. Empty: never.
using Send = std::function<HttpAnswer(const HttpCall&, const std::function<bool()>& stops)>;

}  // namespace meetings::google
