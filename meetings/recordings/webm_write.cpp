// SPDX-License-Identifier: MIT
// Pass two: writes the front of the new file, and copies the blocks into its Clusters. A block gets
// a new timestamp, because its Cluster may have another one than in the source, and sound gets the
// mark of key frames.
#include <algorithm>
#include <array>

#include "meetings/recordings/webm.hpp"
#include "meetings/recordings/webm_layout.hpp"
#include "meetings/recordings/webm_walk.hpp"

namespace meetings::recordings {

namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;

base::Error changed(std::uint64_t at) {
  return webm_error(base::Errc::corrupt, "the file has changed since it was indexed", at);
}

class BlockWriter {
 public:
  BlockWriter(WebmSource& source, WebmSink& sink) : source_(source), sink_(sink) {
    gathered_.reserve(kChunk);
  }

  base::Status write(base::Bytes bytes);
  base::Status copy(const WebmBlock& block, std::uint64_t cluster_timestamp);
  base::Status flush();

 private:
  base::Status copy_range(std::uint64_t begin, std::uint64_t end);

  WebmSource& source_;
  WebmSink& sink_;
  std::vector<std::byte> gathered_;
};

base::Status BlockWriter::flush() {
  if (gathered_.empty()) return {};
  const base::Status written = sink_.write(gathered_);
  gathered_.clear();
  return written;
}

base::Status BlockWriter::write(base::Bytes bytes) {
  while (!bytes.empty()) {
    const std::size_t now = std::min(bytes.size(), kChunk - gathered_.size());
    gathered_.insert(gathered_.end(), bytes.begin(), bytes.begin() + static_cast<long>(now));
    bytes = bytes.subspan(now);
    if (gathered_.size() == kChunk) TRY(flush());
  }
  return {};
}

base::Status BlockWriter::copy_range(std::uint64_t begin, std::uint64_t end) {
  while (begin < end) {
    const std::size_t old = gathered_.size();
    const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(end - begin, kChunk - old));
    gathered_.resize(old + now);
    TRY(source_.read_at(begin, base::MutableBytes{gathered_}.subspan(old)));
    begin += now;
    if (gathered_.size() == kChunk) TRY(flush());
  }
  return {};
}

base::Status BlockWriter::copy(const WebmBlock& block, std::uint64_t cluster_timestamp) {
  const std::uint64_t relative = block.timestamp - cluster_timestamp;  // wraps where negative
  std::array<std::byte, 3> stamp{std::byte{}, std::byte{}, block.flags};
  base::store_be16(stamp.data(), static_cast<std::uint16_t>(relative & 0xffff));
  TRY(copy_range(block.begin, block.stamp_at));
  TRY(write(stamp));
  return copy_range(block.stamp_at + stamp.size(), block.end);
}

base::Status write_front(const WebmIndex& index, BlockWriter& out) {
  TRY(out.write(webm_front(index).built()));
  std::uint64_t at = first_cluster_at(index);
  ebml::Builder point;
  for (const WebmCluster& cluster : index.clusters) {
    if (cluster.cue != 0) {
      point.clear();
      add_cue_point(point, index, cluster, at);
      TRY(out.write(point.built()));
    }
    at += cluster_bytes(cluster);
  }
  return {};
}

// Copies the blocks of one Cluster, which begin with `block`; then `block` is the first one of the
// next Cluster.
base::Status write_cluster(const WebmCluster& cluster, std::uint64_t last, WebmWalk& walk,
                           std::optional<WebmBlock>& block, BlockWriter& out) {
  ebml::Builder front;
  add_cluster_front(front, cluster);
  TRY(out.write(front.built()));
  if (!block || block->begin != cluster.first) return base::failure(changed(cluster.first));
  for (std::uint64_t left = cluster.bytes; left > 0;) {
    if (!block || block->end > last || block->end - block->begin > left)
      return base::failure(changed(block ? block->begin : last));
    left -= block->end - block->begin;
    TRY(out.copy(*block, cluster.timestamp));
    TRY(block, walk.next());
  }
  return {};
}

}  // namespace

base::Status write_webm(WebmSource& source, const WebmIndex& index, WebmSink& sink) {
  TRY(WebmWalk walk, WebmWalk::open(source));
  BlockWriter out{source, sink};
  TRY(write_front(index, out));
  TRY(std::optional<WebmBlock> block, walk.next());
  for (const WebmCluster& cluster : index.clusters)
    TRY(write_cluster(cluster, index.end, walk, block, out));
  return out.flush();
}

}  // namespace meetings::recordings
