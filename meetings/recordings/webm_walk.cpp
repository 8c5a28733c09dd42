// SPDX-License-Identifier: MIT
#include "meetings/recordings/webm_walk.hpp"

#include <algorithm>
#include <chrono>

#include "meetings/recordings/webm_head.hpp"

namespace meetings::recordings {

namespace {

using base::Errc;

constexpr std::byte kKeyFrame{0x80};  // in the flags of a SimpleBlock

base::Error corrupt(std::string_view what, std::uint64_t at) {
  return webm_error(Errc::corrupt, what, at);
}

// The elements that only a Segment holds, and those that begin another file: they end a Cluster of
// unknown size (RFC 8794 section 6.2).
bool ends_cluster(std::uint32_t id) {
  switch (id) {
    case ebml::kCluster:
    case ebml::kCues:
    case ebml::kSeekHead:
    case ebml::kInfo:
    case ebml::kTracks:
    case ebml::kTags:
    case ebml::kChapters:
    case ebml::kAttachments:
    case ebml::kSegment:
    case ebml::kEbml: return true;
    default: return false;
  }
}

std::uint64_t most_units(std::uint64_t timestamp_scale) {
  return static_cast<std::uint64_t>(std::chrono::nanoseconds{kLongestWebm}.count()) /
         timestamp_scale;
}

}  // namespace

base::Result<WebmWalk> WebmWalk::open(WebmSource& source) {
  WebmWalk walk{source};
  TRY(walk.read_beginning());
  TRY(walk.read_front());
  return walk;
}

base::Status WebmWalk::read_beginning() {
  if (reader_.size() == 0) return base::failure(corrupt("the file is empty", 0));
  TRY(const base::Bytes magic, reader_.some(0, 4));
  if (magic.size() < 4 || base::load_be32(magic.data()) != ebml::kEbml)
    return base::failure(Errc::unsupported, "WebM: the file is of another kind");
  TRY(const WebmElement ebml_head, reader_.element(0, kUnknownEnd));
  if (!reader_.complete(ebml_head) || ebml_head.end == reader_.size())
    return base::failure(corrupt("the file ends in front of its first frame", reader_.size()));
  TRY(const std::vector<std::byte> contents, reader_.contents(ebml_head));
  TRY(read_ebml_head(contents, head_));
  TRY(const WebmElement segment, reader_.element(ebml_head.end, kUnknownEnd));
  if (segment.id != ebml::kSegment && segment.id != 0)
    return base::failure(corrupt("there is no Segment", segment.at));
  at_ = segment.id == 0 ? reader_.size() : segment.contents;
  segment_end_ = segment.end;
  return {};
}

// RFC 9559 section 5.1: Info and Tracks are there once; a recorder writes them before its frames.
base::Status WebmWalk::read_front() {
  while (at_ < std::min(segment_end_, reader_.size())) {
    TRY(const WebmElement element, reader_.element(at_, segment_end_));
    if (element.id == ebml::kCluster) {
      if (head_.track_list.empty() || head_.timestamp_scale == 0)
        return base::failure(corrupt("a Cluster comes before Info or Tracks", at_));
      return {};
    }
    if (!reader_.complete(element)) break;
    TRY(take_front(element));
    at_ = element.end;
  }
  return base::failure(corrupt("the file ends in front of its first frame", at_));
}

base::Status WebmWalk::take_front(const WebmElement& element) {
  if (element.id == ebml::kEbml || element.id == ebml::kSegment)
    return base::failure(corrupt("a second recording begins", element.at));
  if (element.id == ebml::kInfo) {
    if (head_.timestamp_scale != 0) return base::failure(corrupt("a second Info", element.at));
    head_.timestamp_scale = 1'000'000;  // the default of RFC 9559 section 5.1.2.9
    TRY(const std::vector<std::byte> contents, reader_.contents(element));
    return read_info(contents, head_);
  }
  if (element.id == ebml::kTracks) {
    if (!head_.track_list.empty()) return base::failure(corrupt("a second Tracks", element.at));
    TRY(const std::vector<std::byte> contents, reader_.contents(element));
    return read_tracks(contents, head_);
  }
  return {};
}

base::Result<std::optional<WebmBlock>> WebmWalk::next() {
  while (!ended_) {
    if (inside_cluster_) {
      TRY(std::optional<WebmBlock> block, in_cluster());
      if (block) return block;
    } else {
      TRY(in_segment());
    }
  }
  return std::nullopt;
}

void WebmWalk::end_here() {
  ended_ = true;
  dropped_ = reader_.size() - at_;
}

base::Status WebmWalk::in_segment() {
  if (at_ == reader_.size() || at_ == segment_end_) return check_end();
  TRY(const WebmElement element, reader_.element(at_, segment_end_));
  if (element.id == ebml::kCluster) return enter_cluster(element);
  if (element.id == ebml::kEbml || element.id == ebml::kSegment)
    return base::failure(corrupt("a second recording begins", at_));
  if (element.id == ebml::kInfo || element.id == ebml::kTracks)
    return base::failure(corrupt("Info or Tracks come behind a Cluster", at_));
  if (!reader_.complete(element)) {
    end_here();
  } else {
    at_ = element.end;
  }
  return {};
}

base::Status WebmWalk::check_end() {
  end_here();
  if (dropped_ != 0) return base::failure(corrupt("something follows the Segment", at_));
  return {};
}

base::Status WebmWalk::enter_cluster(const WebmElement& cluster) {
  inside_cluster_ = true;
  at_ = cluster.contents;
  cluster_end_ = cluster.end;
  if (timestamp_) last_timestamp_ = *timestamp_;
  timestamp_.reset();
  return {};
}

base::Result<std::optional<WebmBlock>> WebmWalk::in_cluster() {
  const std::optional<WebmBlock> none;
  if (at_ == cluster_end_ || at_ == segment_end_) {
    inside_cluster_ = false;
    return none;
  }
  if (at_ == reader_.size()) {
    end_here();
    return none;
  }
  TRY(const WebmElement child, reader_.element(at_, std::min(cluster_end_, segment_end_)));
  if (ends_cluster(child.id)) {
    if (cluster_end_ != kUnknownEnd)
      return base::failure(corrupt("a Cluster holds what a Segment holds", at_));
    inside_cluster_ = false;
    return none;
  }
  if (!reader_.complete(child)) {
    end_here();
    return none;
  }
  at_ = child.end;
  return cluster_child(child);
}

base::Result<std::optional<WebmBlock>> WebmWalk::cluster_child(const WebmElement& child) {
  switch (child.id) {
    case ebml::kTimestamp: {
      TRY(read_timestamp(child));
      return std::nullopt;
    }
    case ebml::kSimpleBlock: {
      TRY(const WebmBlock block, simple_block(child));
      return block;
    }
    case ebml::kBlockGroup: {
      TRY(const WebmBlock block, block_group(child));
      return block;
    }
    case ebml::kEncryptedBlock:
      return base::failure(webm_error(Errc::unsupported, "a block is encrypted", child.at));
    default: return std::nullopt;  // Position, PrevSize, CRC-32, Void, or nothing of ours
  }
}

base::Status WebmWalk::read_timestamp(const WebmElement& element) {
  if (timestamp_) return base::failure(corrupt("a Cluster has two timestamps", element.at));
  TRY(const std::uint64_t timestamp, number_in(element));
  if (timestamp > most_units(head_.timestamp_scale))
    return base::failure(webm_error(Errc::exhausted, "the recording is too long", element.at));
  if (timestamp < last_timestamp_)
    return base::failure(corrupt("the time runs backwards", element.at));
  timestamp_ = timestamp;
  return {};
}

base::Result<WebmBlock> WebmWalk::simple_block(const WebmElement& element) {
  WebmBlock block;
  block.begin = element.at;
  block.end = element.end;
  TRY(read_block(element, block, true));
  return block;
}

// RFC 9559 section 5.1.3.5. A Block that refers to no other one is a key frame.
base::Result<WebmBlock> WebmWalk::block_group(const WebmElement& group) {
  WebmBlock block;
  block.begin = group.at;
  block.end = group.end;
  block.key = true;
  for (std::uint64_t at = group.contents; at < group.end;) {
    TRY(const WebmElement child, reader_.element(at, group.end));
    TRY(group_child(child, block));
    at = child.end;
  }
  if (block.stamp_at == 0) return base::failure(corrupt("a BlockGroup has no Block", group.at));
  return block;
}

base::Status WebmWalk::group_child(const WebmElement& child, WebmBlock& block) {
  switch (child.id) {
    case ebml::kBlock:
      if (block.stamp_at != 0)
        return base::failure(corrupt("a BlockGroup has two Blocks", child.at));
      return read_block(child, block, false);
    case ebml::kReferenceBlock: block.key = false; return {};
    case ebml::kBlockDuration: {
      TRY(const std::uint64_t duration, number_in(child));
      block.duration = std::min(duration, most_units(head_.timestamp_scale));
      return {};
    }
    case ebml::kCluster:
    case ebml::kSegment: return base::failure(corrupt("a BlockGroup holds a Cluster", child.at));
    case ebml::kCrc32:  // of what gets another timestamp
      return base::failure(webm_error(Errc::unsupported, "a BlockGroup has a CRC-32", child.at));
    default: return {};
  }
}

// RFC 9559 sections 10.1 and 10.2: the track's number, the relative timestamp, flags.
base::Status WebmWalk::read_block(const WebmElement& element, WebmBlock& block, bool simple) {
  if (!timestamp_)
    return base::failure(corrupt("a block comes before its Cluster's timestamp", element.at));
  const std::uint64_t size = element.end - element.contents;
  TRY(const base::Bytes bytes,
      reader_.some(element.contents, static_cast<std::size_t>(std::min<std::uint64_t>(size, 11))));
  const ebml::Number track = ebml::read_number(bytes);
  if (track.length == 0 || bytes.size() < track.length + 3)
    return base::failure(corrupt("a block is too short", element.at));
  const WebmTrack* known = head_.track(track.value);
  if (!known) return base::failure(corrupt("a block belongs to no track", element.at));
  const std::byte* rest = bytes.data() + track.length;
  const auto relative = static_cast<std::int16_t>(base::load_be16(rest));
  const std::int64_t timestamp = static_cast<std::int64_t>(*timestamp_) + relative;
  if (timestamp < 0) return base::failure(corrupt("a block has a negative time", element.at));
  // RFC 9559 section 10.2: Firefox does not mark sound, where decoding can begin anywhere, and
  // Chromium cannot seek then.
  const bool marked = (rest[2] & kKeyFrame) != std::byte{0};
  if (simple) block.key = marked;
  if (known->kind == WebmTrack::Kind::audio) block.key = true;
  block.flags = simple && block.key ? rest[2] | kKeyFrame : rest[2];
  block.stamp_at = element.contents + track.length;
  block.track = track.value;
  block.timestamp = static_cast<std::uint64_t>(timestamp);
  return {};
}

base::Result<std::uint64_t> WebmWalk::number_in(const WebmElement& element) {
  const std::uint64_t size = element.end - element.contents;
  TRY(const base::Bytes bytes,
      reader_.some(element.contents, static_cast<std::size_t>(std::min<std::uint64_t>(size, 9))));
  const auto number = ebml::read_unsigned(bytes);
  if (!number) return base::failure(corrupt("a number is too long", element.at));
  return *number;
}

}  // namespace meetings::recordings
