// SPDX-License-Identifier: MIT
#include "base/failure_log.hpp"

namespace base {

void FailureLog::note(std::string_view what, const Error& error, Instant now) {
  rows_.with([&](auto& rows) {
    const auto [at, is_new] = rows.try_emplace(Kind{what, error.os_error});
    Row& row = at->second;
    ++row.untold;
    row.last = error.what;
    if (is_new || row.told + kInterval <= now) write(at->first, row, now);
  });
}

bool FailureLog::tell(Instant now) {
  return rows_.with([&](auto& rows) {
    bool waits = false;
    for (auto& [kind, row] : rows) {
      if (row.untold == 0) continue;
      if (row.told + kInterval <= now) write(kind, row, now);
      else waits = true;
    }
    return waits;
  });
}

void FailureLog::write(const Kind& kind, Row& row, Instant now) const {
  log_.warning(event_, {{"what", kind.first}, {"error", row.last}, {"times", row.untold}});
  row.untold = 0;
  row.told = now;
}

}  // namespace base
