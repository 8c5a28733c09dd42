// SPDX-License-Identifier: MIT
// Listeners: the addresses on which the daemon accepts connections, with the ports that the kernel
// chose where the configuration says port 0. A value; any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/endpoint.hpp"
#include "base/json.hpp"
#include "base/listen_address.hpp"

namespace lecternd {

struct Listeners {
  std::vector<base::Endpoint> http;           // serve pages in the clear
  std::vector<base::Endpoint> https;          // serve pages and TURN over TLS
  std::vector<base::Endpoint> redirect;       // redirect to https
  std::vector<base::ListenAddress> turn;      // serve TURN over UDP and TCP
  std::vector<base::ListenAddress> turn_tls;  // serve TURN over TLS (TCP) and DTLS (UDP) only
  std::optional<base::Endpoint> metrics;

  // An object: an array of "address:port" for each list, and "metrics", a string or null. A
  // listener that takes one carrier only is "udp:address:port" or "tcp:address:port".
  base::Json to_json() const;
  std::vector<base::Endpoint> endpoints() const;  // of all of them
};

}  // namespace lecternd
