// SPDX-License-Identifier: MIT
// Recordings in memory for the tests of meetings/recordings: sources and sinks, made files, and the
// vectors that browsers recorded.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "meetings/recordings/webm.hpp"
#include "meetings/recordings/webm_ebml.hpp"

namespace recordings_test {

using Buffer = std::vector<std::byte>;
namespace ebml = meetings::recordings::ebml;

class MemorySource final : public meetings::recordings::WebmSource {
 public:
  explicit MemorySource(base::Bytes bytes) : bytes_(bytes) {}

  std::uint64_t size() const override { return bytes_.size(); }
  base::Status read_at(std::uint64_t offset, base::MutableBytes into) override {
    ++reads;
    most = std::max(most, into.size());
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset)
      return base::failure(base::Errc::internal, "a read behind the end");
    if (reads > fails_after) return base::failure(base::Errc::io, "the disk fails");
    const base::Bytes found = bytes_.subspan(static_cast<std::size_t>(offset), into.size());
    std::copy(found.begin(), found.end(), into.begin());
    return {};
  }

  std::size_t reads = 0;
  std::size_t most = 0;  // bytes of one read
  std::size_t fails_after = ~std::size_t{0};

 private:
  base::Bytes bytes_;
};

class MemorySink final : public meetings::recordings::WebmSink {
 public:
  base::Status write(base::Bytes more) override {
    if (bytes.size() + more.size() > room) return base::failure(base::Errc::io, "the disk is full");
    bytes.insert(bytes.end(), more.begin(), more.end());
    return {};
  }

  Buffer bytes;
  std::size_t room = ~std::size_t{0};
};

// Both passes.
inline base::Result<Buffer> seekable(base::Bytes bytes) {
  MemorySource source{bytes};
  TRY(const meetings::recordings::WebmIndex index, meetings::recordings::index_webm(source));
  MemorySink sink;
  TRY(meetings::recordings::write_webm(source, index, sink));
  return std::move(sink.bytes);
}

inline Buffer read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  const std::vector<char> text{std::istreambuf_iterator<char>{file},
                               std::istreambuf_iterator<char>{}};
  const base::Bytes bytes = base::as_bytes({text.data(), text.size()});
  return {bytes.begin(), bytes.end()};
}

inline Buffer joined(std::initializer_list<Buffer> parts) {
  Buffer all;
  for (const Buffer& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

inline Buffer built(const ebml::Builder& builder) {
  return {builder.built().begin(), builder.built().end()};
}

inline Buffer element(std::uint32_t id, const Buffer& contents) {
  ebml::Builder out;
  return built(out.element(id, contents));
}
inline Buffer number(std::uint32_t id, std::uint64_t value) {
  ebml::Builder out;
  return built(out.number(id, value));
}
inline Buffer word(std::uint32_t id, std::string_view text) {
  const base::Bytes bytes = base::as_bytes(text);
  return element(id, {bytes.begin(), bytes.end()});
}
// Only the header of an element, with any size: all ones in eight bytes are the unknown size.
inline constexpr std::uint64_t kUnknown = (std::uint64_t{1} << 56) - 1;
inline Buffer header(std::uint32_t id, std::uint64_t size) {
  ebml::Builder out;
  return built(out.header(id, size));
}

inline Buffer ebml_head(std::string_view doc_type = "webm") {
  return element(ebml::kEbml, word(ebml::kDocType, doc_type));
}
inline Buffer info(std::uint64_t scale = 1'000'000) {
  return element(ebml::kInfo, number(ebml::kTimestampScale, scale));
}
inline Buffer track(std::uint64_t number_, std::uint64_t kind, std::string_view codec) {
  return element(ebml::kTrackEntry,
                 joined({number(ebml::kTrackNumber, number_), number(ebml::kTrackType, kind),
                         word(ebml::kCodecId, codec)}));
}
inline Buffer video_track() { return track(1, 1, "V_VP8"); }
inline Buffer audio_track() { return track(2, 2, "A_OPUS"); }
inline Buffer tracks(std::initializer_list<Buffer> entries) {
  return element(ebml::kTracks, joined(entries));
}

// The contents of a block; its frame is so long.
inline Buffer frame(unsigned track_, int relative, bool key, std::size_t length = 5) {
  const auto stamp = static_cast<unsigned>(relative) & 0xffff;
  Buffer bytes{static_cast<std::byte>(0x80 | track_), static_cast<std::byte>(stamp >> 8),
               static_cast<std::byte>(stamp & 0xff), key ? std::byte{0x80} : std::byte{0}};
  for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<std::byte>('a' + i % 26));
  return bytes;
}
inline Buffer simple(unsigned track_, int relative, bool key = true, std::size_t length = 5) {
  return element(ebml::kSimpleBlock, frame(track_, relative, key, length));
}
// Clusters as browsers write them while they record, and with a size.
inline Buffer live_cluster(std::uint64_t timestamp, std::initializer_list<Buffer> blocks) {
  return joined(
      {header(ebml::kCluster, kUnknown), number(ebml::kTimestamp, timestamp), joined(blocks)});
}
inline Buffer sized_cluster(std::uint64_t timestamp, std::initializer_list<Buffer> blocks) {
  return element(ebml::kCluster, joined({number(ebml::kTimestamp, timestamp), joined(blocks)}));
}

// A file with a live Segment and these elements behind Info and Tracks.
inline Buffer live(std::initializer_list<Buffer> elements) {
  return joined({ebml_head(), header(ebml::kSegment, kUnknown), info(),
                 tracks({video_track(), audio_track()}), joined(elements)});
}

}  // namespace recordings_test
