// SPDX-License-Identifier: MIT
// Calendars at Google in the database.
#include "base/json.hpp"
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

// A series has at most a hundred dates that differ.
constexpr std::size_t kLongestWritten = std::size_t{64} * 1024;

std::string print_written(const GoogleEvents& events) {
  base::Json json = base::Json::object();
  for (const auto& [date, digest] : events.written) json.set(date, digest);
  return json.print();
}

}  // namespace

std::optional<GoogleCalendar> SqlGoogleCalendars::of(const UserId& user) {
  Query row = db_.query(
      "SELECT user_id, token, name, since, trouble FROM google_calendars WHERE user_id = ?", user);
  if (!row.step()) return std::nullopt;
  return GoogleCalendar{UserId{row.text(0)}, row.text(1), row.text(2), row.time(3),
                        parse_google_trouble(row.text(4)).value_or(GoogleTrouble::none)};
}

void SqlGoogleCalendars::put(const GoogleCalendar& calendar) {
  db_.run(
      "INSERT INTO google_calendars (user_id, token, name, since, trouble) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (user_id) DO UPDATE SET token = excluded.token, name = excluded.name, since = "
      "excluded.since, trouble = excluded.trouble",
      calendar.user_id, calendar.token, calendar.name, calendar.since, to_string(calendar.trouble));
}

void SqlGoogleCalendars::set_trouble(const UserId& user, GoogleTrouble trouble) {
  db_.run("UPDATE google_calendars SET trouble = ? WHERE user_id = ?", to_string(trouble), user);
}

void SqlGoogleCalendars::remove(const UserId& user) {
  db_.run("DELETE FROM google_calendars WHERE user_id = ?", user);
}

std::vector<UserId> SqlGoogleCalendars::to_tell(const MeetingId& meeting) {
  std::vector<UserId> found;
  Query rows = db_.query(
      "SELECT user_id FROM google_calendars WHERE token <> '' AND user_id IN (SELECT host_id FROM "
      "meetings WHERE id = ?1 UNION SELECT user_id FROM participants WHERE meeting_id = ?1 AND "
      "role IN ('host', 'cohost') UNION SELECT user_id FROM google_events WHERE meeting_id = ?1)",
      meeting);
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

GoogleEvents SqlGoogleCalendars::events(const UserId& user, const MeetingId& meeting) {
  GoogleEvents events;
  Query row = db_.query(
      "SELECT generation, written FROM google_events WHERE user_id = ? AND meeting_id = ?", user,
      meeting);
  if (!row.step()) return events;
  events.generation = static_cast<unsigned>(row.integer(0));
  if (const auto json = base::Json::parse(row.text(1), kLongestWritten)) {
    for (const auto& [date, digest] : json->members()) events.written.emplace(date, digest.text());
  }
  return events;
}

void SqlGoogleCalendars::set_events(const UserId& user, const MeetingId& meeting,
                                    const GoogleEvents& events) {
  if (events == GoogleEvents{}) {
    db_.run("DELETE FROM google_events WHERE user_id = ? AND meeting_id = ?", user, meeting);
    return;
  }
  db_.run(
      "INSERT INTO google_events (user_id, meeting_id, generation, written) SELECT ?, id, ?, ? "
      "FROM meetings WHERE id = ? ON CONFLICT (user_id, meeting_id) DO UPDATE SET generation = "
      "excluded.generation, written = excluded.written",
      user, static_cast<std::int64_t>(events.generation), print_written(events), meeting);
}

void SqlGoogleCalendars::remove_events(const UserId& user) {
  db_.run("DELETE FROM google_events WHERE user_id = ?", user);
}

}  // namespace meetings::store
