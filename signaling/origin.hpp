// SPDX-License-Identifier: MIT
// May a page of this origin open a WebSocket here? Browsers do not ask (no CORS for WebSockets):
// the server must. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signaling {

// `origin` and `host` as the request's headers say them, empty where absent. Allowed: no Origin (no
// browser), the own host (whatever ends TLS in front of us keeps Host, RFC 9110 section 7.2), and
// those in `listed` ("https://meet.example.org"; a path behind it counts for nothing).
bool origin_allowed(std::string_view origin, std::string_view host,
                    const std::vector<std::string>& listed);

}  // namespace signaling
