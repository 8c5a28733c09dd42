// SPDX-License-Identifier: MIT
// Any bytes as a recording: an error, or a file of the promised size that has the same frames, is
// read again without loss, and stays as it is. Memory is bounded by time, and the time by a limit.
#include "tests/fuzz/require.hpp"
#include "tests/meetings/recordings/webm_files.hpp"

namespace {

using meetings::recordings::WebmCluster;
using meetings::recordings::WebmIndex;
using namespace recordings_test;

void check_index(const WebmIndex& index, std::size_t size) {
  const auto& summary = index.summary;
  REQUIRE(index.end + summary.dropped_bytes <= size);
  REQUIRE(summary.dropped_bytes <= meetings::recordings::kLargestWebmElement + 12);
  REQUIRE(summary.frames >= index.clusters.size());
  REQUIRE(summary.cues >= 1 && summary.cues <= index.clusters.size());
  REQUIRE(summary.duration.count() >= 0 &&
          summary.duration <= 3 * meetings::recordings::kLongestWebm);
  REQUIRE(!summary.tracks.empty() &&
          summary.tracks.size() <= meetings::recordings::kMostWebmTracks);
  std::uint64_t begin = 0;
  for (const WebmCluster& cluster : index.clusters) {
    const std::uint64_t since = (cluster.timestamp - begin) * index.head.timestamp_scale;
    REQUIRE(begin == 0 ||
            (cluster.timestamp > begin && since + index.head.timestamp_scale >= 1'000'000'000));
    begin = cluster.timestamp;
  }
}

WebmIndex index_again(const Buffer& made) {
  MemorySource source{made};
  auto index = meetings::recordings::index_webm(source);
  REQUIRE(index.has_value());
  return std::move(*index);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  MemorySource source{bytes};
  const auto index = meetings::recordings::index_webm(source);
  REQUIRE(source.most <= meetings::recordings::kLargestWebmHead);
  if (!index) return 0;
  check_index(*index, size);
  MemorySink sink;
  REQUIRE(meetings::recordings::write_webm(source, *index, sink).has_value());
  REQUIRE(sink.bytes.size() == index->summary.bytes);
  const WebmIndex again = index_again(sink.bytes);
  REQUIRE(again.summary.frames == index->summary.frames);
  REQUIRE(again.summary.duration == index->summary.duration);
  REQUIRE(again.summary.tracks == index->summary.tracks);
  REQUIRE(again.summary.dropped_bytes == 0);
  REQUIRE(*seekable(sink.bytes) == sink.bytes);
  return 0;
}
