// SPDX-License-Identifier: MIT
// What the store has about one person, in SQL: reading it for the export, and erasing it.
#include <algorithm>

#include "meetings/idempotency.hpp"
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

enum class As : std::uint8_t { text, number, flag, time };

struct Field {
  std::string_view name;
  As as = As::text;
};

// One section of the export. In the statement ?1 is the person's id and ?2 the limit.
struct Section {
  std::string_view name;
  std::string_view statement;
  std::vector<Field> fields;
};

base::Json value_of(const Query& row, int column, As as) {
  if (row.is_null(column)) return {};
  switch (as) {
    case As::text: return row.text(column);
    case As::number: return row.integer(column);
    case As::flag: return row.integer(column) != 0;
    case As::time: return base::print_iso8601(row.time(column));
  }
  return {};
}

const std::vector<Section>& all_sections() {
  using enum As;
  static const std::vector<Section> kSections{
      {"account",
       "SELECT id, email, name, role, disabled, email_verified, created_at, issuer, subject, "
       "foreign_email, guest_meeting, language, timezone, reminders FROM users WHERE id = ?1 "
       "LIMIT ?2",
       {{"id"},
        {"email"},
        {"name"},
        {"role"},
        {"disabled", flag},
        {"email_verified", flag},
        {"created_at", time},
        {"issuer"},
        {"subject"},
        {"foreign_email"},
        {"guest_meeting"},
        {"language"},
        {"timezone"},
        {"reminders", flag}}},
      {"sessions",
       "SELECT id, device, network, created_at, rotated_at, expires_at FROM sessions WHERE user_id "
       "= ?1 ORDER BY created_at LIMIT ?2",
       {{"id"},
        {"device"},
        {"network"},
        {"created_at", time},
        {"last_used_at", time},
        {"expires_at", time}}},
      {"api_tokens",
       "SELECT id, name, scopes, created_at, expires_at, last_used_at FROM api_tokens WHERE "
       "user_id = ?1 ORDER BY created_at LIMIT ?2",
       {{"id"},
        {"name"},
        {"scopes"},
        {"created_at", time},
        {"expires_at", time},
        {"last_used_at", time}}},
      {"email_links",
       "SELECT purpose, created_at, expires_at FROM email_links WHERE user_id = ?1 ORDER BY "
       "purpose "
       "LIMIT ?2",
       {{"purpose"}, {"created_at", time}, {"expires_at", time}}},
      {"sign_in_sites",
       "SELECT last_at FROM sign_ins WHERE user_id = ?1 ORDER BY last_at LIMIT ?2",
       {{"last_at", time}}},
      {"hosted_meetings",
       "SELECT id, code, title, type, access, scheduled_at, duration_minutes, timezone, "
       "recurrence, settings, created_at, ended_at, cancelled FROM meetings WHERE host_id = ?1 "
       "ORDER BY "
       "created_at LIMIT ?2",
       {{"id"},
        {"code"},
        {"title"},
        {"type"},
        {"access"},
        {"scheduled_at", time},
        {"duration_minutes", number},
        {"timezone"},
        {"recurrence"},
        {"settings"},
        {"created_at", time},
        {"ended_at", time},
        {"cancelled", flag}}},
      {"occurrence_changes",
       "SELECT c.meeting_id, c.occurrence, c.starts_at, c.duration_minutes, c.title, c.cancelled "
       "FROM occurrence_changes c JOIN meetings m ON m.id = c.meeting_id WHERE m.host_id = ?1 "
       "ORDER "
       "BY c.meeting_id, c.occurrence LIMIT ?2",
       {{"meeting_id"},
        {"occurrence"},
        {"starts_at"},
        {"duration_minutes", number},
        {"title"},
        {"cancelled", flag}}},
      {"seats",
       "SELECT p.id, p.meeting_id, m.title, p.name, p.role, p.created_at FROM participants p JOIN "
       "meetings m ON m.id = p.meeting_id WHERE p.user_id = ?1 ORDER BY p.created_at LIMIT ?2",
       {{"participant_id"},
        {"meeting_id"},
        {"meeting_title"},
        {"name"},
        {"role"},
        {"created_at", time}}},
      {"attendance",
       "SELECT p.meeting_id, a.joined_at, a.left_at, a.occurrence FROM attendance a JOIN "
       "participants p ON p.id = a.participant_id WHERE p.user_id = ?1 ORDER BY a.joined_at LIMIT "
       "?2",
       {{"meeting_id"}, {"joined_at", time}, {"left_at", time}, {"occurrence"}}},
      {"join_requests",
       "SELECT id, meeting_id, name, message, reason, status, created_at, answered_at, expires_at "
       "FROM join_requests WHERE user_id = ?1 ORDER BY created_at LIMIT ?2",
       {{"id"},
        {"meeting_id"},
        {"name"},
        {"message"},
        {"reason"},
        {"status"},
        {"created_at", time},
        {"answered_at", time},
        {"expires_at", time}}},
      {"invitations",
       "SELECT id, meeting_id, email, status, message, created_at, answered_at, reminders, "
       "revocations, answer_stamp FROM "
       "meeting_invitations WHERE user_id = ?1 OR email = (SELECT email FROM users WHERE id = ?1) "
       "ORDER BY created_at LIMIT ?2",
       {{"id"},
        {"meeting_id"},
        {"email"},
        {"status"},
        {"message"},
        {"created_at", time},
        {"answered_at", time},
        {"reminders", flag},
        {"revocations", number},
        {"answer_stamp", time}}},
      {"date_answers",
       "SELECT a.invite_id, a.occurrence, a.starts_at, a.status, a.answered_at, a.stamp FROM "
       "meeting_invitations i JOIN date_answers a ON a.invite_id = i.id WHERE i.user_id = ?1 OR "
       "i.email = (SELECT email FROM users WHERE id = ?1) ORDER BY a.occurrence LIMIT ?2",
       {{"invite_id"},
        {"occurrence"},
        {"starts_at", time},
        {"status"},
        {"answered_at", time},
        {"stamp", time}}},
      {"calendar_feed",
       "SELECT created_at FROM calendar_feeds WHERE user_id = ?1 LIMIT ?2",
       {{"created_at", time}}},
      {"google_calendar",
       "SELECT name, since, trouble FROM google_calendars WHERE user_id = ?1 LIMIT ?2",
       {{"name"}, {"since", time}, {"trouble"}}},
      {"google_events",
       "SELECT meeting_id FROM google_events WHERE user_id = ?1 ORDER BY meeting_id LIMIT ?2",
       {{"meeting_id"}}},
      {"bans",
       "SELECT id, meeting_id, name, reason, created_at, until FROM bans WHERE user_id = ?1 ORDER "
       "BY created_at LIMIT ?2",
       {{"id"}, {"meeting_id"}, {"name"}, {"reason"}, {"created_at", time}, {"until", time}}},
      {"recordings",
       "SELECT id, meeting_id, kind, title, type, state, size, duration, created_at, expires_at, "
       "for_participants, link_until FROM recordings WHERE owner_id = ?1 ORDER BY created_at LIMIT "
       "?2",
       {{"id"},
        {"meeting_id"},
        {"kind"},
        {"title"},
        {"type"},
        {"state"},
        {"size", number},
        {"duration", number},
        {"created_at", time},
        {"expires_at", time},
        {"for_participants", flag},
        {"link_until", time}}},
      {"own_acts",
       "SELECT at, kind, network, whom, meeting_id, outcome, detail FROM audit WHERE actor_id = ?1 "
       "ORDER BY id LIMIT ?2",
       {{"at", time}, {"kind"}, {"network"}, {"whom"}, {"meeting_id"}, {"outcome"}, {"detail"}}},
      // Who did it is the other person's.
      {"acts_about_me",
       "SELECT at, kind, meeting_id, outcome, detail FROM audit WHERE whom = ?1 ORDER BY id LIMIT "
       "?2",
       {{"at", time}, {"kind"}, {"meeting_id"}, {"outcome"}, {"detail"}}},
      {"notifications",
       "SELECT id, kind, meeting_id, title, name, status, text, starts_at, at, read_at FROM "
       "notifications WHERE user_id = ?1 ORDER BY at DESC, id LIMIT ?2",
       {{"id"},
        {"kind"},
        {"meeting_id"},
        {"title"},
        {"name"},
        {"status"},
        {"text"},
        {"starts_at", time},
        {"at", time},
        {"read_at", time}}},
  };
  return kSections;
}

