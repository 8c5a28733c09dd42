// SPDX-License-Identifier: MIT
// The rows of [recordings], for schema.cpp. Constant data; any thread.
#pragma once

#include <span>

#include "config/schema.hpp"

namespace config {

std::span<const Key> recordings_rows();

}  // namespace config
