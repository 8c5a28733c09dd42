// SPDX-License-Identifier: MIT
// The first lines of a request as values: the target split into path and query, the origin that its
// Host stands for. Pure; any thread.
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

// Origin form ("/a?b") and absolute form ("http://host/a?b", RFC 9112 section 3.2.2); whatever else
// becomes a path that no route knows.
Target split_target(std::string_view target);

// "https://host" of a checked Host header; without one (HTTP/1.0) the address that was connected
// to. nullopt for a Host that is none.
std::optional<std::string> make_origin(std::string_view host, const base::Endpoint& local,
                                       bool tls);

}  // namespace api
