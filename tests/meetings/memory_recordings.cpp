// SPDX-License-Identifier: MIT
#include "tests/meetings/memory_recordings.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "base/fd.hpp"

namespace lectern_test {

using meetings::Outcome;
using meetings::RecordingId;
using meetings::RefusalCode;
using meetings::refuse;

class MemoryRecordings::Writer final : public meetings::RecordingWriter {
 public:
  Writer(MemoryRecordings& all, File& file, int turn)
      : all_(all), file_(file), turn_(turn), start_(file.bytes.size()) {}

  Outcome<void> append(std::string_view bytes) override {
    if (file_.turn != turn_) return refuse(RefusalCode::upload_conflict, "another writer");
    if (all_.room < static_cast<std::int64_t>(bytes.size()))
      return refuse(RefusalCode::storage_full, "full");
    file_.bytes.append(bytes);
    return {};
  }
  Outcome<std::int64_t> sync() override {
    if (file_.turn != turn_) return refuse(RefusalCode::upload_conflict, "another writer");
    return size_of(file_);
  }
  void undo() noexcept override { file_.bytes.resize(start_); }

 private:
  MemoryRecordings& all_;
  File& file_;
  int turn_;
  std::size_t start_;
};

std::int64_t MemoryRecordings::size_of(const File& file) {
  return static_cast<std::int64_t>(file.bytes.size());
}

bool MemoryRecordings::has(const RecordingId& id) const { return files_.contains(id); }

Outcome<void> MemoryRecordings::create(const RecordingId& id) {
  files_[id] = {};
  return {};
}

Outcome<std::int64_t> MemoryRecordings::take_over(const RecordingId& id) {
  const auto found = files_.find(id);
  if (found == files_.end()) return refuse(RefusalCode::not_found, "gone");
  ++found->second.turn;
  return size_of(found->second);
}

Outcome<std::unique_ptr<meetings::RecordingWriter>> MemoryRecordings::write(const RecordingId& id,
                                                                            std::int64_t offset) {
  const auto found = files_.find(id);
  if (found == files_.end()) return refuse(RefusalCode::not_found, "gone");
  if (size_of(found->second) != offset)
    return refuse(RefusalCode::upload_conflict, "another place");
  return std::make_unique<Writer>(*this, found->second, ++found->second.turn);
}

Outcome<meetings::FinishedMedia> MemoryRecordings::finish(const RecordingId& id,
                                                          std::string_view /*type*/) {
  ++finished;
  return meetings::FinishedMedia{size_of(files_.at(id)), std::chrono::milliseconds{1500}};
}

Outcome<std::optional<std::int64_t>> MemoryRecordings::make_mp4(const RecordingId& id,
                                                                const meetings::Mp4Task& task) {
  if (task.stop()) return refuse(RefusalCode::overloaded, "stopped");
  if (!files_.contains(id)) return refuse(RefusalCode::not_found, "gone");
  if (during_copy) during_copy();
  if (static_cast<std::int64_t>(copy.size()) > task.room) return std::optional<std::int64_t>{};
  return std::optional{static_cast<std::int64_t>(copy.size())};
}

Outcome<meetings::OpenMedia> MemoryRecordings::open(const RecordingId& id,
                                                    meetings::RecordingFormat format) {
  const auto found = files_.find(id);
  if (found == files_.end()) return refuse(RefusalCode::not_found, "gone");
  const std::string& bytes = format == meetings::RecordingFormat::mp4 ? copy : found->second.bytes;
  base::UniqueFd fd{::memfd_create("recording", MFD_CLOEXEC)};
  if (::write(fd.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    return refuse(RefusalCode::internal, "no memory");
  return meetings::OpenMedia{std::move(fd), static_cast<std::int64_t>(bytes.size())};
}

void MemoryRecordings::remove(const RecordingId& id) noexcept { files_.erase(id); }

std::vector<RecordingId> MemoryRecordings::list() {
  std::vector<RecordingId> all;
  for (const auto& [id, file] : files_) all.push_back(id);
  return all;
}

}  // namespace lectern_test
