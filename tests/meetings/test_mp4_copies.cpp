// SPDX-License-Identifier: MIT
#include "meetings/mp4_copies.hpp"

#include "tests/meetings/recorded.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::Recorded;

namespace {

const auto kGoOn = [] { return false; };
const auto kStop = [] { return true; };

void a_film_gets_a_copy_that_counts_in_the_quota() {
  Recorded w;
  const std::string id = w.ready(w.host);
  CHECK(OK(w.recordings.find(w.host, id)).mp4 == Mp4State::due);
  const std::string ticket = w.recordings.ticket(OK(w.recordings.find(w.host, id)));
  REFUSED(w.recordings.open_by_ticket(id, ticket, RecordingFormat::mp4), not_found);
  CHECK(OK(w.mp4_copies.make_one(kGoOn)));
  CHECK(!OK(w.mp4_copies.make_one(kGoOn)));
  const Recording copied = OK(w.recordings.find(w.host, id));
  CHECK(copied.mp4 == Mp4State::ready);
  CHECK_EQ(copied.mp4_size, 6);
  CHECK_EQ(OK(w.uploads.use(w.host)).bytes, 12);
  CHECK_EQ(OK(w.recordings.open_by_ticket(id, ticket, RecordingFormat::mp4)).file.size, 6);
  CHECK_EQ(OK(w.recordings.open_by_ticket(id, ticket)).file.size, 6);
}

void a_copy_that_was_stopped_is_made_later() {
  Recorded w;
  const std::string id = w.ready(w.host);
  REFUSED(w.mp4_copies.make_one(kStop), overloaded);
  CHECK(OK(w.recordings.find(w.host, id)).mp4 == Mp4State::due);
  CHECK(OK(w.mp4_copies.make_one(kGoOn)));
  CHECK(OK(w.recordings.find(w.host, id)).mp4 == Mp4State::ready);
}

void a_film_of_which_none_can_be_made_keeps_none() {
  Recorded w;
  const std::string id = w.ready(w.host);
  w.recording_files.room = 3;  // less than the copy needs
  CHECK(OK(w.mp4_copies.make_one(kGoOn)));
  CHECK(OK(w.recordings.find(w.host, id)).mp4 == Mp4State::failed);
  CHECK(!OK(w.mp4_copies.make_one(kGoOn)));
  w.recording_files.room = 100;
  const std::string second = w.ready(w.host);
  w.recording_files.room = 0;
  CHECK(OK(w.mp4_copies.make_one(kGoOn)));
  CHECK(OK(w.recordings.find(w.host, second)).mp4 == Mp4State::failed);
  CHECK_EQ(OK(w.uploads.use(w.host)).bytes, 12);
}

void a_film_that_is_removed_meanwhile_leaves_nothing() {
  Recorded w;
  const std::string id = w.ready(w.host);
  w.recording_files.during_copy = [&] { OK(w.recordings.remove(w.host, id)); };
  CHECK(OK(w.mp4_copies.make_one(kGoOn)));
  CHECK(!w.recording_files.has(RecordingId{id}));
  CHECK(!OK(w.mp4_copies.make_one(kGoOn)));
}

void only_films_that_are_webm_get_one_and_only_where_it_is_wanted() {
  Recorded w;
  const std::string sound =
      OK(w.uploads.begin(w.host, {w.room.code, "x", "audio/webm", 6}, lectern_test::kClient))
          .recording.id.value();
  OK(w.send(w.host, sound, 0, "abcdef"));
  CHECK_EQ(OK(w.uploads.finish()), 1u);
  CHECK(OK(w.recordings.find(w.host, sound)).mp4 == Mp4State::none);
  w.ready(w.host);
  Mp4Copies off{w.services(), w.recording_files, RecordingsConfig{}};
  CHECK(!OK(off.make_one(kGoOn)));
}

}  // namespace

int main() {
  return lectern_test::run("mp4_copies",
                           {TEST(a_film_gets_a_copy_that_counts_in_the_quota),
                            TEST(a_copy_that_was_stopped_is_made_later),
                            TEST(a_film_of_which_none_can_be_made_keeps_none),
                            TEST(a_film_that_is_removed_meanwhile_leaves_nothing),
                            TEST(only_films_that_are_webm_get_one_and_only_where_it_is_wanted)});
}
