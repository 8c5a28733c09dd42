// SPDX-License-Identifier: MIT
// The words of EBML (RFC 8794): element IDs and sizes as variable-length integers, numbers, and the
// IDs of Matroska (RFC 9559 section 5) that a recording may have. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace meetings::recordings::ebml {

inline constexpr std::uint32_t kEbml = 0x1A45DFA3;
inline constexpr std::uint32_t kEbmlVersion = 0x4286;
inline constexpr std::uint32_t kEbmlReadVersion = 0x42F7;
inline constexpr std::uint32_t kEbmlMaxIdLength = 0x42F2;
inline constexpr std::uint32_t kEbmlMaxSizeLength = 0x42F3;
inline constexpr std::uint32_t kDocType = 0x4282;
inline constexpr std::uint32_t kDocTypeVersion = 0x4287;
inline constexpr std::uint32_t kDocTypeReadVersion = 0x4285;
inline constexpr std::uint32_t kVoid = 0xEC;
inline constexpr std::uint32_t kCrc32 = 0xBF;
inline constexpr std::uint32_t kSegment = 0x18538067;
inline constexpr std::uint32_t kSeekHead = 0x114D9B74;
inline constexpr std::uint32_t kSeek = 0x4DBB;
inline constexpr std::uint32_t kSeekId = 0x53AB;
inline constexpr std::uint32_t kSeekPosition = 0x53AC;
inline constexpr std::uint32_t kInfo = 0x1549A966;
inline constexpr std::uint32_t kTimestampScale = 0x2AD7B1;
inline constexpr std::uint32_t kDuration = 0x4489;
inline constexpr std::uint32_t kTracks = 0x1654AE6B;
inline constexpr std::uint32_t kTrackEntry = 0xAE;
inline constexpr std::uint32_t kTrackNumber = 0xD7;
inline constexpr std::uint32_t kTrackType = 0x83;
inline constexpr std::uint32_t kCodecId = 0x86;
inline constexpr std::uint32_t kDefaultDuration = 0x23E383;
inline constexpr std::uint32_t kVideo = 0xE0;
inline constexpr std::uint32_t kPixelWidth = 0xB0;
inline constexpr std::uint32_t kPixelHeight = 0xBA;
inline constexpr std::uint32_t kAudio = 0xE1;
inline constexpr std::uint32_t kSamplingFrequency = 0xB5;
inline constexpr std::uint32_t kChannels = 0x9F;
inline constexpr std::uint32_t kCluster = 0x1F43B675;
inline constexpr std::uint32_t kTimestamp = 0xE7;
inline constexpr std::uint32_t kSimpleBlock = 0xA3;
inline constexpr std::uint32_t kBlockGroup = 0xA0;
inline constexpr std::uint32_t kBlock = 0xA1;
inline constexpr std::uint32_t kBlockDuration = 0x9B;
inline constexpr std::uint32_t kReferenceBlock = 0xFB;
inline constexpr std::uint32_t kEncryptedBlock = 0xAF;
inline constexpr std::uint32_t kCues = 0x1C53BB6B;
inline constexpr std::uint32_t kCuePoint = 0xBB;
inline constexpr std::uint32_t kCueTime = 0xB3;
inline constexpr std::uint32_t kCueTrackPositions = 0xB7;
inline constexpr std::uint32_t kCueTrack = 0xF7;
inline constexpr std::uint32_t kCueClusterPosition = 0xF1;
inline constexpr std::uint32_t kChapters = 0x1043A770;
inline constexpr std::uint32_t kTags = 0x1254C367;
inline constexpr std::uint32_t kAttachments = 0x1941A469;

// A block holds its track's number as a variable-length integer.
inline constexpr std::uint64_t kMostTrackNumber = (std::uint64_t{1} << 56) - 2;

// The longest header of an element: an ID of four bytes, a size of eight.
inline constexpr std::size_t kLongestHeader = 12;

struct Header {
  enum class Found {
    element,
    cut,      // more bytes are needed
    invalid,  // no ID or size begins like this, or the ID is not in its shortest form
  };

  Found found = Found::cut;
  std::uint32_t id = 0;
  std::size_t length = 0;             // of the header
  std::optional<std::uint64_t> size;  // of the contents; nullopt: unknown (RFC 8794 section 6.2)
};

// The header at the beginning of `bytes` (RFC 8794 sections 5 and 6).
Header read_header(base::Bytes bytes);

struct Number {
  std::uint64_t value = 0;
  std::size_t length = 0;  // 0: there is no complete valid number
};
// A variable-length integer of at most eight bytes without its marker (RFC 8794 section 4).
Number read_number(base::Bytes bytes);

// The contents of an unsigned integer, of a float (RFC 8794 section 7); nullopt: a wrong length.
std::optional<std::uint64_t> read_unsigned(base::Bytes contents);
std::optional<double> read_float(base::Bytes contents);

// Writing. Sizes have eight bytes, and so have numbers and floats, where nothing else is said: a
// length never depends on a value.
class Builder {
 public:
  // The header of an element with contents of this size; the short one has the shortest form of
  // the size.
  Builder& header(std::uint32_t id, std::uint64_t size);
  Builder& short_header(std::uint32_t id, std::uint64_t size);
  Builder& number(std::uint32_t id, std::uint64_t value);
  Builder& real(std::uint32_t id, double value);
  Builder& element(std::uint32_t id, base::Bytes contents);
  Builder& bytes(base::Bytes more);

  base::Bytes built() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  void clear() { bytes_.clear(); }

 private:
  void id(std::uint32_t id);
  void big_endian(std::uint64_t value, unsigned bytes);

  std::vector<std::byte> bytes_;
};

}  // namespace meetings::recordings::ebml
