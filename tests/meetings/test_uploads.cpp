// SPDX-License-Identifier: MIT
#include "meetings/uploads.hpp"

#include "tests/meetings/recorded.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::Recorded;

namespace {

void an_upload_grows_until_it_is_whole() {
  Recorded w;
  const Upload begun = OK(w.begin(w.host));
  const std::string id = begun.recording.id.value();
  CHECK_EQ(begun.recording.type, "video/webm");
  CHECK_EQ(begun.offset, 0);
  CHECK(begun.expires_at == w.clock.wall_now() + Uploads::kPatience);
  CHECK_EQ(OK(w.send(w.host, id, 0, "abc")).offset, 3);
  CHECK_EQ(OK(w.uploads.find(w.host, id)).offset, 3);
  REFUSED(w.send(w.host, id, 0, "abc"), upload_conflict);
  REFUSED(w.send(w.host, id, 4, "ef"), upload_conflict);
  REFUSED(w.send(w.host, id, 3, "defg"), recording_too_large);
  CHECK_EQ(OK(w.uploads.finish()), 0u);
  CHECK(OK(w.send(w.host, id, 3, "def")).recording.state == RecordingState::processing);
  REFUSED(w.send(w.host, id, 6, "x"), upload_conflict);
  CHECK_EQ(OK(w.uploads.find(w.host, id)).offset, 6);
  CHECK_EQ(OK(w.uploads.finish()), 1u);
  CHECK_EQ(OK(w.uploads.finish()), 0u);
  const Recording done = OK(w.recordings.find(w.host, id));
  CHECK(done.state == RecordingState::ready);
  CHECK((done.duration == 1500ms && done.size == 6));
  CHECK_EQ(w.recording_files.finished, 1);
}

void a_length_may_be_told_later() {
  Recorded w;
  const std::string id = OK(w.begin(w.host, std::nullopt)).recording.id.value();
  OK(w.send(w.host, id, 0, "abc"));
  REFUSED(w.send(w.host, id, 3, "d", 2), bad_field);
  CHECK(OK(w.send(w.host, id, 3, "d", 4)).recording.state == RecordingState::processing);
  const std::string second = OK(w.begin(w.host, std::nullopt)).recording.id.value();
  REFUSED(w.uploads.end(w.host, second), bad_field);  // nothing has come
  OK(w.send(w.host, second, 0, "abc"));
  CHECK(OK(w.uploads.end(w.host, second)).recording.state == RecordingState::processing);
  CHECK_EQ(OK(w.uploads.finish()), 2u);
}

void a_newer_request_ends_the_one_before() {
  Recorded w;
  const std::string id = OK(w.begin(w.host)).recording.id.value();
  const auto slow = OK(w.uploads.receive(w.host, id, 0, std::nullopt, std::nullopt));
  OK(slow->append("ab"));
  CHECK_EQ(OK(w.uploads.find(w.host, id)).offset, 2);  // what came is kept
  REFUSED(slow->append("cd"), upload_conflict);
  REFUSED(slow->commit(), upload_conflict);
  OK(w.send(w.host, id, 2, "cdef"));
}

void an_upload_that_is_left_becomes_what_came() {
  Recorded w;
  const std::string id = OK(w.begin(w.host)).recording.id.value();
  OK(w.send(w.host, id, 0, "abc"));
  const std::string empty = OK(w.begin(w.host)).recording.id.value();
  w.clock.advance(Uploads::kPatience - 1s);
  CHECK_EQ(OK(w.uploads.finish()), 0u);
  w.clock.advance(1s);
  const Claims host = w.claims(OK(w.accounts.login("host@example.org", "correct horse")).access);
  CHECK_EQ(OK(w.uploads.finish()), 1u);
  CHECK_EQ(OK(w.recordings.find(host, id)).size, 3);
  REFUSED(w.recordings.find(host, empty), not_found);
  CHECK(!w.recording_files.has(RecordingId{empty}));
}

void who_may_record_is_a_setting() {
  Recorded w;
  REFUSED(w.begin(w.pupil), forbidden);
  REFUSED(w.begin(w.other), forbidden);
  REFUSED(w.begin(w.guest(w.room, "G")), forbidden);
  MeetingChange change;
  change.settings[4] = AllowedTo::everyone;
  OK(w.rooms.change(w.host, w.room.code, change, {}, kClient, nullptr));
  OK(w.begin(w.pupil));
  REFUSED(w.begin(w.other), forbidden);
  change.settings[4] = AllowedTo::off;
  OK(w.rooms.change(w.host, w.room.code, change, {}, kClient, nullptr));
  REFUSED(w.begin(w.host), forbidden);
}

void wrong_uploads_are_refused() {
  Recorded w;
  const auto with = [&](std::string type, std::optional<std::int64_t> length) {
    return w.uploads.begin(w.host, {w.room.code, "x", std::move(type), length}, kClient);
  };
  for (const char* type : {"text/html", "image/svg+xml", "", "video/webmx", "application/pdf"})
    REFUSED(with(type, 6), bad_field);
  REFUSED(with("video/mp4", 0), bad_field);
  REFUSED(with("video/mp4", w.uploads.config().largest + 1), recording_too_large);
  REFUSED(w.uploads.begin(w.host, {w.room.code, "a\nb", "video/mp4", 6}, kClient), bad_field);
  REFUSED(w.uploads.begin(w.host, {"nowhere", "x", "video/mp4", 6}, kClient), not_found);
  for (std::size_t i = 0; i < Uploads::kMostAtOnce; ++i) OK(w.begin(w.host));
  REFUSED(w.begin(w.host), too_many);
  CHECK_EQ(w.recording_files.list().size(), Uploads::kMostAtOnce);  // no file is left over
}

void room_has_bounds() {
  Recorded w;
  w.recording_files.room = 5;
  REFUSED(w.begin(w.host), storage_full);
  w.recording_files.room = 100;
  RecordingsConfig config;
  config.quota_per_person = 10;
  config.quota = 14;
  Uploads small{w.services(), w.recording_files, config};
  const auto begin = [&](const Claims& by, std::int64_t length) {
    return small.begin(by, {w.room.code, "x", "video/mp4", length}, kClient);
  };
  OK(begin(w.host, 6));
  REFUSED(begin(w.host, 5), quota_used);
  OK(begin(w.host, 4));
  OK(w.roles.set(w.host, w.room.code, {.user_id = w.pupil.user_id.value()}, kClient));
  REFUSED(begin(w.pupil, 5), quota_used);  // of the site
  OK(begin(w.pupil, 4));
  CHECK_EQ(OK(small.use(w.host)).bytes, 10);
}

void owner_and_hosts_hear_that_it_is_ready() {
  Recorded w;
  OK(w.roles.set(w.host, w.room.code, {.user_id = w.pupil.user_id.value()}, kClient));
  (void)w.events.take();
  w.ready(w.pupil);
  const auto told = w.events.take();
  std::size_t notices = 0;
  for (const Event& event : told) {
    const auto* notice = std::get_if<Notice>(&event);
    if (notice == nullptr || notice->kind != NoticeKind::recording_ready) continue;
    ++notices;
    CHECK((notice->to == std::vector{w.pupil.user_id, w.host.user_id}));
    CHECK_EQ(notice->title, "Lesson");
  }
  CHECK_EQ(notices, 1u);
}

void hosts_keep_material() {
  Recorded w;
  const std::string file = w.keep(w.host, RecordingKind::file);
  const Recording kept = OK(w.recordings.find(w.host, file));
  CHECK(kept.kind == RecordingKind::file && kept.state == RecordingState::ready);
  CHECK(kept.for_participants && kept.mp4 == Mp4State::none);
  MeetingChange change;
  change.settings[4] = AllowedTo::everyone;  // to record is another thing
  OK(w.rooms.change(w.host, w.room.code, change, {}, kClient, nullptr));
  const auto begin = [&](const Claims& by, RecordingKind kind, std::string type,
                         std::optional<std::int64_t> length) {
    return w.uploads.begin(by, {w.room.code, "x", std::move(type), length, kind}, kClient);
  };
  REFUSED(begin(w.pupil, RecordingKind::file, "application/pdf", 6), forbidden);
  REFUSED(begin(w.other, RecordingKind::file, "application/pdf", 6), forbidden);
  REFUSED(begin(w.host, RecordingKind::notes, "text/html", 6), bad_field);
  REFUSED(begin(w.host, RecordingKind::notes, "text/markdown", (std::int64_t{1} << 20) + 1),
          recording_too_large);
  // A length that comes later is held to the same.
  const std::string id =
      OK(begin(w.host, RecordingKind::notes, "text/markdown", std::nullopt)).recording.id.value();
  REFUSED(w.uploads.receive(w.host, id, 0, std::nullopt, (std::int64_t{1} << 20) + 1),
          recording_too_large);
  // Nobody is told of material as of a film.
  for (const Event& event : w.events.take()) {
    const auto* notice = std::get_if<Notice>(&event);
    CHECK(notice == nullptr || notice->kind != NoticeKind::recording_ready);
  }
}

// A lesson has one board and one text of notes; files and chats gather.
void a_newer_board_replaces_the_one_before() {
  Recorded w;
  const std::string first = w.keep(w.host, RecordingKind::board, "old");
  const std::string notes = w.keep(w.host, RecordingKind::notes, "notes");
  const std::string chat = w.keep(w.host, RecordingKind::chat, "chat");
  const std::string film = w.ready(w.host);
  const std::string second = w.keep(w.host, RecordingKind::board, "newer");
  REFUSED(w.recordings.find(w.host, first), not_found);
  CHECK(!w.recording_files.has(RecordingId{first}));
  for (const std::string& id : {second, notes, chat, film}) OK(w.recordings.find(w.host, id));
  OK(w.recordings.find(w.host, w.keep(w.host, RecordingKind::chat, "more")));
  OK(w.recordings.find(w.host, chat));
  // The board of another meeting stays.
  w.room = w.meeting(w.host);
  OK(w.recordings.find(w.host, w.keep(w.host, RecordingKind::board, "there")));
  OK(w.recordings.find(w.host, second));
}

}  // namespace

int main() {
  return lectern_test::run(
      "uploads",
      {TEST(an_upload_grows_until_it_is_whole), TEST(a_length_may_be_told_later),
       TEST(a_newer_request_ends_the_one_before), TEST(an_upload_that_is_left_becomes_what_came),
       TEST(who_may_record_is_a_setting), TEST(wrong_uploads_are_refused), TEST(room_has_bounds),
       TEST(owner_and_hosts_hear_that_it_is_ready), TEST(hosts_keep_material),
       TEST(a_newer_board_replaces_the_one_before)});
}
