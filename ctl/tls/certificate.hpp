// SPDX-License-Identifier: MIT
// The certificate that the daemon serves, as its answer to `status` and `tls-install` tells. Pure;
// any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "ctl/tls/renewal.hpp"

namespace ctl::tls {

struct Served {
  std::vector<std::string> names;
  std::string issuer;
  Validity validity;
  std::string origin;  // "acme", "self-signed" or "configured"
};

// nullopt where no listener speaks TLS, or the answer is not understood.
std::optional<Served> read_served(const base::Json& certificate);

// Whether the served certificate is that of the order, and not due for renewal.
bool is_current(const Served& served, const std::vector<std::string>& names, base::WallTime now);

}  // namespace ctl::tls
