// SPDX-License-Identifier: MIT
// Pass one: groups the blocks into the Clusters of the new file, and measures tracks and duration.
#include <algorithm>
#include <array>

#include "meetings/recordings/webm.hpp"
#include "meetings/recordings/webm_layout.hpp"
#include "meetings/recordings/webm_walk.hpp"

namespace meetings::recordings {

namespace {

using std::chrono::nanoseconds;

// A Cluster begins at a key frame of the cue track, not sooner after the one before than the first,
// and at any block after the second. Browsers begin them at each time slice, 36,000 an hour.
constexpr std::chrono::seconds kShortestCluster{1};
constexpr std::chrono::seconds kLongestCluster{5};
// What the last frame lasts at most, if only the distance to the one before tells it.
constexpr std::chrono::milliseconds kLongestGuess{250};
constexpr std::uint64_t kMostRelative = 32'767;

struct TrackTime {
  std::uint64_t number = 0;
  std::uint64_t last = 0;                 // when the last frame begins
  std::uint64_t distance = 0;             // from the one before
  std::optional<std::uint64_t> duration;  // as the block says
  bool seen = false;
};

class Indexer {
 public:
  explicit Indexer(WebmHead head)
      : times_(head.track_list.size()), audio_only_(is_audio_only(head)) {
    index_.head = std::move(head);
    for (std::size_t i = 0; i < times_.size(); ++i)
      times_[i].number = index_.head.track_list[i].number;
  }

  base::Status add(const WebmBlock& block);
  base::Result<WebmIndex> finish(std::uint64_t dropped);

 private:
  static bool is_audio_only(const WebmHead& head) {
    return head.track(head.cue_track)->kind == WebmTrack::Kind::audio;
  }
  std::uint64_t units(nanoseconds time) const {
    return static_cast<std::uint64_t>(time.count()) / index_.head.timestamp_scale;
  }
  bool begins_cluster(const WebmBlock& block) const;
  void note_time(const WebmBlock& block);
  std::uint64_t end_of(const TrackTime& time) const;

  WebmIndex index_;
  std::vector<TrackTime> times_;
  bool audio_only_;
};

bool Indexer::begins_cluster(const WebmBlock& block) const {
  if (index_.clusters.empty()) return true;
  const std::uint64_t begin = index_.clusters.back().timestamp;
  if (block.timestamp < begin) return false;
  const std::uint64_t age = block.timestamp - begin;
  if (age > kMostRelative || age >= units(kLongestCluster)) return true;
  const bool key = block.key && block.track == index_.head.cue_track && !audio_only_;
  return key && age >= units(kShortestCluster);
}

void Indexer::note_time(const WebmBlock& block) {
  const auto time = std::find_if(times_.begin(), times_.end(), [&](const TrackTime& candidate) {
    return candidate.number == block.track;
  });
  if (time->seen && block.timestamp < time->last) return;
  time->distance = time->seen ? block.timestamp - time->last : 0;
  time->last = block.timestamp;
  time->duration = block.duration;
  time->seen = true;
}

base::Status Indexer::add(const WebmBlock& block) {
  if (begins_cluster(block)) index_.clusters.push_back({block.begin, 0, block.timestamp, 0});
  WebmCluster& cluster = index_.clusters.back();
  if (block.timestamp + kMostRelative < cluster.timestamp)
    return base::failure(webm_error(base::Errc::corrupt, "the time runs backwards", block.begin));
  cluster.bytes += block.end - block.begin;
  if (cluster.cue == 0 && block.key && block.track == index_.head.cue_track) {
    cluster.cue = block.timestamp + 1;
    ++index_.summary.cues;
  }
  note_time(block);
  ++index_.summary.frames;
  index_.end = block.end;
  return {};
}

std::uint64_t Indexer::end_of(const TrackTime& time) const {
  if (!time.seen) return 0;
  if (time.duration) return time.last + *time.duration;
  const std::uint64_t usual =
      index_.head.track(time.number)->default_duration / index_.head.timestamp_scale;
  return time.last + (usual != 0 ? usual : std::min(time.distance, units(kLongestGuess)));
}

base::Result<WebmIndex> Indexer::finish(std::uint64_t dropped) {
  if (index_.clusters.empty())
    return base::failure(webm_error(base::Errc::corrupt, "there is no complete frame", index_.end));
  if (index_.summary.cues == 0) {  // no key frame: the beginning is the only place to seek to
    index_.clusters.front().cue = index_.clusters.front().timestamp + 1;
    index_.summary.cues = 1;
  }
  std::uint64_t end = 0;
  for (const TrackTime& time : times_) end = std::max(end, end_of(time));
  index_.duration = static_cast<double>(end);
  WebmSummary& summary = index_.summary;
  summary.duration = nanoseconds{static_cast<std::int64_t>(end * index_.head.timestamp_scale)};
  summary.tracks = index_.head.track_list;
  summary.dropped_bytes = dropped;
  plan_webm(index_);
  return std::move(index_);
}

}  // namespace

base::Result<WebmIndex> index_webm(WebmSource& source) {
  TRY(WebmWalk walk, WebmWalk::open(source));
  Indexer indexer{walk.head()};
  for (;;) {
    TRY(const std::optional<WebmBlock> block, walk.next());
    if (!block) break;
    TRY(indexer.add(*block));
  }
  return indexer.finish(walk.dropped());
}

}  // namespace meetings::recordings
