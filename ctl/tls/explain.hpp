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

}  // namespace ctl::tls
