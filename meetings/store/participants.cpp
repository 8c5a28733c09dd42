// SPDX-License-Identifier: MIT
// Seats and attendance in the database.
#include "meetings/store/aggregates.hpp"
#include "meetings/store/rows.hpp"

namespace meetings::store {
namespace {

constexpr std::chrono::seconds kWakeUp{1};

std::optional<StoredSeat> read_one(Query row) {
  return row.step() ? std::optional{read_seat(row, 0)} : std::nullopt;
}

}  // namespace

StoredSeat read_seat(const Query& row, int first) {
  StoredSeat seat;
  seat.id = ParticipantId{row.text(first)};
  seat.meeting_id = MeetingId{row.text(first + 1)};
  seat.user_id = UserId{row.text(first + 2)};
  seat.name = row.text(first + 3);
  seat.role = parse_role(row.text(first + 4)).value_or(Role::participant);
  seat.created_at = row.time(first + 5);
  seat.removed_at = row.optional_time(first + 6);
  return seat;
}

std::optional<StoredSeat> SqlParticipants::by_id(const ParticipantId& id) {
  return read_one(db_.query(
      "SELECT id, meeting_id, user_id, name, role, created_at, removed_at FROM participants WHERE "
      "id = ?",
      id));
}

std::optional<StoredSeat> SqlParticipants::by_person(const MeetingId& meeting, const UserId& user) {
  return read_one(
      db_.query("SELECT id, meeting_id, user_id, name, role, created_at, removed_at FROM "
                "participants WHERE meeting_id = ? AND user_id = ?",
                meeting, user));
}

void SqlParticipants::insert(const StoredSeat& seat) {
  db_.run(
      "INSERT INTO participants (id, meeting_id, user_id, name, role, created_at) VALUES (?, ?, ?, "
      "?, ?, ?)",
      seat.id, seat.meeting_id, seat.user_id, seat.name, to_string(seat.role), seat.created_at);
}

// The parts of a split series copy the seats, but not the attendance on them.
void SqlParticipants::remove_unused(const ParticipantId& id) {
  db_.run(
      "DELETE FROM participants WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM participants mine "
      "JOIN meetings here ON here.id = mine.meeting_id "
      "JOIN meetings there ON there.id = here.id OR there.series_id = here.series_id "
      "JOIN participants p ON p.meeting_id = there.id AND p.user_id = mine.user_id "
      "JOIN attendance a ON a.participant_id = p.id WHERE mine.id = ?1)",
      id);
}

std::vector<UserId> SqlParticipants::moderators(const MeetingId& meeting, std::size_t limit) {
  std::vector<UserId> found;
  Query rows = db_.query(
      "SELECT user_id FROM participants WHERE meeting_id = ? AND role IN ('host', 'cohost') LIMIT "
      "?",
      meeting, limit);
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

void SqlParticipants::set_name(const ParticipantId& id, std::string_view name) {
  db_.run("UPDATE participants SET name = ? WHERE id = ?", name, id);
}

void SqlParticipants::set_role(const ParticipantId& id, Role role) {
  db_.run("UPDATE participants SET role = ? WHERE id = ?", to_string(role), id);
}

void SqlParticipants::set_removed(const ParticipantId& id,
                                  const std::optional<base::WallTime>& at) {
  db_.run("UPDATE participants SET removed_at = ? WHERE id = ?", at, id);
}

void SqlParticipants::record_entered(const ParticipantId& id, base::WallTime at,
                                     const std::optional<std::string>& occurrence) {
  db_.run(
      "UPDATE attendance SET left_at = ?1 WHERE participant_id = ?2 AND left_at IS NULL AND "
      "joined_at < ?1",
      at, id);
  db_.run(
      "INSERT INTO attendance (participant_id, joined_at, occurrence) VALUES (?, ?, ?) "
      "ON CONFLICT (participant_id) WHERE left_at IS NULL DO NOTHING",
      id, at, occurrence);
}

// Ends the stay that covers `at`, else an open stay that began just after it: the hub uses the time
// of its wake-up, which may be a little before the admission. CASE: nobody leaves before coming.
void SqlParticipants::record_left(const ParticipantId& id, base::WallTime at) {
  db_.run(
      "UPDATE attendance SET left_at = CASE WHEN joined_at > ?1 THEN joined_at ELSE ?1 END WHERE "
      "id = (SELECT id FROM attendance "
      "WHERE participant_id = ?2 "
      "AND ((joined_at <= ?1 AND (left_at IS NULL OR left_at > ?1)) OR (left_at IS NULL AND "
      "joined_at <= ?3)) "
      "ORDER BY joined_at LIMIT 1)",
      at, id, at + kWakeUp);
}

void SqlParticipants::record_all_left(const MeetingId& meeting, base::WallTime at) {
  db_.run(
      "UPDATE attendance SET left_at = CASE WHEN joined_at > ?1 THEN joined_at ELSE ?1 END WHERE "
      "left_at IS NULL AND participant_id IN (SELECT id FROM participants WHERE meeting_id = ?2)",
      at, meeting);
}

void SqlParticipants::record_everyone_left(base::WallTime at) {
  db_.run(
      "UPDATE attendance SET left_at = CASE WHEN joined_at > ?1 THEN joined_at ELSE ?1 END WHERE "
      "left_at IS NULL",
      at);
}

void SqlParticipants::record_returned(const ParticipantId& id, base::WallTime since) {
  db_.run(
      "UPDATE attendance SET left_at = NULL WHERE left_at >= ?1 AND "
      "id = (SELECT id FROM attendance WHERE participant_id = ?2 "
      "ORDER BY left_at IS NULL DESC, joined_at DESC LIMIT 1)",
      since, id);
}

std::optional<Stay> SqlParticipants::last_stay(const ParticipantId& id) {
  Query row = db_.query(
      "SELECT joined_at, left_at FROM attendance WHERE participant_id = ? ORDER BY joined_at DESC "
      "LIMIT 1",
      id);
  if (!row.step()) return std::nullopt;
  return Stay{row.time(0), row.optional_time(1)};
}

bool SqlParticipants::attended_now(const MeetingId& meeting, std::string_view occurrence) {
  Query row = db_.query(
      "SELECT 1 FROM participants p JOIN attendance a ON a.participant_id = p.id "
      "WHERE p.meeting_id = ? AND a.left_at IS NULL AND a.occurrence = ? LIMIT 1",
      meeting, occurrence);
  return row.step();
}

std::vector<Participant> SqlParticipants::attendance(const MeetingId& meeting,
                                                     const std::optional<std::string>& occurrence,
                                                     base::WallTime now, std::size_t limit) {
  std::vector<Participant> people;
  // With an open stay there are fewer ends than beginnings.
  Query rows = db_.query(
      "SELECT p.id, p.user_id, p.name, p.role, min(a.joined_at) AS first, "
      "CASE WHEN count(a.left_at) = count(*) THEN max(a.left_at) END, "
      "sum(CASE WHEN coalesce(a.left_at, ?3) > a.joined_at THEN coalesce(a.left_at, ?3) - "
      "a.joined_at ELSE 0 END), count(*) "
      "FROM participants p JOIN attendance a ON a.participant_id = p.id WHERE p.meeting_id = ?1 "
      "AND (?2 IS NULL OR a.occurrence = ?2) GROUP BY p.id ORDER BY first, p.id LIMIT ?4",
      meeting, occurrence, now, limit);
  while (rows.step()) {
    Participant person;
    person.id = ParticipantId{rows.text(0)};
    person.user_id = UserId{rows.text(1)};
    person.name = rows.text(2);
    person.role = parse_role(rows.text(3)).value_or(Role::participant);
    person.joined_at = rows.time(4);
    person.left_at = rows.optional_time(5);
    person.stayed = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::microseconds{rows.integer(6)});
    person.stays = static_cast<unsigned>(rows.integer(7));
    people.push_back(std::move(person));
  }
  return people;
}

}  // namespace meetings::store
