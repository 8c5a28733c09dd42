// SPDX-License-Identifier: MIT
// When a certificate is renewed: when a third of its own lifetime is left. Authorities shorten the
// lifetimes from year to year, so no number of days stands here. Pure; any thread.
#pragma once

#include "base/time.hpp"

namespace ctl::tls {

struct Validity {
  base::WallTime from;
  base::WallTime until;
};

base::WallTime renewal_time(const Validity& validity) noexcept;

// Whether the validity is over, or so near its end that the daily renewals must have failed: a
// sixth of the lifetime is left.
bool is_late(const Validity& validity, base::WallTime now) noexcept;

}  // namespace ctl::tls
