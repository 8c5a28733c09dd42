// SPDX-License-Identifier: MIT
// The machine's own addresses and names, and what is made of them: where the relay relays from,
// what a certificate of ours names, what links begin with. Asks the kernel; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "config/config.hpp"

namespace lecternd {

// Of every interface that is up; loopback and link-local ones included.
std::vector<base::IpAddress> interface_addresses();
// The source address of the default route; nothing is sent.
std::optional<base::IpAddress> default_route_source(base::Family family);
std::string machine_name();

// Every public address; if there is none of its family, the default route's source address; if
// there is none, 127.0.0.1.
std::vector<base::IpAddress> default_relay_addresses(
    const std::vector<base::IpAddress>& own, const std::optional<base::IpAddress>& route_source);

// "meet.example.org" of "https://meet.example.org:8443"; IPv6 keeps its brackets.
std::string host_of_origin(std::string_view origin);
// `host:port`, with brackets around a bare IPv6 address.
std::string host_and_port(std::string_view host, std::uint16_t port);
// "https://host:port" of one listener, the port left out where it is the scheme's own. A wildcard
// address becomes `name`.
std::string origin_of(const base::Endpoint& bound, bool tls, std::string_view name);

}  // namespace lecternd
