// SPDX-License-Identifier: MIT
// Says in plain sentences why no certificate came, and what to do. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "ctl/tls/order.hpp"

namespace ctl::tls {

struct Explanation {
  std::string code;  // kebab-case, stable
  std::string text;  // what happened, and what to do
};

// `output` is everything that uacme has printed before it failed. Control characters of it are
// harmless in the result.
Explanation explain_failure(std::string_view output, const Order& order);

// Whether it failed because the server did not take the nonce of a request. That says nothing of
// the request, which may be sent again with another nonce (RFC 8555 section 6.5).
bool is_bad_nonce(std::string_view output);

}  // namespace ctl::tls
