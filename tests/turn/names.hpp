// SPDX-License-Identifier: MIT
// The names that nearly every test of the relay's core uses: after `using namespace lectern_test`
// they need not be said again. Tests only.
#pragma once

#include <chrono>

#include "tests/turn/relay_test.hpp"

namespace lectern_test {

using namespace std::chrono_literals;
using stun::Attr;
using stun::Builder;
using stun::Method;
using turn::Forward;
using turn::Transport;

}  // namespace lectern_test
