// SPDX-License-Identifier: MIT
// Makes a self-signed certificate, so that a fresh installation speaks TLS at its first start. Pure
// but for randomness; any thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace net {

struct PemPair {
  std::string certificate;
  base::Secret key;
};

// ECDSA P-256, for server authentication, valid from a day before `now` (clocks differ) to `days`
// after it. `names`: DNS names (a leading "*." is allowed) or IP addresses, at least one; the first
// is also the subject's common name.
base::Result<PemPair> make_self_signed(const std::vector<std::string>& names, base::WallTime now,
                                       int days);

}  // namespace net
