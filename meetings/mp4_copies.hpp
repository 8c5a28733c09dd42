// SPDX-License-Identifier: MIT
// Mp4Copies: makes the MP4 copies of films that are WebM, for players that know no WebM. A copy is
// made again from its beginning where a daemon was killed in its middle. One thread.
#pragma once

#include <functional>

#include "meetings/recording_files.hpp"
#include "meetings/services.hpp"
#include "meetings/uploads.hpp"

namespace meetings {

class Mp4Copies {
 public:
  // `files` outlives this.
  Mp4Copies(Services services, RecordingFiles& files, const RecordingsConfig& config)
      : s_(services), files_(files), config_(config) {}

  bool enabled() const { return config().mp4; }
  // Any thread; `mp4` stays as it was.
  void set_config(RecordingsConfig config) {
    config_.with([&](RecordingsConfig& now) {
      config.mp4 = now.mp4;
      now = config;
    });
  }
  // Makes the copy that has been due for longest, of those that no other daemon is making. False if
  // there was none. Blocks for about as long as the film is; `stop`, which is asked several times a
  // second from this thread, ends it earlier, and the copy stays due.
  Outcome<bool> make_one(const std::function<bool()>& stop);

 private:
  RecordingsConfig config() const {
    return config_.with([](const RecordingsConfig& config) { return config; });
  }
  Outcome<bool> copy(const RecordingId& id, const std::function<bool()>& stop);
  Outcome<void> record(const RecordingId& id, std::optional<std::int64_t> size);

  Services s_;
  RecordingFiles& files_;
  base::Guarded<RecordingsConfig> config_;
};

}  // namespace meetings
