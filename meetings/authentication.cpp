// SPDX-License-Identifier: MIT
#include "meetings/authentication.hpp"

#include "meetings/lookups.hpp"

namespace meetings {

Outcome<Claims> Authentication::authenticate(std::string_view jwt) const {
  TRY(auto claims, verify(jwt));
  TRY(confirm(claims));
  return claims;
}

Outcome<void> Authentication::confirm(const Claims& claims) const {
  return store_.read([&](UnitOfWork& work) -> Outcome<void> {
    TRY(find_account(work, claims, clock_.wall_now()));
    return {};
  });
}

}  // namespace meetings
