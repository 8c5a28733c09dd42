// SPDX-License-Identifier: MIT
// Makes a self-signed certificate, so that a new installation speaks TLS at its first start. Uses
// randomness, else pure; any thread.
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

// ECDSA P-256, for server authentication, valid from one day before `now` (clocks differ) to `days`
// after it. `names` holds at least one DNS name (a leading "*." is allowed) or IP address; the
// first is also the subject's common name.
base::Result<PemPair> make_self_signed(const std::vector<std::string>& names, base::WallTime now,
                                       int days);

}  // namespace net
