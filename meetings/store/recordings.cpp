// SPDX-License-Identifier: MIT
// Recordings in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

// Each statement is a literal, because its text is its key.
#define LECTERN_RECORDING_COLUMNS                                                           \
  "r.id, r.meeting_id, r.owner_id, owner.name, m.title, r.title, r.type, r.state, r.size, " \
  "r.length, r.created_at, r.touched_at, r.expires_at, r.duration, r.for_participants, "    \
  "r.link_until, r.link_hash, r.mp4, r.mp4_size, r.kind"
#define LECTERN_SELECT_RECORDING                                                     \
  "SELECT " LECTERN_RECORDING_COLUMNS                                                \
  " FROM recordings r JOIN users owner ON owner.id = r.owner_id JOIN meetings m ON " \
  "m.id = r.meeting_id "
constexpr int kLinkHash = 16;

std::optional<std::int64_t> optional_integer(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{row.integer(column)};
}

Recording read_recording(const Query& row) {
  Recording out;
  out.id = RecordingId{row.text(0)};
  out.meeting_id = MeetingId{row.text(1)};
  out.owner_id = UserId{row.text(2)};
  out.owner_name = row.text(3);
  out.meeting_title = row.text(4);
  out.title = row.text(5);
  out.type = row.text(6);
  out.state = parse_recording_state(row.text(7)).value_or(RecordingState::uploading);
  out.size = row.integer(8);
  out.length = optional_integer(row, 9);
  out.created_at = row.time(10);
  out.touched_at = row.time(11);
  out.expires_at = row.time(12);
  if (const auto duration = optional_integer(row, 13)) {
    out.duration = std::chrono::milliseconds{*duration};
  }
  out.for_participants = row.integer(14) != 0;
  out.link_until = row.optional_time(15);
  out.mp4 = parse_mp4_state(row.text(17)).value_or(Mp4State::none);
  out.mp4_size = row.integer(18);
  out.kind = parse_recording_kind(row.text(19)).value_or(RecordingKind::film);
  return out;
}

std::optional<StoredRecording> read_stored(Query row) {
  if (!row.step()) return std::nullopt;
  StoredRecording stored{read_recording(row), std::nullopt};
  if (!row.is_null(kLinkHash)) stored.link = row.digest(kLinkHash);
  return stored;
}

std::vector<Recording> read_recordings(Query rows) {
  std::vector<Recording> found;
  while (rows.step()) found.push_back(read_recording(rows));
  return found;
}

RecordingUse read_use(Query row) {
  if (!row.step()) return {};
  return {row.integer(0), static_cast<std::size_t>(row.integer(1))};
}

std::optional<std::int64_t> milliseconds_of(const Recording& r) {
  return r.duration ? std::optional{std::int64_t{r.duration->count()}} : std::nullopt;
}

}  // namespace

void SqlRecordings::insert(const StoredRecording& stored) {
  const Recording& r = stored.recording;
  db_.run(
      "INSERT INTO recordings (id, meeting_id, owner_id, title, type, state, size, length, "
      "created_at, touched_at, expires_at, duration, for_participants, link_until, link_hash, mp4, "
      "mp4_size, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      r.id, r.meeting_id, r.owner_id, r.title, r.type, to_string(r.state), r.size, r.length,
      r.created_at, r.touched_at, r.expires_at, milliseconds_of(r), r.for_participants,
      r.link_until, stored.link, to_string(r.mp4), r.mp4_size, to_string(r.kind));
}

void SqlRecordings::update(const StoredRecording& stored) {
  const Recording& r = stored.recording;
  db_.run(
      "UPDATE recordings SET title = ?, type = ?, state = ?, size = ?, length = ?, touched_at = ?, "
      "expires_at = ?, duration = ?, for_participants = ?, link_until = ?, link_hash = ?, mp4 = ?, "
      "mp4_size = ? WHERE id = ?",
      r.title, r.type, to_string(r.state), r.size, r.length, r.touched_at, r.expires_at,
      milliseconds_of(r), r.for_participants, r.link_until, stored.link, to_string(r.mp4),
      r.mp4_size, r.id);
}

