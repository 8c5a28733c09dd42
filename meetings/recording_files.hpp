// SPDX-License-Identifier: MIT
// RecordingFiles: where the media of recordings lies, as the service needs it. An upload only
// grows; its size is how far it has come, and there is one writer at a time: the newest. The calls
// block and are thread-safe: worker threads only.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.hpp"
#include "meetings/ids.hpp"
#include "meetings/refusal.hpp"

namespace meetings {

inline auto no_such_recording() {
  return refuse(RefusalCode::not_found, "There is no such recording (any more).");
}

class RecordingWriter {
 public:
  virtual ~RecordingWriter() = default;
  // Adds the bytes at the end. Refuses with upload_conflict where a newer writer or take_over() has
  // taken the upload, and with storage_full; then it has added as much as there was room for.
  virtual Outcome<void> append(std::string_view bytes) = 0;
  // Everything that was added is on the disk afterwards. The size of the upload.
  virtual Outcome<std::int64_t> sync() = 0;
  // Takes what this writer has added away again.
  virtual void undo() noexcept = 0;
};

struct FinishedMedia {
  std::int64_t size = 0;
  std::optional<std::chrono::milliseconds> duration;
};

struct OpenMedia {
  base::UniqueFd file;
  std::int64_t size = 0;
};

enum class RecordingFormat : std::uint8_t { original, mp4 };

struct Mp4Task {
  std::optional<std::chrono::milliseconds> duration;  // of the film, as far as it is known
  std::int64_t room = 0;                              // bytes that the copy may have
  std::function<bool()> stop;                         // asked now and then: true ends the work
};

class RecordingFiles {
 public:
  virtual ~RecordingFiles() = default;
  virtual Outcome<void> create(const RecordingId& id) = 0;
  // Ends the writer, if any; what it has added is on the disk. The size of the upload; not_found
  // where there is none.
  virtual Outcome<std::int64_t> take_over(const RecordingId& id) = 0;
  // Refuses with upload_conflict where the upload has another size.
  virtual Outcome<std::unique_ptr<RecordingWriter>> write(const RecordingId& id,
                                                          std::int64_t offset) = 0;
  // Makes media of the upload, which nobody writes any more. May take minutes. Calling it again
  // does no harm.
  virtual Outcome<FinishedMedia> finish(const RecordingId& id, std::string_view type) = 0;
  // Makes an MP4 beside the media, which is WebM, and tells its size; nullopt: none can be made of
  // this film. Takes about as long as the film. A refusal is for now: another daemon makes it, it
  // was stopped, the disk is full. Calling it again does no harm, also after a kill in its middle.
  virtual Outcome<std::optional<std::int64_t>> make_mp4(const RecordingId& id,
                                                        const Mp4Task& task) = 0;
  virtual Outcome<OpenMedia> open(const RecordingId& id, RecordingFormat format) = 0;
  // Upload, media and copy. Nothing happens where there is none of them.
  virtual void remove(const RecordingId& id) noexcept = 0;
  // Every recording of which there is a file.
  virtual std::vector<RecordingId> list() = 0;
  virtual std::int64_t free_bytes() noexcept = 0;
};

}  // namespace meetings
