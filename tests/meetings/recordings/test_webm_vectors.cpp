// SPDX-License-Identifier: MIT
// What browsers recorded (tests/vectors/webm/record.py), whole and cut at every byte; and a
// recording of ten hours.
#include "meetings/recordings/webm.hpp"
#include "meetings/recordings/webm_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.hpp"
#include "tests/meetings/recordings/webm_files.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temp_folder.hpp"

using namespace meetings::recordings;
using namespace recordings_test;

namespace {

void check_same(const Buffer& is, const Buffer& expected) { CHECK_BYTES(is, expected); }

struct Vector {
  const char* name;
  const char* codecs;
  double least_seconds;  // the recorder began later than it was asked to
  double most_seconds;
  std::uint64_t least_cues;
};
constexpr Vector kVectors[] = {
    {"chromium-vp8-opus.webm", "V_VP8 A_OPUS ", 1, 2, 1},
    {"chromium-vp9-opus.webm", "V_VP9 A_OPUS ", 1, 2, 1},
    {"chromium-av1-opus.webm", "V_AV1 A_OPUS ", 1, 2, 1},
    {"chromium-h264-opus.mkv", "V_MPEG4/ISO/AVC A_OPUS ", 1, 2, 1},
    {"chromium-vp8.webm", "V_VP8 ", 0.5, 1.5, 1},
    {"chromium-opus.webm", "A_OPUS ", 2, 4, 1},
    {"chromium-pause.webm", "V_VP8 A_OPUS ", 1.5, 2.7, 1},
    {"chromium-key-frames.webm", "V_VP8 A_OPUS ", 12, 15, 7},
    {"firefox-vp8-opus.webm", "V_VP8 A_OPUS ", 1, 2, 1},
    {"firefox-vp8.webm", "V_VP8 ", 0.5, 1.5, 1},
    {"firefox-opus.webm", "A_OPUS ", 2, 4, 1},
};

std::string path_of(const char* name) {
  return lectern_test::in_source_tree(std::string{"tests/vectors/webm/"} + name);
}

std::string codecs_of(const WebmSummary& summary) {
  std::string all;
  for (const WebmTrack& track : summary.tracks) all.append(track.codec).append(" ");
  return all;
}

void reads_the_recordings_of_browsers() {
  for (const Vector& vector : kVectors) {
    const Buffer file = read_file(path_of(vector.name));
    MemorySource source{file};
    const WebmSummary summary = CHECK_OK(index_webm(source)).summary;
    CHECK_EQ(codecs_of(summary), std::string{vector.codecs});
    const double seconds = std::chrono::duration<double>{summary.duration}.count();
    CHECK(seconds >= vector.least_seconds && seconds <= vector.most_seconds);
    CHECK(summary.cues >= vector.least_cues);
    CHECK_EQ(summary.dropped_bytes, std::uint64_t{0});
    if (summary.tracks[0].kind == WebmTrack::Kind::video) CHECK_EQ(summary.tracks[0].width, 64U);
    if (summary.tracks[0].kind == WebmTrack::Kind::audio)
      CHECK(summary.tracks[0].sample_rate == 48000.0 || summary.tracks[0].sample_rate == 44100.0);
  }
}

void writes_them_as_files_that_stay_as_they_are() {
  for (const Vector& vector : kVectors) {
    const Buffer once = CHECK_OK(seekable(read_file(path_of(vector.name))));
    check_same(CHECK_OK(seekable(once)), once);
  }
}

// A cut recording has the whole one's first frames, and loses less than one element.
void makes_the_best_of_a_cut_at_every_byte() {
  for (const char* name : {"chromium-vp8-opus.webm", "firefox-opus.webm"}) {
    const Buffer file = read_file(path_of(name));
    std::uint64_t frames = 0;
    bool began = false;
    for (std::size_t n = 0; n <= file.size(); ++n) {
      const base::Bytes part = base::Bytes{file}.first(n);
      MemorySource source{part};
      const auto index = index_webm(source);
      if (!index) {
        CHECK(!began);
        continue;
      }
      began = true;
      CHECK(index->summary.frames == frames || index->summary.frames == frames + 1);
      CHECK(index->summary.frames == frames || index->summary.dropped_bytes == 0);
      CHECK(index->end + index->summary.dropped_bytes <= n);
      frames = index->summary.frames;
      const Buffer made = CHECK_OK(seekable(part));
      CHECK_EQ(made.size(), index->summary.bytes);
      MemorySource again{made};
      CHECK_EQ(CHECK_OK(index_webm(again)).summary.frames, frames);
    }
    CHECK(frames > 20);
  }
}

// A byte changed anywhere: a recording, or an error; what is written can be read again.
void survives_a_changed_byte_anywhere() {
  const Buffer file = read_file(path_of("firefox-vp8.webm"));
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      Buffer other = file;
      other[at] ^= static_cast<std::byte>(flip);
      const auto made = seekable(other);
      if (made) (void)CHECK_OK(seekable(*made));
    }
  }
}

