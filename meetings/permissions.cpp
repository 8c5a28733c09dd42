// SPDX-License-Identifier: MIT
#include "meetings/permissions.hpp"

#include <string>

namespace meetings {
namespace {

constexpr const ActRow& row_of(Act act) noexcept { return kActs[static_cast<std::size_t>(act)]; }

}  // namespace

bool may(const std::optional<Role>& role, Act act) noexcept {
  if (!role) return false;
  const ActRow& row = row_of(act);
  switch (*role) {
    case Role::host: return row.host;
    case Role::cohost: return row.cohost;
    case Role::participant: return row.participant;
  }
  return false;
}

Outcome<void> require(const std::optional<Role>& role, Act act) {
  if (may(role, act)) return {};
  return refuse(RefusalCode::forbidden, std::string{row_of(act).refusal});
}

}  // namespace meetings
