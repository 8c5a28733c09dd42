// SPDX-License-Identifier: MIT
#include "meetings/recording_kind.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;

namespace {

void words_come_back() {
  for (const RecordingKindRow& row : kRecordingKinds) {
    CHECK(row_of(row.kind).word == row.word);
    CHECK(parse_recording_kind(row.word) == row.kind);
  }
  CHECK(!parse_recording_kind("Film"));
  CHECK(!parse_recording_kind(""));
  CHECK(!is_material(RecordingKind::film));
  CHECK(is_material(RecordingKind::board));
}

void a_film_is_what_browsers_record() {
  CHECK_EQ(OK(check_recording_type(RecordingKind::film, "video/WebM;codecs=vp9,opus")),
           "video/webm");
  for (const char* type : {"text/html", "image/svg+xml", "", "video/webmx", "application/pdf"})
    REFUSED(check_recording_type(RecordingKind::film, type), bad_field);
}

void a_file_has_any_media_type() {
  for (const char* type : {"application/pdf", "text/html", "image/svg+xml", "x-a/b.c_d+e-f^g!"})
    CHECK_EQ(OK(check_recording_type(RecordingKind::file, type)), type);
  CHECK_EQ(OK(check_recording_type(RecordingKind::file, " Text/Plain ; charset=utf-8")),
           "text/plain");
  for (const char* type :
       {"", "pdf", "/pdf", "a/", "a/b/c", "a b/c", "a/b\n", ".a/b", "a/\xc3\xa4"})
    REFUSED(check_recording_type(RecordingKind::file, type), bad_field);
  const std::string longest = "a/" + std::string(kLongestMediaType - 2, 'b');
  CHECK_EQ(OK(check_recording_type(RecordingKind::file, longest)), longest);
  REFUSED(check_recording_type(RecordingKind::file, longest + "b"), bad_field);
}

void the_others_have_their_own_type() {
  for (const RecordingKindRow& row : kRecordingKinds) {
    if (row.type.empty()) continue;
    CHECK_EQ(OK(check_recording_type(row.kind, row.type)), row.type);
    REFUSED(check_recording_type(row.kind, "application/pdf"), bad_field);
  }
}

// A page or a script of a stranger never has its own type here.
void nothing_is_served_that_could_run() {
  CHECK(served_type(RecordingKind::film, "video/webm") == "video/webm");
  CHECK(served_type(RecordingKind::file, "image/png") == "image/png");
  for (const char* type : {"text/html", "image/svg+xml", "application/pdf", "text/javascript",
                           "application/xhtml+xml", "text/xml", "video/webm"})
    CHECK(served_type(RecordingKind::file, type) == "application/octet-stream");
  CHECK(served_type(RecordingKind::board, "application/vnd.lectern.board") ==
        "application/octet-stream");
  CHECK(served_type(RecordingKind::notes, "text/markdown") == "text/plain; charset=utf-8");
  CHECK(served_type(RecordingKind::chat, "text/plain") == "text/plain; charset=utf-8");
}

}  // namespace

int main() {
  return lectern_test::run(
      "recording_kind",
      {TEST(words_come_back), TEST(a_film_is_what_browsers_record), TEST(a_file_has_any_media_type),
       TEST(the_others_have_their_own_type), TEST(nothing_is_served_that_could_run)});
}