// A recording that is made while it is read: a Cluster each 100 ms with a key frame and a sound.
class LongSource final : public WebmSource {
 public:
  explicit LongSource(std::uint64_t seconds)
      : head_(live({})), one_(cluster(0)), clusters_(seconds * 10) {}

  std::uint64_t size() const override { return head_.size() + one_.size() * clusters_; }
  base::Status read_at(std::uint64_t offset, base::MutableBytes into) override {
    while (!into.empty()) {
      const bool in_head = offset < head_.size();
      const std::uint64_t which = in_head ? 0 : (offset - head_.size()) / one_.size();
      const Buffer part = in_head ? head_ : cluster(which * 100);
      const auto from =
          static_cast<std::size_t>(in_head ? offset : (offset - head_.size()) % one_.size());
      const std::size_t n = std::min(part.size() - from, into.size());
      std::copy_n(part.begin() + static_cast<long>(from), n, into.begin());
      into = into.subspan(n);
      offset += n;
    }
    return {};
  }

 private:
  static Buffer cluster(std::uint64_t at) {
    return live_cluster(at, {simple(1, 0), simple(2, 10)});
  }

  Buffer head_;
  Buffer one_;
  std::uint64_t clusters_;
};

// The bound that the header tells.
void indexes_ten_hours_in_little_memory() {
  LongSource source{36'000};
  const WebmIndex index = CHECK_OK(index_webm(source));
  CHECK_EQ(index.clusters.size(), std::size_t{36'000});
  CHECK_EQ(index.summary.frames, std::uint64_t{720'000});
  CHECK(index.clusters.size() * sizeof(WebmCluster) < 1'200'000);
  CHECK_EQ(sizeof(WebmCluster), std::size_t{32});
}

base::UniqueFd opened(const std::string& path, int flags) {
  base::UniqueFd fd{::open(path.c_str(), flags | O_CLOEXEC, 0600)};
  CHECK(fd.get() >= 0);
  return fd;
}

void makes_files() {
  const lectern_test::TempFolder folder;
  const std::string made = folder.file("made.webm");
  const base::UniqueFd input = opened(path_of("chromium-key-frames.webm"), O_RDONLY);
  const base::UniqueFd output = opened(made, O_RDWR | O_CREAT);
  const WebmSummary summary = CHECK_OK(make_webm_seekable(input.get(), output.get()));
  CHECK_EQ(std::filesystem::file_size(made), summary.bytes);
  check_same(read_file(made), CHECK_OK(seekable(read_file(path_of("chromium-key-frames.webm")))));
}

void refuses_what_is_no_file() {
  int ends[2];
  CHECK(::pipe(ends) == 0);
  const base::UniqueFd read_end{ends[0]};
  const base::UniqueFd write_end{ends[1]};
  const auto made = make_webm_seekable(read_end.get(), write_end.get());
  CHECK(!made);
  CHECK_EQ(made.error().code, base::Errc::invalid_argument);
}

}  // namespace

int main() {
  return lectern_test::run(
      "webm_vectors",
      {TEST(reads_the_recordings_of_browsers), TEST(writes_them_as_files_that_stay_as_they_are),
       TEST(makes_the_best_of_a_cut_at_every_byte), TEST(survives_a_changed_byte_anywhere),
       TEST(indexes_ten_hours_in_little_memory), TEST(makes_files), TEST(refuses_what_is_no_file)});
}
