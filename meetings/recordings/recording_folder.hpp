// SPDX-License-Identifier: MIT
// RecordingFolder: the media of recordings as files of one folder. An upload is `ID.part`, which
// only grows; media is `ID.media`, and while it is made, `ID.new`; its copy is `ID.mp4`, and while
// it is made, `ID.mp4.new`. All names are made of ids, never of what a client says. Several daemons
// may share the folder. Thread-safe; the calls block: worker threads only.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "meetings/recording_files.hpp"

namespace meetings {

class RecordingFolder final : public RecordingFiles {
 public:
  // Makes the folder, which only the daemon's user can read. `spare` bytes of its disk stay free.
  static base::Result<std::unique_ptr<RecordingFolder>> open(const std::string& path,
                                                             std::int64_t spare,
                                                             const base::Log& log);

  Outcome<void> create(const RecordingId& id) override;
  Outcome<std::int64_t> take_over(const RecordingId& id) override;
  Outcome<std::unique_ptr<RecordingWriter>> write(const RecordingId& id,
                                                  std::int64_t offset) override;
  Outcome<FinishedMedia> finish(const RecordingId& id, std::string_view type) override;
  Outcome<std::optional<std::int64_t>> make_mp4(const RecordingId& id,
                                                const Mp4Task& task) override;
  Outcome<OpenMedia> open(const RecordingId& id, RecordingFormat format) override;
  void remove(const RecordingId& id) noexcept override;
  std::vector<RecordingId> list() override;
  std::int64_t free_bytes() noexcept override;

 private:
  class Writer;
  // Who writes an upload: the holder of the newest turn. A write holds the mutex, so take_over()
  // finds no half of one.
  struct Turns {
    std::mutex mutex;
    std::uint64_t newest = 0;
  };

  RecordingFolder(base::UniqueFd folder, std::int64_t spare, const base::Log& log)
      : folder_(std::move(folder)), spare_(spare), log_(log) {}
  // The turns of an upload, as long as somebody writes it.
  std::shared_ptr<Turns> turns_of(const RecordingId& id);
  // A seekable copy of a WebM upload, under the name of media. not_found: it is no WebM that we
  // understand.
  Outcome<FinishedMedia> finish_webm(const RecordingId& id);
  // The upload as it is becomes media.
  Outcome<FinishedMedia> finish_as_it_is(const RecordingId& id);
  Outcome<base::UniqueFd> open_part(const RecordingId& id) const;
  Refusal failed(std::string_view what, int error) const;

  base::UniqueFd folder_;
  const std::int64_t spare_;
  const base::Log& log_;
  base::Guarded<std::map<RecordingId, std::weak_ptr<Turns>>> turns_;
};

}  // namespace meetings
