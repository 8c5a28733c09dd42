// SPDX-License-Identifier: MIT
// Makes a recording of a browser's MediaRecorder seekable. Such a WebM file is written while it is
// recorded: its Segment and Clusters have no size, it has no Duration and no Cues, and it may end
// in the middle of a block. index_webm() reads it, write_webm() writes it anew: EBML header,
// Segment with its size, SeekHead, Info with Duration, Tracks, Cues in front of the Clusters (so
// that a player can seek over HTTP Range at once), Clusters with their sizes. Frames are copied,
// never decoded. RFC 9559 (Matroska), RFC 8794 (EBML).
//
// The input is hostile: an error tells what is wrong and at which byte. A tail that was cut off is
// dropped, and so only an incomplete last element; everything else that is not as the RFCs say is
// an error. Nothing recurses.
//
// Memory: 32 bytes for each second of the recording, that is 1.2 MB for ten hours and 5.6 MB for
// the longest one (kLongestWebm), and 0.5 MB besides. Time: two passes over the file.
//
// Why not a library of Debian 12 and 13: libwebm-dev has a parser without the muxer, and it
// allocates what an element announces (1.5 GB for a file of 200 bytes); libmatroska reads whole
// elements into memory and throws; libavformat is a decoder's world of formats, which belongs into
// a process of its own (ffmpeg_process.hpp).
//
// Pure; any thread, one thread a source. Both functions take long and block as source and sink do:
// they run on a worker. To stop them, let the source or the sink return an error.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace meetings::recordings {

// Limits. What goes beyond them is an error.
inline constexpr std::chrono::hours kLongestWebm{48};
inline constexpr std::size_t kMostWebmTracks = 8;
// Of one element (a frame, an index); so much of a tail is dropped at most, and its header.
inline constexpr std::uint64_t kLargestWebmElement = std::uint64_t{16} << 20;
// Of Info, and of Tracks.
inline constexpr std::size_t kLargestWebmHead = std::size_t{64} << 10;

class WebmSource {
 public:
  virtual ~WebmSource() = default;
  // Does not change while the file is indexed and written.
  virtual std::uint64_t size() const = 0;
  // Fills `into` with the bytes from `offset` on; they lie before size().
  virtual base::Status read_at(std::uint64_t offset, base::MutableBytes into) = 0;
};

class WebmSink {
 public:
  virtual ~WebmSink() = default;
  // Takes the next bytes, all of them.
  virtual base::Status write(base::Bytes bytes) = 0;
};

struct WebmTrack {
  enum class Kind { video, audio };

  std::uint64_t number = 0;
  Kind kind = Kind::video;
  std::string codec;  // "V_VP9", "A_OPUS": at most 32 printable characters of ASCII
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 0;
  double sample_rate = 0;
  std::uint64_t default_duration = 0;  // nanoseconds of a frame; 0: unknown

  friend bool operator==(const WebmTrack&, const WebmTrack&) = default;
};

struct WebmSummary {
  std::chrono::nanoseconds duration{};  // when the last frame ends
  std::vector<WebmTrack> tracks;
  std::uint64_t frames = 0;  // blocks, of all tracks
  std::uint64_t cues = 0;    // places to seek to
  std::uint64_t bytes = 0;   // what write_webm() writes
  // The end of the source that was cut off in the middle of an element.
  std::uint64_t dropped_bytes = 0;
};

// What pass one keeps of a Cluster of the new file.
struct WebmCluster {
  std::uint64_t first = 0;      // where its first block begins in the source
  std::uint64_t bytes = 0;      // of its blocks
  std::uint64_t timestamp = 0;  // in units of the TimestampScale, as everything in the file
  std::uint64_t cue = 0;        // the time of its first key frame, plus one; 0: it has none
};

struct WebmHead {
  std::string doc_type;  // "webm" or "matroska"
  std::uint64_t doc_type_version = 1;
  std::uint64_t doc_type_read_version = 1;
  std::uint64_t timestamp_scale = 0;  // nanoseconds; 0: Info was not read yet
  std::vector<std::byte> info;        // the children of Info but Duration
  std::vector<std::byte> tracks;      // the children of Tracks
  std::vector<WebmTrack> track_list;
  std::uint64_t cue_track = 0;  // the first track of video, else the first one

  const WebmTrack* track(std::uint64_t number) const;
};

struct WebmIndex {
  WebmSummary summary;
  WebmHead head;
  std::deque<WebmCluster> clusters;
  std::uint64_t end = 0;            // of the last block in the source
  double duration = 0;              // in units of the TimestampScale
  std::uint64_t segment_bytes = 0;  // of the new Segment's contents
};

// Pass one. Errors: `corrupt` (not WebM, contradicts itself, has no complete frame), `unsupported`,
// `exhausted` (one of the limits above), and those of the source.
base::Result<WebmIndex> index_webm(WebmSource& source);

// Pass two, from the same source. Writes exactly summary.bytes bytes, or fails: with `corrupt` if
// the source has changed, else with the error of source or sink.
base::Status write_webm(WebmSource& source, const WebmIndex& index, WebmSink& sink);

}  // namespace meetings::recordings
