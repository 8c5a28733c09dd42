// SPDX-License-Identifier: MIT
#include "meetings/recordings/recording_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "meetings/recordings/ffmpeg.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temp_folder.hpp"

using namespace meetings;

namespace {

const RecordingId kId{"11111111-2222-4333-8444-555555555555"};

template <class T>
T must(Outcome<T> outcome) {
  if (!outcome) lectern_test::check_failed(outcome.error().detail, __FILE__, __LINE__);
  return std::move(*outcome);
}

struct Opened {
  lectern_test::TempFolder place;
  base::Log log{base::LogLevel::error, base::LogFormat::text,
                [](base::LogLevel, std::string_view) {}};
  std::unique_ptr<RecordingFolder> folder =
      CHECK_OK(RecordingFolder::open(place.file("recordings"), 0, log));

  std::string file(const char* ending) const {
    return place.file("recordings/" + kId.value() + ending);
  }
  std::string content(const char* ending) const {
    std::ifstream in(file(ending));
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

void bytes_are_added_at_the_end_and_become_media() {
  Opened o;
  CHECK(o.folder->create(kId));
  auto writer = must(o.folder->write(kId, 0));
  CHECK(writer->append("abc"));
  CHECK(writer->append("de"));
  CHECK_EQ(*writer->sync(), 5);
  CHECK(o.folder->write(kId, 4).error().code == RefusalCode::upload_conflict);
  CHECK(must(o.folder->write(kId, 5))->append("f"));
  CHECK_EQ(o.content(".part"), "abcdef");
  CHECK(o.folder->open(kId, RecordingFormat::original).error().code ==
        RefusalCode::not_found);  // not yet
  CHECK_EQ(must(o.folder->finish(kId, "video/mp4")).size, 6);
  CHECK_EQ(must(o.folder->finish(kId, "video/mp4")).size, 6);  // again
  CHECK_EQ(o.content(".media"), "abcdef");
  CHECK(!std::filesystem::exists(o.file(".part")));
  const OpenMedia media = must(o.folder->open(kId, RecordingFormat::original));
  CHECK_EQ(media.size, 6);
  CHECK_EQ(*o.folder->take_over(kId), 6);
  o.folder->remove(kId);
  o.folder->remove(kId);
  CHECK(!std::filesystem::exists(o.file(".media")));
}

void the_newest_writer_has_the_upload() {
  Opened o;
  CHECK(o.folder->create(kId));
  auto first = must(o.folder->write(kId, 0));
  CHECK(first->append("abc"));
  CHECK_EQ(*o.folder->take_over(kId), 3);
  CHECK(first->append("x").error().code == RefusalCode::upload_conflict);
  auto second = must(o.folder->write(kId, 3));
  auto third = must(o.folder->write(kId, 3));
  CHECK(second->append("x").error().code == RefusalCode::upload_conflict);
  CHECK(third->append("d"));
  second->undo();  // of somebody who has lost the upload
  third.reset();
  CHECK_EQ(*o.folder->take_over(kId), 4);
}

// Another daemon, or another process, has added bytes.
void bytes_of_others_end_the_writer() {
  Opened o;
  CHECK(o.folder->create(kId));
  auto writer = must(o.folder->write(kId, 0));
  CHECK(writer->append("abc"));
  std::ofstream(o.file(".part"), std::ios::app) << "x";
  CHECK(writer->append("d").error().code == RefusalCode::upload_conflict);
  CHECK_EQ(o.content(".part"), "abcx");
}

void what_was_added_can_be_taken_away() {
  Opened o;
  CHECK(o.folder->create(kId));
  CHECK(must(o.folder->write(kId, 0))->append("abc"));
  auto writer = must(o.folder->write(kId, 3));
  CHECK(writer->append("broken"));
  writer->undo();
  CHECK_EQ(o.content(".part"), "abc");
  CHECK(writer->append("d"));
  CHECK_EQ(*writer->sync(), 4);
}

void writers_and_take_overs_leave_no_half_of_a_write() {
  Opened o;
  CHECK(o.folder->create(kId));
  std::int64_t at = 0;
  for (int round = 0; round < 50; ++round) {
    auto writer = must(o.folder->write(kId, at));
    std::thread other([&] {
      while (writer->append(std::string(1000, 'x'))) {}
    });
    at = *o.folder->take_over(kId);
    other.join();
    CHECK_EQ(at % 1000, 0);
    CHECK_EQ(*o.folder->take_over(kId), at);
  }
}

void a_full_disk_keeps_what_had_room() {
  Opened o;
  CHECK(o.folder->create(kId));
  auto writer = must(o.folder->write(kId, 0));
  CHECK(writer->append(std::string(1000, 'a')));
  (void)std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit little{1500, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &little);
  const auto refused = writer->append(std::string(1000, 'b'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  CHECK(!refused);
  CHECK_EQ(*o.folder->take_over(kId), 1500);
}

void files_are_private_and_links_are_not_followed() {
  Opened o;
  CHECK(o.folder->create(kId));
  struct stat about {};
  CHECK_EQ(::stat(o.file(".part").c_str(), &about), 0);
  CHECK_EQ(about.st_mode & 0777u, 0600u);
  CHECK_EQ(::stat(o.place.file("recordings").c_str(), &about), 0);
  CHECK_EQ(about.st_mode & 0777u, 0700u);
  CHECK(!o.folder->create(kId));  // there is one
  o.folder->remove(kId);
  std::filesystem::create_symlink("/etc/passwd", o.file(".media"));
  CHECK(!o.folder->open(kId, RecordingFormat::original));
  const RecordingId outside{"../../etc/passwd"};
  CHECK(!o.folder->open(outside, RecordingFormat::original));
}

void old_files_are_listed_and_foreign_ones_are_not() {
  Opened o;
  CHECK(o.folder->create(kId));
  CHECK(o.folder->list().empty());  // its row may just be written
  const timespec old[2] = {{1000, 0}, {1000, 0}};
  CHECK_EQ(::utimensat(AT_FDCWD, o.file(".part").c_str(), old, 0), 0);
  std::ofstream(o.place.file("recordings/README")) << "mine";
  std::ofstream(o.place.file("recordings/x.part")) << "mine";
  for (const char* foreign : {"recordings/README", "recordings/x.part"})
    ::utimensat(AT_FDCWD, o.place.file(foreign).c_str(), old, 0);
  CHECK((o.folder->list() == std::vector{kId}));
  CHECK(o.folder->free_bytes() > 0);
}

Mp4Task task(bool stopped = false) {
  return {std::chrono::milliseconds{1000}, std::int64_t{1} << 30, [stopped] { return stopped; }};
}

void a_copy_is_made_by_one_daemon_and_leaves_nothing_where_it_fails() {
  Opened o;
  CHECK(o.folder->make_mp4(kId, task()).error().code == RefusalCode::not_found);
  CHECK(o.folder->create(kId));
  CHECK(must(o.folder->write(kId, 0))->append("no film"));
  must(o.folder->finish(kId, "video/mp4"));
  CHECK(!must(o.folder->make_mp4(kId, task())));  // no ffmpeg, or it refuses
  CHECK(!std::filesystem::exists(o.file(".mp4.new")));
  CHECK(o.folder->open(kId, RecordingFormat::mp4).error().code == RefusalCode::not_found);
  {
    const base::UniqueFd other{
        ::open(o.file(".mp4.new").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    CHECK_EQ(::flock(other.get(), LOCK_EX), 0);
    CHECK(o.folder->make_mp4(kId, task()).error().code == RefusalCode::upload_conflict);
  }
  o.folder->remove(kId);
  CHECK(!std::filesystem::exists(o.file(".mp4.new")));
}

void a_film_gets_a_copy() {
  if (!recordings::ffmpeg_is_installed()) lectern_test::skip_test("ffmpeg is not installed");
  Opened o;
  CHECK(o.folder->create(kId));
  std::ifstream in{lectern_test::in_source_tree("tests/vectors/webm/chromium-vp8-opus.webm"),
                   std::ios::binary};
  const std::string film{std::istreambuf_iterator<char>(in), {}};
  CHECK(must(o.folder->write(kId, 0))->append(film));
  const FinishedMedia media = must(o.folder->finish(kId, "video/webm"));
  CHECK(o.folder->make_mp4(kId, task(true)).error().code == RefusalCode::overloaded);
  CHECK(!std::filesystem::exists(o.file(".mp4.new")));
  // What a daemon that was killed left.
  std::ofstream{o.file(".mp4.new")} << std::string(5'000'000, 'x');
  Mp4Task right = task();
  right.duration = media.duration;
  const auto size = must(o.folder->make_mp4(kId, right));
  CHECK(size.has_value());
  CHECK_EQ(must(o.folder->open(kId, RecordingFormat::mp4)).size, *size);
  CHECK_EQ(o.content(".mp4").substr(4, 4), "ftyp");
  CHECK_EQ(must(o.folder->make_mp4(kId, right)), size);  // again
  o.folder->remove(kId);
  CHECK(!std::filesystem::exists(o.file(".mp4")));
}

}  // namespace

int main() {
  return lectern_test::run(
      "recording_folder",
      {TEST(bytes_are_added_at_the_end_and_become_media),
       TEST(a_copy_is_made_by_one_daemon_and_leaves_nothing_where_it_fails),
       TEST(a_film_gets_a_copy), TEST(the_newest_writer_has_the_upload),
       TEST(bytes_of_others_end_the_writer), TEST(what_was_added_can_be_taken_away),
       TEST(writers_and_take_overs_leave_no_half_of_a_write), TEST(a_full_disk_keeps_what_had_room),
       TEST(files_are_private_and_links_are_not_followed),
       TEST(old_files_are_listed_and_foreign_ones_are_not)});
}
