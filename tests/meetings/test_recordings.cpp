// SPDX-License-Identifier: MIT
#include "meetings/recordings.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Recorded : World {
  Claims host = person("host"), pupil = person("pupil"), other = person("other");
  Meeting room = meeting(host);

  Recorded() {
    OK(rooms.join(host, room.code, {}));
    OK(rooms.join(pupil, room.code, {}));
  }
  Outcome<Upload> begin(const Claims& by, std::optional<std::int64_t> length = 6) {
    return recordings.begin(by, {room.code, "Lesson", "video/webm;codecs=vp9,opus", length},
                            kClient);
  }
  Outcome<Upload> send(const Claims& by, const std::string& id, std::int64_t offset,
                       std::string_view bytes, std::optional<std::int64_t> length = {}) {
    auto receiver =
        recordings.receive(by, id, offset, static_cast<std::int64_t>(bytes.size()), length);
    if (!receiver) return base::failure(receiver.error());
    const auto taken = (*receiver)->append(bytes);
    if (!taken) return base::failure(taken.error());
    return (*receiver)->commit();
  }
  // A recording that can be played.
  std::string ready(const Claims& by) {
    const std::string id = OK(begin(by)).recording.id.value();
    OK(send(by, id, 0, "abcdef"));
    CHECK_EQ(OK(recordings.finish_uploads()), 1u);
    return id;
  }
  RecordingState state(const Claims& by, const std::string& id) {
    return OK(recordings.find(by, id)).state;
  }
};

void an_upload_grows_until_it_is_whole() {
  Recorded w;
  const Upload begun = OK(w.begin(w.host));
  const std::string id = begun.recording.id.value();
  CHECK_EQ(begun.recording.type, "video/webm");
  CHECK_EQ(begun.offset, 0);
  CHECK(begun.expires_at == w.clock.wall_now() + Recordings::kPatience);
  CHECK_EQ(OK(w.send(w.host, id, 0, "abc")).offset, 3);
  CHECK_EQ(OK(w.recordings.find_upload(w.host, id)).offset, 3);
  REFUSED(w.send(w.host, id, 0, "abc"), upload_conflict);
  REFUSED(w.send(w.host, id, 4, "ef"), upload_conflict);
  REFUSED(w.send(w.host, id, 3, "defg"), recording_too_large);
  CHECK_EQ(OK(w.recordings.finish_uploads()), 0u);
  CHECK(OK(w.send(w.host, id, 3, "def")).recording.state == RecordingState::processing);
  REFUSED(w.send(w.host, id, 6, "x"), upload_conflict);
  CHECK_EQ(OK(w.recordings.find_upload(w.host, id)).offset, 6);
  CHECK_EQ(OK(w.recordings.finish_uploads()), 1u);
  CHECK_EQ(OK(w.recordings.finish_uploads()), 0u);
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
  REFUSED(w.recordings.end_upload(w.host, second), bad_field);  // nothing has come
  OK(w.send(w.host, second, 0, "abc"));
  CHECK(OK(w.recordings.end_upload(w.host, second)).recording.state == RecordingState::processing);
  CHECK_EQ(OK(w.recordings.finish_uploads()), 2u);
}

void a_newer_request_ends_the_one_before() {
  Recorded w;
  const std::string id = OK(w.begin(w.host)).recording.id.value();
  const auto slow = OK(w.recordings.receive(w.host, id, 0, std::nullopt, std::nullopt));
  OK(slow->append("ab"));
  CHECK_EQ(OK(w.recordings.find_upload(w.host, id)).offset, 2);  // what came is kept
  REFUSED(slow->append("cd"), upload_conflict);
  REFUSED(slow->commit(), upload_conflict);
  OK(w.send(w.host, id, 2, "cdef"));
}

void an_upload_that_is_left_becomes_what_came() {
  Recorded w;
  const std::string id = OK(w.begin(w.host)).recording.id.value();
  OK(w.send(w.host, id, 0, "abc"));
  const std::string empty = OK(w.begin(w.host)).recording.id.value();
  w.clock.advance(Recordings::kPatience - 1s);
  CHECK_EQ(OK(w.recordings.finish_uploads()), 0u);
  w.clock.advance(1s);
  const Claims host = w.claims(OK(w.accounts.login("host@example.org", "correct horse")).access);
  CHECK_EQ(OK(w.recordings.finish_uploads()), 1u);
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
    return w.recordings.begin(w.host, {w.room.code, "x", std::move(type), length}, kClient);
  };
  for (const char* type : {"text/html", "image/svg+xml", "", "video/webmx", "application/pdf"})
    REFUSED(with(type, 6), bad_field);
  REFUSED(with("video/mp4", 0), bad_field);
  REFUSED(with("video/mp4", w.recordings.config().largest + 1), recording_too_large);
  REFUSED(w.recordings.begin(w.host, {w.room.code, "a\nb", "video/mp4", 6}, kClient), bad_field);
  REFUSED(w.recordings.begin(w.host, {"nowhere", "x", "video/mp4", 6}, kClient), not_found);
  for (std::size_t i = 0; i < Recordings::kMostUploads; ++i) OK(w.begin(w.host));
  REFUSED(w.begin(w.host), too_many);
  CHECK_EQ(w.recording_files.list().size(), Recordings::kMostUploads);  // no file is left over
}

