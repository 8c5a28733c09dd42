// SPDX-License-Identifier: MIT
// RecordingFiles in memory, for tests of what is above the files. One thread.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <functional>
#include <map>
#include <string>

#include "meetings/recording_files.hpp"

namespace lectern_test {

class MemoryRecordings final : public meetings::RecordingFiles {
 public:
  std::int64_t room = std::int64_t{1} << 40;  // that the disk has
  int finished = 0;
  std::string copy = "an MP4";          // what becomes of every film
  std::function<void()> during_copy{};  // what happens while it is made

  bool has(const meetings::RecordingId& id) const { return files_.contains(id); }

  meetings::Outcome<void> create(const meetings::RecordingId& id) override {
    files_[id] = {};
    return {};
  }
  meetings::Outcome<std::int64_t> take_over(const meetings::RecordingId& id) override {
    const auto found = files_.find(id);
    if (found == files_.end()) return meetings::refuse(meetings::RefusalCode::not_found, "gone");
    ++found->second.turn;
    return size_of(found->second);
  }
  meetings::Outcome<std::unique_ptr<meetings::RecordingWriter>> write(
      const meetings::RecordingId& id, std::int64_t offset) override {
    const auto found = files_.find(id);
    if (found == files_.end()) return meetings::refuse(meetings::RefusalCode::not_found, "gone");
    if (size_of(found->second) != offset)
      return meetings::refuse(meetings::RefusalCode::upload_conflict, "another place");
    return std::make_unique<Writer>(*this, found->second, ++found->second.turn);
  }
  meetings::Outcome<meetings::FinishedMedia> finish(const meetings::RecordingId& id,
                                                    std::string_view) override {
    ++finished;
    return meetings::FinishedMedia{size_of(files_.at(id)), std::chrono::milliseconds{1500}};
  }
  meetings::Outcome<std::optional<std::int64_t>> make_mp4(const meetings::RecordingId& id,
                                                          const meetings::Mp4Task& task) override {
    if (task.stop()) return meetings::refuse(meetings::RefusalCode::overloaded, "stopped");
    if (!files_.contains(id)) return meetings::refuse(meetings::RefusalCode::not_found, "gone");
    if (during_copy) during_copy();
    if (static_cast<std::int64_t>(copy.size()) > task.room) return std::optional<std::int64_t>{};
    return std::optional{static_cast<std::int64_t>(copy.size())};
  }
  meetings::Outcome<meetings::OpenMedia> open(const meetings::RecordingId& id,
                                              meetings::RecordingFormat format) override {
    const auto found = files_.find(id);
    if (found == files_.end()) return meetings::refuse(meetings::RefusalCode::not_found, "gone");
    const std::string& bytes =
        format == meetings::RecordingFormat::mp4 ? copy : found->second.bytes;
    base::UniqueFd fd{::memfd_create("recording", MFD_CLOEXEC)};
    if (::write(fd.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      return meetings::refuse(meetings::RefusalCode::internal, "no memory");
    return meetings::OpenMedia{std::move(fd), static_cast<std::int64_t>(bytes.size())};
  }
  void remove(const meetings::RecordingId& id) noexcept override { files_.erase(id); }
  std::vector<meetings::RecordingId> list() override {
    std::vector<meetings::RecordingId> all;
    for (const auto& [id, file] : files_) all.push_back(id);
    return all;
  }
  std::int64_t free_bytes() noexcept override { return room; }

 private:
  struct File {
    std::string bytes;
    int turn = 0;
  };
  static std::int64_t size_of(const File& file) {
    return static_cast<std::int64_t>(file.bytes.size());
  }

  class Writer final : public meetings::RecordingWriter {
   public:
    Writer(MemoryRecordings& all, File& file, int turn)
        : all_(all), file_(file), turn_(turn), start_(file.bytes.size()) {}
    meetings::Outcome<void> append(std::string_view bytes) override {
      if (file_.turn != turn_)
        return meetings::refuse(meetings::RefusalCode::upload_conflict, "another writer");
      if (all_.room < static_cast<std::int64_t>(bytes.size()))
        return meetings::refuse(meetings::RefusalCode::storage_full, "full");
      file_.bytes.append(bytes);
      return {};
    }
    meetings::Outcome<std::int64_t> sync() override {
      if (file_.turn != turn_)
        return meetings::refuse(meetings::RefusalCode::upload_conflict, "another writer");
      return size_of(file_);
    }
    void undo() noexcept override { file_.bytes.resize(start_); }

   private:
    MemoryRecordings& all_;
    File& file_;
    int turn_;
    std::size_t start_;
  };

  std::map<meetings::RecordingId, File> files_;
};

}  // namespace lectern_test
