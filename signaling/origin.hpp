// SPDX-License-Identifier: MIT
// Decides whether a page of an origin may open a WebSocket. CORS does not cover WebSockets, so the
// server must check. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signaling {

// `origin` and `host` are the request's headers, empty if absent. Allows a request without Origin
// (browsers always send one), the own host (a TLS proxy in front keeps Host, RFC 9110 section 7.2),
// and the origins in `listed` ("https://meet.example.org"; a path after it has no effect).
bool origin_allowed(std::string_view origin, std::string_view host,
                    const std::vector<std::string>& listed);

}  // namespace signaling
