// SPDX-License-Identifier: MIT
// The links that lecternd prints and `lecternctl link` asks for. page_origin() is pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "daemon/listeners.hpp"

namespace lecternd {

struct Links {
  std::string url;  // the page to open: an origin
  std::optional<std::string>
      admin_link;  // makes its opener the first admin; absent once there is one
};

// Returns [site] public_url, else the origin of the first listener that serves pages. `machine`
// stands for a wildcard address. Errors: unavailable where every listener only redirects.
base::Result<std::string> page_origin(const config::Config& config, const Listeners& listeners,
                                      std::string_view machine);

}  // namespace lecternd
