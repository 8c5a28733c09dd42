// SPDX-License-Identifier: MIT
// The notices about a meeting itself: it begins soon, it was moved, it was cancelled. They go to
// everybody whom the meeting concerns: the hosts, the accounts with a seat, and the invited people
// who have not declined. Inside a unit of work only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "meetings/announcements.hpp"
#include "meetings/repository.hpp"

namespace meetings {

inline constexpr std::size_t kMostTogetherTold = 1000;  // whom one notice goes to

// The meeting, or the one date of a series, that a notice is about.
struct NoticeSubject {
  const Meeting& meeting;
  std::string title;
  std::optional<base::WallTime> starts_at;
  std::string text{};  // that somebody wrote about it; empty: nothing
};

// `by`, who caused it, is not told. False if there was nobody to tell.
bool tell_concerned(UnitOfWork& work, Announcements& announced, NoticeKind kind,
                    const NoticeSubject& subject, const std::optional<UserId>& by,
                    base::WallTime now);
// The same meeting and start have the same notice, however often it is put.
bool tell_starting_soon(UnitOfWork& work, Announcements& announced, const NoticeSubject& subject,
                        base::WallTime now);

}  // namespace meetings
