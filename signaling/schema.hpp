// SPDX-License-Identifier: MIT
// The JSON Schema (2020-12) of every message, signaling/signaling.schema.json, as text. Any thread.
#pragma once

#include <string_view>

namespace signaling {

std::string_view schema() noexcept;

}  // namespace signaling