base::Json read_rows(Query& rows, const Section& section, std::size_t limit, bool& more) {
  base::Json list = base::Json::array();
  while (rows.step()) {
    if (list.size() == limit) {
      more = true;
      continue;
    }
    base::Json object = base::Json::object();
    for (std::size_t i = 0; i < section.fields.size(); ++i) {
      const Field& field = section.fields[i];
      object.set(field.name, value_of(rows, static_cast<int>(i), field.as));
    }
    list.push(std::move(object));
  }
  return list;
}

}  // namespace

base::Json SqlPersonData::sections(const UserId& person, std::size_t limit) {
  base::Json out = base::Json::object(), truncated = base::Json::array();
  for (const Section& section : all_sections()) {
    bool more = false;
    Query rows = db_.query(section.statement, person, limit + 1);
    out.set(section.name, read_rows(rows, section, limit, more));
    if (more) truncated.push(section.name);
  }
  return out.set("truncated", truncated);
}

std::vector<HostedMeeting> SqlPersonData::hosted_open(const UserId& person) {
  std::vector<HostedMeeting> found;
  Query rows = db_.query(
      "SELECT m.id, p.user_id, p.id FROM meetings m LEFT JOIN participants p ON p.id = (SELECT "
      "c.id FROM participants c JOIN users u ON u.id = c.user_id WHERE c.meeting_id = m.id AND "
      "c.role IN ('host', 'cohost') AND c.user_id <> ? AND u.disabled = 0 AND u.role <> 'guest' "
      "AND NOT EXISTS (SELECT 1 FROM bans b WHERE b.meeting_id = m.id AND b.user_id = c.user_id) "
      "ORDER BY c.created_at, c.id LIMIT 1) WHERE m.host_id = ? AND m.ended_at IS NULL ORDER BY "
      "m.id",
      person, person);
  while (rows.step()) {
    HostedMeeting meeting{MeetingId{rows.text(0)}, std::nullopt, std::nullopt};
    if (auto user = rows.optional_text(1)) meeting.successor = UserId{std::move(*user)};
    if (auto seat = rows.optional_text(2)) meeting.seat = ParticipantId{std::move(*seat)};
    found.push_back(std::move(meeting));
  }
  return found;
}

