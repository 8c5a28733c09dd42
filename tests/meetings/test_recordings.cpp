// SPDX-License-Identifier: MIT
#include "meetings/recordings.hpp"

#include "tests/meetings/recorded.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::Recorded;

namespace {

void only_those_concerned_see_it() {
  Recorded w;
  const std::string id = w.ready(w.host);
  REFUSED(w.recordings.find(w.pupil, id), not_found);
  REFUSED(w.recordings.find(w.other, id), not_found);
  CHECK(OK(w.recordings.of_meeting(w.pupil, w.room.code, false, kClient)).empty());
  CHECK(OK(w.recordings.of_person(w.pupil)).empty());
  OK(w.recordings.change(w.host, id, {.for_participants = true}));
  CHECK_EQ(OK(w.recordings.find(w.pupil, id)).title, "Lesson");
  CHECK_EQ(OK(w.recordings.of_meeting(w.pupil, w.room.code, false, kClient)).size(), 1u);
  CHECK_EQ(OK(w.recordings.of_person(w.pupil)).size(), 1u);
  REFUSED(w.recordings.find(w.other, id), not_found);
  REFUSED(w.recordings.change(w.pupil, id, {.title = "Mine"}), forbidden);
  REFUSED(w.recordings.remove(w.pupil, id), forbidden);
  REFUSED(w.recordings.share(w.pupil, id, w.clock.wall_now() + 1h), forbidden);
  OK(w.bans.put(w.host, w.room.code, {.user_id = w.pupil.user_id.value()}, kClient));
  REFUSED(w.recordings.find(w.pupil, id), not_found);
  CHECK(OK(w.recordings.of_person(w.pupil)).empty());
  // The owner's uploads are nobody else's.
  REFUSED(w.uploads.find(w.pupil, id), not_found);
  REFUSED(w.uploads.cancel(w.pupil, id), not_found);
}

// Who was invited and could not come has the material, too; films are for those who were there.
void material_is_for_those_who_were_invited() {
  Recorded w;
  const Claims absent = w.person("absent");
  OK(w.invitations.invite(w.host, w.room.code, {.emails = {"absent@example.org"}}, kClient));
  const std::string film = w.ready(w.host);
  const std::string file = w.keep(w.host, RecordingKind::file);
  const std::string hidden = w.keep(w.host, RecordingKind::file, "secret", false);
  OK(w.recordings.change(w.host, film, {.for_participants = true}));
  const auto list = [&](const Claims& by, bool material) {
    return w.recordings.of_meeting(by, w.room.code, material, kClient);
  };
  for (const Claims& one : {w.pupil, absent}) {
    CHECK_EQ(OK(list(one, true)).size(), 1u);
    CHECK_EQ(OK(w.recordings.find(one, file)).title, "Sheet");
    REFUSED(w.recordings.find(one, hidden), not_found);
    REFUSED(w.recordings.remove(one, file), forbidden);
  }
  REFUSED(w.recordings.share(w.host, file, w.clock.wall_now() + 1h), forbidden);
  REFUSED(w.recordings.find(absent, film), not_found);
  REFUSED(list(absent, false), forbidden);
  REFUSED(list(w.other, true), forbidden);
  CHECK_EQ(OK(list(w.host, true)).size(), 2u);
  CHECK_EQ(OK(list(w.host, false)).size(), 1u);
  CHECK_EQ(OK(w.recordings.of_person(w.host)).size(), 1u);  // films only
  OK(w.bans.put(w.host, w.room.code, {.user_id = absent.user_id.value()}, kClient));
  REFUSED(w.recordings.find(absent, file), not_found);
  REFUSED(list(absent, true), forbidden);
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
      {TEST(only_those_concerned_see_it), TEST(material_is_for_those_who_were_invited),
       TEST(a_link_ends), TEST(a_ticket_opens_one_recording_for_some_hours),
       TEST(everything_goes_in_its_time), TEST(an_erased_person_leaves_no_film)});
}
