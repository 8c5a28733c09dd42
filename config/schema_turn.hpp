// SPDX-License-Identifier: MIT
// The rows of [turn], for schema.cpp. Constant data; any thread.
#pragma once

#include <span>

#include "config/schema.hpp"

namespace config {

std::span<const Key> turn_rows();

}  // namespace config
