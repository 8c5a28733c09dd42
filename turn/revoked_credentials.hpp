// SPDX-License-Identifier: MIT
// RevokedCredentials: time-limited credentials that the server refuses although their time is not
// over, because the person may not relay any more or the meeting has ended. A credential carries no
// time of issue, but all are issued for the same time, so an older one expires earlier: revoking
// names the last expiry that is refused. Any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/guarded.hpp"
#include "base/time.hpp"

namespace turn {

class RevokedCredentials {
 public:
  // Sixteen megabytes at most. Where more were revoked, those that expire first are forgotten.
  static constexpr std::size_t kMost = 100'000;

  explicit RevokedCredentials(std::size_t most = kMost) : most_(most) {}

  // From now on the server refuses the credentials of `subject` (a user or a meeting of an identity
  // "user.meeting") that expire at `last` or earlier. Forgets what has expired at `now`.
  void revoke(std::string_view subject, base::WallTime last, base::WallTime now);
  // The last expiry that is refused for this identity; nullopt: none is.
  std::optional<base::WallTime> last_refused(std::string_view identity) const;
  bool refuses(std::string_view identity, base::WallTime expires) const;
  std::size_t size() const noexcept { return count_.load(std::memory_order_relaxed); }

 private:
  using Table = std::map<std::string, base::WallTime, std::less<>>;
  void make_room(Table& table, base::WallTime now) const;

  const std::size_t most_;
  base::Guarded<Table> table_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace turn