void SqlRecordings::remove(const RecordingId& id) {
  db_.run("DELETE FROM recordings WHERE id = ?", id);
}

std::optional<StoredRecording> SqlRecordings::find(const RecordingId& id) {
  return read_stored(db_.query(LECTERN_SELECT_RECORDING "WHERE r.id = ?", id));
}

std::optional<StoredRecording> SqlRecordings::by_link(const base::Sha256Digest& link) {
  return read_stored(db_.query(LECTERN_SELECT_RECORDING "WHERE r.link_hash = ?", link));
}

std::vector<Recording> SqlRecordings::of_meeting(const MeetingId& meeting, bool material,
                                                 std::size_t limit) {
  return read_recordings(
      db_.query(LECTERN_SELECT_RECORDING
                "WHERE r.meeting_id = ? AND CASE WHEN r.kind = 'film' THEN 0 ELSE 1 END = ? "
                "ORDER BY r.created_at DESC, r.id DESC LIMIT ?",
                meeting, material, limit));
}

std::vector<RecordingId> SqlRecordings::replaced_by(const Recording& newest) {
  std::vector<RecordingId> found;
  Query rows = db_.query(
      "SELECT id FROM recordings WHERE meeting_id = ? AND kind = ? AND state = 'ready' AND id <> ?",
      newest.meeting_id, to_string(newest.kind), newest.id);
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

std::vector<Recording> SqlRecordings::of_person(const UserId& person, std::size_t limit) {
  // `own` reads the person's rows of three indexes.
  return read_recordings(db_.query(
      "SELECT " LECTERN_RECORDING_COLUMNS
      " FROM (SELECT id FROM recordings WHERE owner_id = ?1 UNION "
      "SELECT r.id FROM meetings h JOIN recordings r ON r.meeting_id = h.id WHERE h.host_id = ?1 "
      "UNION SELECT r.id FROM participants p JOIN recordings r ON r.meeting_id = p.meeting_id "
      "WHERE p.user_id = ?1 AND p.removed_at IS NULL AND (p.role IN ('host', 'cohost') OR "
      "(r.for_participants = 1 AND r.state = 'ready'))) AS own JOIN recordings r ON r.id = own.id "
      "JOIN users owner ON owner.id = r.owner_id JOIN meetings m ON m.id = r.meeting_id "
      "WHERE r.kind = 'film' AND NOT EXISTS (SELECT 1 FROM bans b WHERE b.meeting_id = "
      "r.meeting_id AND b.user_id = "
      "?1) ORDER BY r.created_at DESC, r.id DESC LIMIT ?2",
      person, limit));
}

RecordingUse SqlRecordings::used_by(const UserId& person) {
  return read_use(db_.query(
      "SELECT COALESCE(sum(mp4_size + CASE WHEN length > size THEN length ELSE size END), 0), "
      "COALESCE(sum(CASE WHEN state = 'uploading' THEN 1 ELSE 0 END), 0) FROM recordings "
      "WHERE owner_id = ?",
      person));
}

RecordingUse SqlRecordings::used_by_all() {
  return read_use(db_.query(
      "SELECT COALESCE(sum(mp4_size + CASE WHEN length > size THEN length ELSE size END), 0), "
      "COALESCE(sum(CASE WHEN state = 'uploading' THEN 1 ELSE 0 END), 0) FROM "
      "recordings"));
}

std::vector<RecordingId> SqlRecordings::to_finish(base::WallTime before, std::size_t limit) {
  std::vector<RecordingId> found;
  Query rows = db_.query(
      "SELECT id FROM recordings WHERE state = 'processing' OR (state = 'uploading' AND touched_at "
      "<= ?) LIMIT ?",
      before, limit);
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

std::vector<RecordingId> SqlRecordings::to_copy(std::size_t limit) {
  std::vector<RecordingId> found;
  Query rows = db_.query(
      "SELECT id FROM recordings WHERE mp4 = 'due' ORDER BY created_at, id LIMIT ?", limit);
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

}  // namespace meetings::store
