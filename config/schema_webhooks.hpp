// SPDX-License-Identifier: MIT
// The rows of [webhooks], for schema.cpp. Constant data; any thread.
#pragma once

#include <span>

#include "config/schema.hpp"

namespace config {

std::span<const Key> webhook_rows();

}  // namespace config
