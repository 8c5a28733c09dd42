// SPDX-License-Identifier: MIT
// The rows of [mail], for schema.cpp. Constant data; any thread.
#pragma once

#include <span>

#include "config/schema.hpp"

namespace config {

std::span<const Key> mail_rows();

}  // namespace config
