// SPDX-License-Identifier: MIT
#include "ctl/tls/renewal.hpp"

namespace ctl::tls {

base::WallTime renewal_time(const Validity& validity) noexcept {
  return validity.until - (validity.until - validity.from) / 3;
}

bool is_late(const Validity& validity, base::WallTime now) noexcept {
  return now >= validity.until - (validity.until - validity.from) / 6;
}

}  // namespace ctl::tls
