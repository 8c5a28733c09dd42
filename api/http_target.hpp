// SPDX-License-Identifier: MIT
// The request's target split into path and query, and the origin that its Host names. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"

namespace api {

struct Target {
  std::string path;
  std::string query;
};

// Takes the origin form ("/a?b") and the absolute form ("http://host/a?b", RFC 9112 section 3.2.2).
// Any other text becomes a path that no route knows.
Target split_target(std::string_view target);

// "https://host" of a checked Host header; without one (HTTP/1.0) of the address that the client
// connected to. nullopt for an invalid Host.
std::optional<std::string> make_origin(std::string_view host, const base::Endpoint& local,
                                       bool tls);

}  // namespace api