void SqlPersonData::set_host(const MeetingId& meeting, const UserId& host) {
  db_.run("UPDATE meetings SET host_id = ?, version = version + 1 WHERE id = ?", host, meeting);
}

bool SqlPersonData::has_other_admin(const UserId& person) {
  return db_
      .query("SELECT 1 FROM users WHERE role = 'admin' AND disabled = 0 AND id <> ? LIMIT 1",
             person)
      .step();
}

// Each seat and each meeting gets a row of its own in place of the person, under its own id.
void SqlPersonData::erase(const UserId& person, base::WallTime now) {
  erase_mails(person);
  db_.run(
      "DELETE FROM participants WHERE user_id = ? AND NOT EXISTS (SELECT 1 FROM attendance a WHERE "
      "a.participant_id = participants.id)",
      person);
  db_.run(
      "INSERT INTO users (id, email, name, role, disabled, created_at, erased_at) SELECT id, id || "
      "'@erased.invalid', 'A former participant', 'user', 1, ?, ? FROM participants WHERE user_id "
      "= ?",
      now, now, person);
  db_.run(
      "UPDATE participants SET name = 'A former participant', role = CASE WHEN role IN ('host', "
      "'cohost') THEN 'participant' ELSE role END, user_id = id WHERE user_id = ?",
      person);
  db_.run(
      "DELETE FROM occurrence_changes WHERE meeting_id IN (SELECT id FROM meetings WHERE host_id = "
      "?)",
      person);
  db_.run(
      "INSERT INTO users (id, email, name, role, disabled, created_at, erased_at) SELECT id, id || "
      "'@erased.invalid', 'A former host', 'user', 1, ?, ? FROM meetings WHERE host_id = ?",
      now, now, person);
  db_.run(
      "UPDATE notifications SET name = 'A former participant', text = '', by_id = NULL WHERE by_id "
      "= ?1 OR "
      "name = (SELECT email FROM users WHERE id = ?1)",
      person);
  db_.run(
      "UPDATE notifications SET title = 'A former meeting', name = 'A former host', text = '' "
      "WHERE "
      "meeting_id IN (SELECT id FROM meetings WHERE host_id = ?)",
      person);
  db_.run("UPDATE meetings SET title = 'A former meeting', host_id = id WHERE host_id = ?", person);
  db_.run(
      "DELETE FROM meeting_invitations WHERE user_id = ? OR email = (SELECT email FROM users WHERE "
      "id = ?)",
      person, person);
  db_.run("UPDATE audit SET network = '' WHERE actor_id = ?", person);
  db_.run("DELETE FROM kept_answers WHERE asker = ?",
          Idempotency::stored_subject(Idempotency::subject_of(person)));
  // With the sessions, API tokens, links, sites, join requests, bans, notifications, recordings,
  // the feed and the calendar at Google.
  db_.run("DELETE FROM users WHERE id = ?", person);
}

// Mails name the person by id, by address, or by the id of an invitation. Events stay: they leave
// within seconds, and one of them tells that the person's sessions are over.
void SqlPersonData::erase_mails(const UserId& person) {
  std::vector<std::string> names{person.value()};
  {
    Query rows = db_.query(
        "SELECT email FROM users WHERE id = ? AND email IS NOT NULL UNION ALL SELECT foreign_email "
        "FROM users WHERE id = ? AND foreign_email IS NOT NULL UNION ALL SELECT id FROM "
        "meeting_invitations WHERE user_id = ? OR email = (SELECT email FROM users WHERE id = ?)",
        person, person, person, person);
    while (rows.step()) names.push_back(rows.text(0));
  }
  std::vector<std::int64_t> about;
  {
    Query rows = db_.query("SELECT id, payload FROM outbox WHERE kind <> 'event'");
    while (rows.step()) {
      const std::string payload = rows.text(1);
      const auto is_in = [&](const std::string& name) {
        return payload.find(name) != std::string::npos;
      };
      if (std::ranges::any_of(names, is_in)) about.push_back(rows.integer(0));
    }
  }
  for (const std::int64_t id : about) db_.run("DELETE FROM outbox WHERE id = ?", id);
}

}  // namespace meetings::store
