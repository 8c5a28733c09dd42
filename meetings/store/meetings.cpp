// SPDX-License-Identifier: MIT
// Meetings in the database.
#include "meetings/store/aggregates.hpp"
#include "meetings/store/rows.hpp"

namespace meetings::store {
namespace {

// The columns of a series; null for other meetings.
struct SeriesColumns {
  explicit SeriesColumns(const std::optional<SeriesPlan>& plan) {
    if (!plan) return;
    id = plan->id.value();
    rule = plan->rule;
    start = plan->start;
  }
  std::optional<std::string> id;
  std::optional<std::string> rule;
  std::optional<std::string> start;
};

std::optional<StoredMeeting> read_stored(Query row) {
  if (!row.step()) return std::nullopt;
  return StoredMeeting{read_meeting(row), row.text(13)};
}

}  // namespace

namespace {

std::optional<std::string> reminders_column(const Meeting& meeting) {
  return meeting.reminders ? std::optional{print_reminders(*meeting.reminders)} : std::nullopt;
}

}  // namespace

Meeting read_meeting(const Query& row) {
  Meeting meeting;
  meeting.id = MeetingId{row.text(0)};
  meeting.code = row.text(1);
  meeting.title = row.text(2);
  meeting.type = parse_meeting_type(row.text(3)).value_or(MeetingType::instant);
  meeting.access = parse_meeting_access(row.text(4)).value_or(MeetingAccess::private_);
  meeting.max_participants = static_cast<unsigned>(row.integer(5));
  meeting.scheduled_at = row.optional_time(6);
  if (const auto minutes = row.optional_integer(7))
    meeting.duration_minutes = static_cast<unsigned>(*minutes);
  meeting.timezone = row.optional_text(8);
  meeting.created_at = row.time(9);
  meeting.ended_at = row.optional_time(10);
  meeting.host_id = UserId{row.text(11)};
  meeting.host_name = row.text(12);
  meeting.has_password = !row.is_null(13);
  meeting.locked = row.integer(14) != 0;
  meeting.cancelled = row.integer(15) != 0;
  meeting.version = row.integer(16);
  meeting.waiting_room = row.integer(17) != 0;
  meeting.host_leaves = parse_host_leaves(row.text(18)).value_or(HostLeaves::goes_on);
  meeting.settings = parse_settings(row.text(24)).value_or(MeetingSettings{});
  if (const auto leads = row.optional_text(25)) meeting.reminders = parse_reminders(*leads);
  if (!row.is_null(19)) {
    meeting.series =
        SeriesPlan{MeetingId{row.text(19)}, row.text(20), row.text(21), row.text(22), std::nullopt};
    if (!row.is_null(23)) meeting.series->continued_by = MeetingId{row.text(23)};
  }
  return meeting;
}

// Each statement is a literal, because its text is its key.
#define LECTERN_FROM_MEETINGS  " FROM meetings m JOIN users host ON host.id = m.host_id "
#define LECTERN_SELECT_MEETING "SELECT " LECTERN_MEETING_COLUMNS LECTERN_FROM_MEETINGS

std::optional<StoredMeeting> SqlMeetings::by_id(const MeetingId& id) {
  return read_stored(db_.query(LECTERN_SELECT_MEETING "WHERE m.id = ?", id));
}

std::optional<StoredMeeting> SqlMeetings::by_code(std::string_view code) {
  return read_stored(db_.query(LECTERN_SELECT_MEETING "WHERE m.code = ?", code));
}

bool SqlMeetings::insert(const StoredMeeting& stored) {
  const Meeting& m = stored.meeting;
  const SeriesColumns series{m.series};
  const std::optional<std::string> hash =
      stored.password_hash.empty() ? std::nullopt : std::optional{stored.password_hash};
  db_.run(
      "INSERT INTO meetings (id, code, title, type, access, password_hash, max_participants, "
      "scheduled_at, "
      "duration_minutes, timezone, host_id, created_at, ended_at, locked, waiting_room, "
      "host_leaves, series_id, recurrence, series_start, settings, reminders) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (code) DO NOTHING",
      m.id, m.code, m.title, to_string(m.type), to_string(m.access), hash, m.max_participants,
      m.scheduled_at, m.duration_minutes, m.timezone, m.host_id, m.created_at, m.ended_at, m.locked,
      m.waiting_room, to_string(m.host_leaves), series.id, series.rule, series.start,
      print_settings(m.settings), reminders_column(m));
  return !db_.failed() && db_.changes() == 1;
}

void SqlMeetings::update(const StoredMeeting& stored) {
  const Meeting& m = stored.meeting;
  const SeriesColumns series{m.series};
  const std::optional<std::string> hash =
      stored.password_hash.empty() ? std::nullopt : std::optional{stored.password_hash};
  db_.run(
      "UPDATE meetings SET title = ?, access = ?, password_hash = ?, max_participants = ?, "
      "scheduled_at = ?, duration_minutes = ?, timezone = ?, locked = ?, waiting_room = ?, "
      "host_leaves = ?, series_id = ?, recurrence = ?, series_start = ?, settings = ?, "
      "reminders = ?, look_at = 0, remind_at = 0, version = version + 1 WHERE id = ?",
      m.title, to_string(m.access), hash, m.max_participants, m.scheduled_at, m.duration_minutes,
      m.timezone, m.locked, m.waiting_room, to_string(m.host_leaves), series.id, series.rule,
      series.start, print_settings(m.settings), reminders_column(m), m.id);
}

std::vector<MeetingId> SqlMeetings::to_look_at(base::WallTime now, std::size_t limit) {
  std::vector<MeetingId> found;
  Query rows = db_.query(
      "SELECT id FROM meetings WHERE look_at <= ? AND look_at IS NOT NULL ORDER BY look_at LIMIT ?",
      now, limit);
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

void SqlMeetings::look_again(const MeetingId& id, const std::optional<base::WallTime>& at) {
  db_.run("UPDATE meetings SET look_at = ? WHERE id = ?", at, id);
}

void SqlMeetings::set_cancelled(const MeetingId& id) {
  db_.run("UPDATE meetings SET cancelled = 1, version = version + 1 WHERE id = ?", id);
}

void SqlMeetings::set_ended(const MeetingId& id, base::WallTime at) {
  db_.run(
      "UPDATE meetings SET ended_at = ?, version = version + 1 WHERE id = ? AND ended_at IS NULL",
      at, id);
}

std::vector<Meeting> SqlMeetings::list_open(std::size_t limit) {
  std::vector<Meeting> found;
  Query rows = db_.query(LECTERN_SELECT_MEETING
                         "WHERE m.ended_at IS NULL ORDER BY m.created_at DESC, m.id DESC LIMIT ?",
                         limit);
  while (rows.step()) found.push_back(read_meeting(rows));
  return found;
}

std::vector<Meeting> SqlMeetings::list_all(SiteMeetingsKind kind,
                                           const std::optional<MeetingPosition>& after,
                                           std::size_t limit, base::WallTime now) {
  const std::optional<base::WallTime> before =
      after ? std::optional{after->created_at} : std::nullopt;
  const std::string last = after ? after->id.value() : std::string{};
  std::vector<Meeting> found;
  if (kind == SiteMeetingsKind::upcoming) {
    Query rows = db_.query(LECTERN_SELECT_MEETING
                           "WHERE m.ended_at IS NULL AND (m.recurrence IS NOT NULL OR "
                           "m.scheduled_at > ?1) AND (?2 IS NULL OR (m.created_at, m.id) < "
                           "(?2, ?3)) ORDER BY m.created_at DESC, m.id DESC LIMIT ?4",
                           now, before, last, limit);
    while (rows.step()) found.push_back(read_meeting(rows));
    return found;
  }
  Query rows = db_.query(LECTERN_SELECT_MEETING
                         "WHERE (?1 = 0 OR m.ended_at IS NOT NULL) AND (?2 IS NULL OR "
                         "(m.created_at, m.id) < (?2, ?3)) ORDER BY m.created_at DESC, m.id DESC "
                         "LIMIT ?4",
                         kind == SiteMeetingsKind::past, before, last, limit);
  while (rows.step()) found.push_back(read_meeting(rows));
  return found;
}

std::vector<ListedMeeting> SqlMeetings::list(const UserId& user, const MeetingSelection& which,
                                             const std::optional<MeetingPosition>& after,
                                             std::size_t limit, base::WallTime now) {
  const std::optional<std::string_view> wanted =
      which.state ? std::optional{to_string(*which.state)} : std::nullopt;
  const std::optional<std::string_view> role =
      which.role ? std::optional{to_string(*which.role)} : std::nullopt;
  const std::optional<base::WallTime> before =
      after ? std::optional{after->created_at} : std::nullopt;
  const std::string last = after ? after->id.value() : std::string{};
  std::vector<ListedMeeting> found;
  // `own` reads the person's rows of three indexes; only the meetings themselves lie far apart. A
  // person has one seat in a meeting at most, so max() finds its role.
  Query rows =
      db_.query("SELECT " LECTERN_MEETING_COLUMNS
                ", own.role, ban.id FROM (SELECT meeting_id, max(role) AS role FROM ("
                "SELECT id AS meeting_id, NULL AS role FROM meetings WHERE host_id = ?1 "
                "UNION ALL SELECT meeting_id, role FROM participants WHERE user_id = ?1 "
                "UNION ALL SELECT meeting_id, NULL FROM meeting_invitations WHERE user_id = ?1 "
                "AND status NOT IN ('revoked', 'declined')) AS each_of GROUP BY meeting_id) AS own "
                "JOIN meetings m ON m.id = own.meeting_id JOIN users host ON host.id = m.host_id "
                "LEFT JOIN bans ban ON ban.meeting_id = m.id AND ban.user_id = ?1 AND "
                "(ban.until IS NULL OR ban.until > ?10) "
                "WHERE (?2 IS NULL OR ?2 = CASE WHEN m.cancelled = 1 THEN 'cancelled' WHEN "
                "m.ended_at IS NULL THEN 'open' ELSE 'ended' END) AND (?3 IS NULL OR "
                "(m.created_at, m.id) < (?3, ?4)) "
                "AND (?6 IS NULL OR COALESCE(m.scheduled_at, m.created_at) >= ?6 OR "
                "(m.recurrence IS NOT NULL AND (m.ended_at IS NULL OR m.ended_at > ?6))) "
                "AND (?7 IS NULL OR COALESCE(m.scheduled_at, m.created_at) < ?7) "
                "AND (?8 IS NULL OR (?8 = 'host' AND m.host_id = ?1) OR EXISTS (SELECT 1 FROM "
                "participants p WHERE p.meeting_id = m.id AND p.user_id = ?1 AND p.role = ?8)) "
                "AND (?9 = 0 OR EXISTS (SELECT 1 FROM meeting_invitations i WHERE i.meeting_id = "
                "m.id AND i.user_id = ?1 AND i.status NOT IN ('revoked', 'declined'))) "
                "ORDER BY m.created_at DESC, m.id DESC LIMIT ?5",
                user, wanted, before, last, limit, which.from, which.to, role, which.invited, now);
  while (rows.step()) {
    ListedMeeting listed{read_meeting(rows), std::nullopt, !rows.is_null(kMeetingColumns + 1)};
    if (!rows.is_null(kMeetingColumns)) listed.seat_role = parse_role(rows.text(kMeetingColumns));
    found.push_back(std::move(listed));
  }
  return found;
}

#undef LECTERN_SELECT_MEETING
#undef LECTERN_FROM_MEETINGS

}  // namespace meetings::store
