// SPDX-License-Identifier: MIT
// Origins as browsers name them: scheme, host and port. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/endpoint.hpp"

namespace lecternd {

// "meet.example.org" of "https://meet.example.org:8443"; IPv6 keeps its brackets.
std::string host_of_origin(std::string_view origin);
// "https://host:port" of a listener, or "http://host:port". The port is left out where it is the
// scheme's own. `name` stands for a wildcard address.
std::string origin_of(const base::Endpoint& bound, bool tls, std::string_view name);

}  // namespace lecternd
