// SPDX-License-Identifier: MIT
// The rows of [google], for schema.cpp. Constant data; any thread.
#pragma once

#include <span>

#include "config/schema.hpp"

namespace config {

std::span<const Key> google_rows();

}  // namespace config
