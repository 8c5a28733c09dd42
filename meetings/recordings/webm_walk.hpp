// SPDX-License-Identifier: MIT
// Walks over the blocks of a recording in the order of the file, and checks on the way what RFC
// 9559 says of a Segment and its Clusters. Both passes use it, so they see the same blocks. It ends
// where the Segment ends, or in front of the first element that was cut off. One thread.
#pragma once

#include <optional>

#include "meetings/recordings/webm_reader.hpp"

namespace meetings::recordings {

// A SimpleBlock or BlockGroup.
struct WebmBlock {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  // Where its timestamp stands, two bytes relative to its Cluster's, and behind it the flags.
  std::uint64_t stamp_at = 0;
  std::uint64_t track = 0;
  std::uint64_t timestamp = 0;  // from the beginning of the Segment
  bool key = false;             // decoding can begin here
  std::byte flags{};            // with the mark of a key frame where that is missing
  std::optional<std::uint64_t> duration;
};

class WebmWalk {
 public:
  // Reads up to the first Cluster.
  static base::Result<WebmWalk> open(WebmSource& source);

  const WebmHead& head() const noexcept { return head_; }
  WebmHead take_head() { return std::move(head_); }
  // The next block; nullopt: there is none.
  base::Result<std::optional<WebmBlock>> next();
  // After the last block: how many bytes of the file were cut off.
  std::uint64_t dropped() const noexcept { return dropped_; }

 private:
  explicit WebmWalk(WebmSource& source) : reader_(source) {}

  base::Status read_beginning();
  base::Status read_front();
  base::Status take_front(const WebmElement& element);
  // Both look at the element at `at_`. The first gives a block, if that is one.
  base::Result<std::optional<WebmBlock>> in_cluster();
  base::Status in_segment();
  base::Result<std::optional<WebmBlock>> cluster_child(const WebmElement& child);
  base::Status enter_cluster(const WebmElement& cluster);
  base::Status read_timestamp(const WebmElement& element);
  base::Result<WebmBlock> simple_block(const WebmElement& element);
  base::Result<WebmBlock> block_group(const WebmElement& group);
  base::Status group_child(const WebmElement& child, WebmBlock& block);
  base::Status read_block(const WebmElement& element, WebmBlock& block, bool simple);
  base::Status check_end();
  base::Result<std::uint64_t> number_in(const WebmElement& element);
  void end_here();

  WebmReader reader_;
  WebmHead head_;
  std::uint64_t at_ = 0;
  std::uint64_t segment_end_ = 0;
  std::uint64_t cluster_end_ = 0;
  bool inside_cluster_ = false;
  bool ended_ = false;
  std::optional<std::uint64_t> timestamp_;  // of the Cluster
  std::uint64_t last_timestamp_ = 0;        // of the Cluster before
  std::uint64_t dropped_ = 0;
};

}  // namespace meetings::recordings
