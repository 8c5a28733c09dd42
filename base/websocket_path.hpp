// SPDX-License-Identifier: MIT
// The path of the WebSocket (docs/protocol.md), which the front, the signaling server and the REST
// API must agree on.
#pragma once

#include <string_view>

namespace base {

inline constexpr std::string_view kWebSocketPath = "/ws";

}  // namespace base