void room_has_bounds() {
  Recorded w;
  w.recording_files.room = 5;
  REFUSED(w.begin(w.host), storage_full);
  w.recording_files.room = 100;
  RecordingsConfig config;
  config.quota_per_person = 10;
  config.quota = 14;
  Recordings small{w.services(), w.recording_files, config};
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

void only_those_concerned_see_it() {
  Recorded w;
  const std::string id = w.ready(w.host);
  REFUSED(w.recordings.find(w.pupil, id), not_found);
  REFUSED(w.recordings.find(w.other, id), not_found);
  CHECK(OK(w.recordings.of_meeting(w.pupil, w.room.code, kClient)).empty());
  CHECK(OK(w.recordings.of_person(w.pupil)).empty());
  OK(w.recordings.change(w.host, id, {.for_participants = true}));
  CHECK_EQ(OK(w.recordings.find(w.pupil, id)).title, "Lesson");
  CHECK_EQ(OK(w.recordings.of_meeting(w.pupil, w.room.code, kClient)).size(), 1u);
  CHECK_EQ(OK(w.recordings.of_person(w.pupil)).size(), 1u);
  REFUSED(w.recordings.find(w.other, id), not_found);
  REFUSED(w.recordings.change(w.pupil, id, {.title = "Mine"}), forbidden);
  REFUSED(w.recordings.remove(w.pupil, id), forbidden);
  REFUSED(w.recordings.share(w.pupil, id, w.clock.wall_now() + 1h), forbidden);
  OK(w.bans.put(w.host, w.room.code, {.user_id = w.pupil.user_id.value()}, kClient));
  REFUSED(w.recordings.find(w.pupil, id), not_found);
  CHECK(OK(w.recordings.of_person(w.pupil)).empty());
  // The owner's uploads are nobody else's.
  REFUSED(w.recordings.find_upload(w.pupil, id), not_found);
  REFUSED(w.recordings.cancel_upload(w.pupil, id), not_found);
}

void a_link_ends() {
  Recorded w;
  const std::string id = w.ready(w.host);
  REFUSED(w.recordings.share(w.host, id, w.clock.wall_now()), bad_field);
  const SharedLink first = OK(w.recordings.share(w.host, id, w.clock.wall_now() + 1h));
  CHECK_EQ(OK(w.recordings.find_by_link(first.token)).id.value(), id);
  const SharedLink second = OK(w.recordings.share(w.host, id, w.clock.wall_now() + 1h));
  REFUSED(w.recordings.find_by_link(first.token), link_invalid);
  OK(w.recordings.unshare(w.host, id));
  REFUSED(w.recordings.find_by_link(second.token), link_invalid);
  const SharedLink third = OK(w.recordings.share(w.host, id, w.clock.wall_now() + 1h));
  w.clock.advance(1h);
  REFUSED(w.recordings.find_by_link(third.token), link_invalid);
}

void a_ticket_opens_one_recording_for_some_hours() {
  Recorded w;
  const std::string id = w.ready(w.host);
  const std::string other = w.ready(w.host);
  const std::string ticket = w.recordings.ticket(OK(w.recordings.find(w.host, id)));
  CHECK_EQ(OK(w.recordings.open_by_ticket(id, ticket)).file.size, 6);
  REFUSED(w.recordings.open_by_ticket(other, ticket), not_found);
  REFUSED(w.recordings.open_by_ticket(id, ticket + "x"), not_found);
  REFUSED(w.recordings.open_by_ticket(id, ""), not_found);
  w.clock.advance(13h);
  REFUSED(w.recordings.open_by_ticket(id, ticket), link_invalid);
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

void everything_goes_in_its_time() {
  Recorded w;
  const std::string removed = w.ready(w.host);
  OK(w.recordings.remove(w.host, removed));
  CHECK(!w.recording_files.has(RecordingId{removed}));
  const std::string kept = w.ready(w.host);
  OK(w.recordings.sweep_files());
  CHECK(w.recording_files.has(RecordingId{kept}));
  w.clock.advance(std::chrono::hours{24 * 91});
  OK(w.retention.sweep());
  CHECK_EQ(OK(w.recordings.sweep_files()), 1u);
  CHECK(!w.recording_files.has(RecordingId{kept}));
}

void an_erased_person_leaves_no_film() {
  Recorded w;
  const std::string id = w.ready(w.host);
  const base::Json data = OK(w.persons.export_own(w.host));
  CHECK_EQ(data["recordings"].size(), 1u);
  OK(w.persons.erase_by_operator(w.host.user_id));
  OK(w.recordings.sweep_files());
  CHECK(!w.recording_files.has(RecordingId{id}));
}

}  // namespace

int main() {
  return lectern_test::run(
      "recordings",
      {TEST(an_upload_grows_until_it_is_whole), TEST(a_length_may_be_told_later),
       TEST(a_newer_request_ends_the_one_before), TEST(an_upload_that_is_left_becomes_what_came),
       TEST(who_may_record_is_a_setting), TEST(wrong_uploads_are_refused), TEST(room_has_bounds),
       TEST(only_those_concerned_see_it), TEST(a_link_ends),
       TEST(a_ticket_opens_one_recording_for_some_hours),
       TEST(owner_and_hosts_hear_that_it_is_ready), TEST(everything_goes_in_its_time),
       TEST(an_erased_person_leaves_no_film)});
}
