// SPDX-License-Identifier: MIT
// RecordingFiles in memory, for tests of what is above the files. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/recording_files.hpp"

namespace lectern_test {

class MemoryRecordings final : public meetings::RecordingFiles {
 public:
  std::int64_t room = std::int64_t{1} << 40;  // that the disk has
  int finished = 0;
  std::string copy = "an MP4";          // what becomes of every film
  std::function<void()> during_copy{};  // what happens while it is made

  bool has(const meetings::RecordingId& id) const;

  meetings::Outcome<void> create(const meetings::RecordingId& id) override;
  meetings::Outcome<std::int64_t> take_over(const meetings::RecordingId& id) override;
  meetings::Outcome<std::unique_ptr<meetings::RecordingWriter>> write(
      const meetings::RecordingId& id, std::int64_t offset) override;
  meetings::Outcome<meetings::FinishedMedia> finish(const meetings::RecordingId& id,
                                                    std::string_view type) override;
  meetings::Outcome<std::optional<std::int64_t>> make_mp4(const meetings::RecordingId& id,
                                                          const meetings::Mp4Task& task) override;
  meetings::Outcome<meetings::OpenMedia> open(const meetings::RecordingId& id,
                                              meetings::RecordingFormat format) override;
  void remove(const meetings::RecordingId& id) noexcept override;
  std::vector<meetings::RecordingId> list() override;
  std::int64_t free_bytes() noexcept override { return room; }

 private:
  struct File {
    std::string bytes;
    int turn = 0;
  };
  class Writer;
  static std::int64_t size_of(const File& file);

  std::map<meetings::RecordingId, File> files_;
};

}  // namespace lectern_test
