// SPDX-License-Identifier: MIT
#include "meetings/meeting_notices.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace meetings {
namespace {

bool put(UnitOfWork& work, Announcements& announced, Notice notice, base::WallTime now) {
  notice.to = work.relations().concerned(notice.meeting_id, now, kMostTogetherTold);
  if (notice.by) std::erase(notice.to, *notice.by);
  if (notice.to.empty()) return false;
  announced.put(work, std::move(notice));
  return true;
}

Notice notice_about(NoticeKind kind, const NoticeSubject& subject) {
  Notice notice;
  notice.kind = kind;
  notice.meeting_id = subject.meeting.id;
  notice.title = subject.title;
  notice.name = subject.meeting.host_name;
  notice.starts_at = subject.starts_at;
  notice.text = subject.text;
  return notice;
}

}  // namespace

bool tell_concerned(UnitOfWork& work, Announcements& announced, NoticeKind kind,
                    const NoticeSubject& subject, const std::optional<UserId>& by,
                    base::WallTime now) {
  Notice notice = notice_about(kind, subject);
  notice.by = by;
  if (kind == NoticeKind::meeting_cancelled) notice.status = "cancelled";
  return put(work, announced, std::move(notice), now);
}

bool tell_starting_soon(UnitOfWork& work, Announcements& announced, const NoticeSubject& subject,
                        base::WallTime now) {
  Notice notice = notice_about(NoticeKind::starting_soon, subject);
  const auto start =
      std::chrono::floor<std::chrono::seconds>(subject.starts_at.value_or(now).time_since_epoch());
  notice.id = subject.meeting.id.value() + "@" + std::to_string(start.count());
  return put(work, announced, std::move(notice), now);
}

}  // namespace meetings
