// SPDX-License-Identifier: MIT
// Made recordings: what becomes of them, and what is refused.
#include "meetings/recordings/webm.hpp"

#include "tests/meetings/recordings/webm_files.hpp"
#include "tests/support/check.hpp"

using namespace meetings::recordings;
using namespace recordings_test;
using base::Errc;
using std::chrono::milliseconds;

namespace {

void check_same(const Buffer& is, const Buffer& expected) { CHECK_BYTES(is, expected); }

WebmIndex index_of(const Buffer& file) {
  MemorySource source{file};
  return CHECK_OK(index_webm(source));
}

base::Error error_of(const Buffer& file) {
  MemorySource source{file};
  auto index = index_webm(source);
  CHECK(!index);
  return index.error();
}

void refuses(const Buffer& file, Errc code, std::string_view words) {
  const base::Error error = error_of(file);
  if (error.what.find(words) == std::string::npos) CHECK_EQ(error.what, std::string{words});
  CHECK_EQ(error.code, code);
}

// A file of two seconds: three key frames, one of them too near to the one before.
Buffer two_seconds() {
  return live({live_cluster(0, {simple(2, 0), simple(1, 40), simple(1, 540, false)}),
               live_cluster(700, {simple(1, 0), simple(2, 20), simple(1, 500)}),
               live_cluster(1900, {simple(1, 0, false), simple(2, 40), simple(2, 60),
                                   simple(1, 100, false)})});
}

void measures_a_recording() {
  const WebmSummary summary = index_of(two_seconds()).summary;
  CHECK_EQ(summary.frames, std::uint64_t{10});
  CHECK_EQ(summary.dropped_bytes, std::uint64_t{0});
  // The picture at 2000 is shown as long as the one before it: 100 ms.
  CHECK_EQ(std::chrono::duration_cast<milliseconds>(summary.duration).count(), 2100L);
  CHECK_EQ(summary.tracks.size(), std::size_t{2});
  CHECK_EQ(summary.tracks[0].codec, "V_VP8");
  CHECK_EQ(summary.tracks[1].kind, WebmTrack::Kind::audio);
}

void begins_clusters_at_key_frames_and_lists_them_as_cues() {
  const WebmIndex index = index_of(two_seconds());
  CHECK_EQ(index.clusters.size(), std::size_t{2});
  CHECK_EQ(index.clusters[0].cue, std::uint64_t{41});
  CHECK_EQ(index.clusters[1].timestamp, std::uint64_t{1200});
  CHECK_EQ(index.clusters[1].cue, std::uint64_t{1201});
  CHECK_EQ(index.summary.cues, std::uint64_t{2});
}

void writes_the_same_frames_at_the_same_times() {
  const Buffer once = CHECK_OK(seekable(two_seconds()));
  CHECK_EQ(once.size(), index_of(two_seconds()).summary.bytes);
  const WebmIndex again = index_of(once);
  CHECK_EQ(again.summary.frames, std::uint64_t{10});
  CHECK_EQ(again.summary.duration.count(), index_of(two_seconds()).summary.duration.count());
  CHECK_EQ(again.clusters.size(), std::size_t{2});
  check_same(CHECK_OK(seekable(once)), once);  // what is seekable stays as it is
}

// RFC 9559 5.1.1: the SeekHead has the positions of Info, Tracks and Cues
// RFC 9559 5.1.2.10: Duration is the time when the last frame ends
// RFC 9559 5.1.5: a CuePoint has the time of a key frame and its Cluster's position
void writes_the_index_in_front_of_the_clusters() {
  const Buffer file =
      joined({ebml_head(), header(ebml::kSegment, kUnknown), info(), tracks({video_track()}),
              live_cluster(70'000, {simple(1, 0), simple(1, 40, false)})});
  const auto seek = [](std::uint32_t id, std::uint64_t at) {
    const Buffer name{static_cast<std::byte>(id >> 24), static_cast<std::byte>(id >> 16),
                      static_cast<std::byte>(id >> 8), static_cast<std::byte>(id)};
    return element(ebml::kSeek,
                   joined({element(ebml::kSeekId, name), number(ebml::kSeekPosition, at)}));
  };
  ebml::Builder duration;
  duration.real(ebml::kDuration, 70'080);
  const Buffer new_info =
      element(ebml::kInfo, joined({number(ebml::kTimestampScale, 1'000'000), built(duration)}));
  const Buffer new_tracks = tracks({video_track()});
  const auto seek_head = [&](std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    return element(ebml::kSeekHead,
                   joined({seek(ebml::kInfo, a), seek(ebml::kTracks, b), seek(ebml::kCues, c)}));
  };
  const std::uint64_t info_at = seek_head(0, 0, 0).size();
  const std::uint64_t tracks_at = info_at + new_info.size();
  const std::uint64_t cues_at = tracks_at + new_tracks.size();
  const std::uint64_t cluster_at = cues_at + 12 + 34;
  const Buffer point = element(
      ebml::kCuePoint, joined({number(ebml::kCueTime, 70'000),
                               element(ebml::kCueTrackPositions,
                                       joined({number(ebml::kCueTrack, 1),
                                               number(ebml::kCueClusterPosition, cluster_at)}))}));
  const Buffer blocks =
      joined({number(ebml::kTimestamp, 70'000), simple(1, 0), simple(1, 40, false)});
  const Buffer segment = joined({seek_head(info_at, tracks_at, cues_at), new_info, new_tracks,
                                 header(ebml::kCues, point.size()), point,
                                 header(ebml::kCluster, blocks.size()), blocks});
  const Buffer head = element(
      ebml::kEbml, joined({number(ebml::kEbmlVersion, 1), number(ebml::kEbmlReadVersion, 1),
                           number(ebml::kEbmlMaxIdLength, 4), number(ebml::kEbmlMaxSizeLength, 8),
                           word(ebml::kDocType, "webm"), number(ebml::kDocTypeVersion, 1),
                           number(ebml::kDocTypeReadVersion, 1)}));
  check_same(CHECK_OK(seekable(file)),
             joined({head, header(ebml::kSegment, segment.size()), segment}));
}

void takes_sizes_as_well_as_none() {
  const std::initializer_list<Buffer> blocks{simple(1, 0), simple(2, 0), simple(1, 40, false)};
  const Buffer none = live({live_cluster(0, blocks), live_cluster(1000, blocks)});
  const Buffer clusters = live({sized_cluster(0, blocks), sized_cluster(1000, blocks)});
  const Buffer contents = joined({info(), tracks({video_track(), audio_track()}),
                                  sized_cluster(0, blocks), live_cluster(1000, blocks)});
  const Buffer segment = joined({ebml_head(), element(ebml::kSegment, contents)});
  check_same(CHECK_OK(seekable(clusters)), CHECK_OK(seekable(none)));
  check_same(CHECK_OK(seekable(segment)), CHECK_OK(seekable(none)));
}

void leaves_out_what_would_be_wrong_in_the_new_file() {
  const Buffer noise = element(ebml::kVoid, Buffer(30));
  const Buffer position = number(0xA7, 12345);
  const Buffer prev_size = number(0xAB, 99);
  const Buffer crc = element(ebml::kCrc32, Buffer(4));
  const Buffer plain = live({live_cluster(0, {simple(1, 0), simple(1, 40, false)})});
  const Buffer full = live({noise, crc, element(ebml::kCues, Buffer(50)),
                            live_cluster(0, {position, prev_size, crc, simple(1, 0), noise,
                                             simple(1, 40, false), noise}),
                            element(ebml::kTags, Buffer(9)), element(ebml::kSeekHead, {})});
  check_same(CHECK_OK(seekable(full)), CHECK_OK(seekable(plain)));
}

// RFC 9559 5.1.3.5: a BlockGroup; without ReferenceBlock it is a key frame
void takes_block_groups() {
  const auto group = [](int relative, const Buffer& more) {
    return element(ebml::kBlockGroup,
                   joined({element(ebml::kBlock, frame(1, relative, false)), more}));
  };
  const Buffer file =
      live({live_cluster(0, {group(0, {}), group(40, number(ebml::kReferenceBlock, 1))}),
            live_cluster(1500, {group(0, {}), group(40, number(ebml::kBlockDuration, 250))})});
  const WebmIndex index = index_of(file);
  CHECK_EQ(index.summary.cues, std::uint64_t{2});
  CHECK_EQ(index.summary.frames, std::uint64_t{4});
  CHECK_EQ(std::chrono::duration_cast<milliseconds>(index.summary.duration).count(), 1790L);
  CHECK_EQ(index_of(CHECK_OK(seekable(file))).clusters[1].cue, std::uint64_t{1501});
}

void has_one_cue_where_no_frame_is_a_key() {
  const WebmIndex index = index_of(live({live_cluster(20, {simple(1, 0, false)})}));
  CHECK_EQ(index.summary.cues, std::uint64_t{1});
  CHECK_EQ(index.clusters[0].cue, std::uint64_t{21});
}

void gives_audio_alone_a_cue_every_five_seconds() {
  Buffer file =
      joined({ebml_head(), header(ebml::kSegment, kUnknown), info(), tracks({audio_track()})});
  for (std::uint64_t at = 0; at < 60'000; at += 250)
    file = joined({file, live_cluster(at, {simple(2, 0, false), simple(2, 120, false)})});
  const WebmIndex index = index_of(file);
  CHECK_EQ(index.clusters.size(), std::size_t{12});
  CHECK_EQ(index.summary.cues, std::uint64_t{12});
}

// RFC 9559 10.2: a SimpleBlock is marked if it is a key frame, as every frame of sound is
void marks_frames_of_sound_as_key_frames() {
  const Buffer unmarked = live({live_cluster(0, {simple(1, 0, false), simple(2, 0, false)})});
  const Buffer marked = live({live_cluster(0, {simple(1, 0, false), simple(2, 0, true)})});
  check_same(CHECK_OK(seekable(unmarked)), CHECK_OK(seekable(marked)));
}

// Times of Clusters that no two bytes can tell from the first one.
void bridges_gaps() {
  const Buffer file =
      live({live_cluster(0, {simple(1, 0)}), live_cluster(7'200'000, {simple(1, 0, false)}),
            live_cluster(7'200'000, {simple(1, -30, false)})});
  const WebmIndex index = index_of(file);
  CHECK_EQ(index.clusters.size(), std::size_t{2});
  CHECK_EQ(index_of(CHECK_OK(seekable(file))).summary.duration.count(),
           index.summary.duration.count());
}

void keeps_the_timestamp_scale_and_the_rest_of_info() {
  const Buffer app = word(0x4D80, "Chrome");
  const Buffer file = joined(
      {ebml_head("matroska"), header(ebml::kSegment, kUnknown),
       element(ebml::kInfo,
               joined({number(ebml::kTimestampScale, 500'000), app, number(ebml::kDuration, 0)})),
       tracks({video_track()}), live_cluster(0, {simple(1, 0), simple(1, 100, false)})});
  const Buffer made = CHECK_OK(seekable(file));
  const WebmIndex index = index_of(made);
  CHECK_EQ(index.head.timestamp_scale, std::uint64_t{500'000});
  CHECK_EQ(index.head.doc_type, "matroska");
  CHECK_EQ(std::chrono::duration_cast<milliseconds>(index.summary.duration).count(), 100L);
  check_same(index.head.info, app);
}

void drops_what_was_cut_off() {
  const Buffer file = live({live_cluster(0, {simple(1, 0), simple(1, 40, false, 200)})});
  const Buffer part(file.begin(), file.end() - 100);
  const WebmSummary summary = index_of(part).summary;
  CHECK_EQ(summary.frames, std::uint64_t{1});
  CHECK_EQ(summary.dropped_bytes, std::uint64_t{207 - 100});
}

void refuses_what_is_no_recording() {
  refuses({}, Errc::corrupt, "empty");
  refuses(Buffer(100), Errc::unsupported, "another kind");
  const base::Bytes mp4 = base::as_bytes({"\0\0\0 ftypisom", 12});
  refuses({mp4.begin(), mp4.end()}, Errc::unsupported, "another kind");
  refuses(joined({ebml_head("dat"), header(ebml::kSegment, kUnknown)}), Errc::unsupported,
          "EBML of another kind");
  refuses(joined({ebml_head(), element(ebml::kVoid, Buffer(30))}), Errc::corrupt, "no Segment");
  refuses(live({}), Errc::corrupt, "ends in front of its first frame");
  refuses(live({live_cluster(0, {})}), Errc::corrupt, "no complete frame");
}

void refuses_what_contradicts_itself() {
  const Buffer good = live_cluster(0, {simple(1, 0)});
  refuses(live({good, ebml_head()}), Errc::corrupt, "second recording");
  refuses(live({good, info()}), Errc::corrupt, "Info or Tracks come behind");
  refuses(live({info(), good}), Errc::corrupt, "a second Info");
  refuses(live({tracks({video_track()}), good}), Errc::corrupt, "a second Tracks");
  refuses(live({live_cluster(0, {simple(3, 0)})}), Errc::corrupt, "no track");
  refuses(live({live_cluster(5, {simple(1, -6)})}), Errc::corrupt, "negative time");
  refuses(live({live_cluster(9, {simple(1, 0)}), live_cluster(8, {simple(1, 0)})}), Errc::corrupt,
          "runs backwards");
  refuses(live({live_cluster(0, {number(ebml::kTimestamp, 0)})}), Errc::corrupt, "two timestamps");
  refuses(live({header(ebml::kCluster, kUnknown), simple(1, 0)}), Errc::corrupt,
          "before its Cluster's timestamp");
  refuses(live({live_cluster(0, {element(ebml::kSimpleBlock, Buffer(3, std::byte{0x81}))})}),
          Errc::corrupt, "too short");
  refuses(live({live_cluster(0, {element(ebml::kBlockGroup, {})})}), Errc::corrupt, "no Block");
  refuses(live({live_cluster(0, {Buffer(4), simple(1, 0)})}), Errc::corrupt, "no element");
  refuses(live({element(ebml::kCluster, joined({number(ebml::kTimestamp, 0), good}))}),
          Errc::corrupt, "holds what a Segment holds");
  refuses(joined({ebml_head(), header(ebml::kSegment, kUnknown), good}), Errc::corrupt,
          "before Info or Tracks");
}

void refuses_sizes_that_cannot_be() {
  const Buffer frame_ = simple(1, 0);
  // A child that reaches beyond its parent, which is whole.
  const Buffer child =
      element(ebml::kCluster,
              joined({number(ebml::kTimestamp, 0), header(ebml::kSimpleBlock, 1000), frame_}));
  refuses(live({child, live_cluster(0, {simple(1, 0, true, 2000)})}), Errc::corrupt,
          "beyond its parent");
  // A frame of 500 GB, of unknown size; an index, an Info without end.
  refuses(live({live_cluster(0, {header(ebml::kSimpleBlock, 500'000'000'000), frame_})}),
          Errc::exhausted, "too large");
  refuses(live({live_cluster(0, {header(ebml::kSimpleBlock, kUnknown), frame_})}), Errc::corrupt,
          "has no size");
  refuses(live({header(ebml::kCues, kLargestWebmElement + 1)}), Errc::exhausted, "too large");
  refuses(joined({ebml_head(), header(ebml::kSegment, kUnknown),
                  element(ebml::kInfo, element(ebml::kVoid, Buffer(kLargestWebmHead)))}),
          Errc::exhausted, "too large");
  refuses(joined({ebml_head(), header(ebml::kSegment, kUnknown),
                  element(ebml::kInfo, header(ebml::kVoid, 1))}),
          Errc::corrupt, "broken child");
  refuses(joined({ebml_head(),
                  element(ebml::kSegment, joined({info(), tracks({video_track()}),
                                                  live_cluster(0, {simple(1, 0)})})),
                  Buffer(1)}),
          Errc::corrupt, "follows the Segment");
}

void refuses_what_is_too_much() {
  Buffer entries;
  for (unsigned i = 1; i <= kMostWebmTracks + 1; ++i)
    entries = joined({entries, track(i, 1, "V_VP8")});
  refuses(joined({ebml_head(), header(ebml::kSegment, kUnknown), info(),
                  element(ebml::kTracks, entries)}),
          Errc::exhausted, "too many tracks");
  const std::uint64_t longest = std::chrono::milliseconds{kLongestWebm}.count();
  CHECK_EQ(index_of(live({live_cluster(longest, {simple(1, 0)})})).clusters.size(), std::size_t{1});
  refuses(live({live_cluster(longest + 1, {simple(1, 0)})}), Errc::exhausted, "too long");
  refuses(live({live_cluster(~std::uint64_t{0}, {simple(1, 32767)})}), Errc::exhausted, "too long");
}

void refuses_heads_of_another_world() {
  const auto with = [](const Buffer& head, const Buffer& info_, const Buffer& tracks_) {
    return joined(
        {head, header(ebml::kSegment, kUnknown), info_, tracks_, live_cluster(0, {simple(1, 0)})});
  };
  const Buffer good = tracks({video_track()});
  for (const std::uint64_t scale : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{49'999},
                                    std::uint64_t{100'000'001}, ~std::uint64_t{0}})
    refuses(with(ebml_head(), info(scale), good), Errc::unsupported, "TimestampScale");
  refuses(with(ebml_head(), info(), tracks({track(1, 17, "S_TEXT")})), Errc::unsupported,
          "neither video nor audio");
  refuses(with(ebml_head(), info(), tracks({track(1, 1, "")})), Errc::corrupt, "no word");
  refuses(with(ebml_head(), info(), tracks({track(1, 1, "V_\x01")})), Errc::corrupt, "no word");
  refuses(with(ebml_head(), info(), tracks({track(1, 1, std::string(33, 'V'))})), Errc::corrupt,
          "no word");
  refuses(with(ebml_head(), info(), tracks({track(0, 1, "V_VP8")})), Errc::corrupt, "lacks");
  refuses(with(ebml_head(), info(), tracks({video_track(), video_track()})), Errc::corrupt,
          "two tracks");
  refuses(with(ebml_head(), info(), tracks({})), Errc::corrupt, "no tracks");
  const Buffer newer = element(
      ebml::kEbml, joined({word(ebml::kDocType, "webm"), number(ebml::kEbmlReadVersion, 2)}));
  refuses(with(newer, info(), good), Errc::unsupported, "version of EBML");
  refuses(live({live_cluster(0, {element(ebml::kEncryptedBlock, Buffer(9))})}), Errc::unsupported,
          "encrypted");
}

void passes_on_errors_of_source_and_sink() {
  const Buffer file = two_seconds();
  for (std::size_t n = 0; n < 3; ++n) {
    MemorySource source{file};
    source.fails_after = n;
    const auto index = index_webm(source);
    if (!index) CHECK_EQ(index.error().what, "the disk fails");
    CHECK_EQ(index.has_value(), n >= 3 || source.reads <= n);
  }
  MemorySource source{file};
  const WebmIndex index = index_of(file);
  for (std::size_t room = 0; room < index.summary.bytes; room += 100) {
    MemorySink sink;
    sink.room = room;
    const base::Status written = write_webm(source, index, sink);
    CHECK(!written);
    CHECK_EQ(written.error().what, "the disk is full");
  }
}

void notices_that_the_source_has_changed() {
  const WebmIndex index = index_of(two_seconds());
  for (const Buffer& other :
       {live({live_cluster(0, {simple(1, 0)})}),
        live({live_cluster(0, {simple(2, 0), simple(1, 40), simple(1, 540, false, 6)})}),
        joined({two_seconds(), live_cluster(3000, {simple(1, 0)})})}) {
    MemorySource source{other};
    MemorySink sink;
    const base::Status written = write_webm(source, index, sink);
    if (written) {
      CHECK_EQ(sink.bytes.size(), index.summary.bytes);
    } else {
      CHECK_EQ(written.error().code, Errc::corrupt);
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run("webm", {TEST(measures_a_recording),
                                    TEST(begins_clusters_at_key_frames_and_lists_them_as_cues),
                                    TEST(writes_the_same_frames_at_the_same_times),
                                    TEST(writes_the_index_in_front_of_the_clusters),
                                    TEST(takes_sizes_as_well_as_none),
                                    TEST(leaves_out_what_would_be_wrong_in_the_new_file),
                                    TEST(takes_block_groups),
                                    TEST(has_one_cue_where_no_frame_is_a_key),
                                    TEST(gives_audio_alone_a_cue_every_five_seconds),
                                    TEST(marks_frames_of_sound_as_key_frames),
                                    TEST(bridges_gaps),
                                    TEST(keeps_the_timestamp_scale_and_the_rest_of_info),
                                    TEST(drops_what_was_cut_off),
                                    TEST(refuses_what_is_no_recording),
                                    TEST(refuses_what_contradicts_itself),
                                    TEST(refuses_sizes_that_cannot_be),
                                    TEST(refuses_what_is_too_much),
                                    TEST(refuses_heads_of_another_world),
                                    TEST(passes_on_errors_of_source_and_sink),
                                    TEST(notices_that_the_source_has_changed)});
}
