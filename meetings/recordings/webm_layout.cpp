// SPDX-License-Identifier: MIT
#include "meetings/recordings/webm_layout.hpp"

namespace meetings::recordings {

namespace {

using ebml::Builder;

// An ID of one byte, a length of one byte, eight bytes.
constexpr std::uint64_t kNumberBytes = 10;
constexpr std::uint64_t kTrackPositions = 2 * kNumberBytes;
constexpr std::uint64_t kCuePointContents = kNumberBytes + 2 + kTrackPositions;
constexpr std::uint64_t kCuePointBytes = 2 + kCuePointContents;
// An ID of four bytes, a length of eight.
constexpr std::uint64_t kLongHeader = 12;
constexpr std::uint64_t kClusterFront = kLongHeader + kNumberBytes;

Builder ebml_header(const WebmHead& head) {
  Builder contents;
  contents.number(ebml::kEbmlVersion, 1)
      .number(ebml::kEbmlReadVersion, 1)
      .number(ebml::kEbmlMaxIdLength, 4)
      .number(ebml::kEbmlMaxSizeLength, 8)
      .element(ebml::kDocType, base::as_bytes(head.doc_type))
      .number(ebml::kDocTypeVersion, head.doc_type_version)
      .number(ebml::kDocTypeReadVersion, head.doc_type_read_version);
  Builder header;
  header.element(ebml::kEbml, contents.built());
  return header;
}

Builder info_of(const WebmIndex& index) {
  Builder contents;
  contents.number(ebml::kTimestampScale, index.head.timestamp_scale)
      .real(ebml::kDuration, index.duration)
      .bytes(index.head.info);
  Builder info;
  info.element(ebml::kInfo, contents.built());
  return info;
}

void add_seek(Builder& out, std::uint32_t id, std::uint64_t position) {
  Builder target;
  target.short_header(ebml::kSeekId, 4);
  const std::byte bytes[4] = {static_cast<std::byte>(id >> 24), static_cast<std::byte>(id >> 16),
                              static_cast<std::byte>(id >> 8), static_cast<std::byte>(id)};
  target.bytes(bytes).number(ebml::kSeekPosition, position);
  out.element(ebml::kSeek, target.built());
}

// RFC 9559 section 5.1.1: positions count from the Segment's contents on.
Builder seek_head(std::uint64_t info_at, std::uint64_t tracks_at, std::uint64_t cues_at) {
  Builder contents;
  add_seek(contents, ebml::kInfo, info_at);
  add_seek(contents, ebml::kTracks, tracks_at);
  add_seek(contents, ebml::kCues, cues_at);
  Builder head;
  head.element(ebml::kSeekHead, contents.built());
  return head;
}

// The Segment's contents up to the first CuePoint.
Builder segment_front(const WebmIndex& index) {
  const Builder info = info_of(index);
  Builder tracks;
  tracks.element(ebml::kTracks, index.head.tracks);
  const std::uint64_t info_at = seek_head(0, 0, 0).size();
  const std::uint64_t tracks_at = info_at + info.size();
  const std::uint64_t cues_at = tracks_at + tracks.size();
  Builder front = seek_head(info_at, tracks_at, cues_at);
  front.bytes(info.built()).bytes(tracks.built());
  front.header(ebml::kCues, index.summary.cues * kCuePointBytes);
  return front;
}

}  // namespace

std::uint64_t cluster_bytes(const WebmCluster& cluster) noexcept {
  return kClusterFront + cluster.bytes;
}

std::uint64_t first_cluster_at(const WebmIndex& index) {
  return segment_front(index).size() + index.summary.cues * kCuePointBytes;
}

void plan_webm(WebmIndex& index) {
  index.segment_bytes = first_cluster_at(index);
  for (const WebmCluster& cluster : index.clusters) index.segment_bytes += cluster_bytes(cluster);
  index.summary.bytes = ebml_header(index.head).size() + kLongHeader + index.segment_bytes;
}

Builder webm_front(const WebmIndex& index) {
  Builder front = ebml_header(index.head);
  front.header(ebml::kSegment, index.segment_bytes).bytes(segment_front(index).built());
  return front;
}

void add_cue_point(Builder& out, const WebmIndex& index, const WebmCluster& cluster,
                   std::uint64_t cluster_at) {
  out.short_header(ebml::kCuePoint, kCuePointContents)
      .number(ebml::kCueTime, cluster.cue - 1)
      .short_header(ebml::kCueTrackPositions, kTrackPositions)
      .number(ebml::kCueTrack, index.head.cue_track)
      .number(ebml::kCueClusterPosition, cluster_at);
}

void add_cluster_front(Builder& out, const WebmCluster& cluster) {
  out.header(ebml::kCluster, kNumberBytes + cluster.bytes)
      .number(ebml::kTimestamp, cluster.timestamp);
}

}  // namespace meetings::recordings
