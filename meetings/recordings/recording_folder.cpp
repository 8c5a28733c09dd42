// SPDX-License-Identifier: MIT
#include "meetings/recordings/recording_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/handle.hpp"
#include "meetings/recordings/ffmpeg.hpp"
#include "meetings/recordings/webm_file.hpp"

namespace meetings {
namespace {

constexpr std::string_view kPart = ".part";
constexpr std::string_view kMedia = ".media";
constexpr std::string_view kNew = ".new";
constexpr std::string_view kMp4 = ".mp4";
constexpr std::string_view kNewMp4 = ".mp4.new";
// A file without a row in the store may be one whose row is just being written.
constexpr std::time_t kYoung = 600;  // seconds
constexpr std::size_t kIdLength = 36;

void close_folder(DIR* folder) noexcept { ::closedir(folder); }
using Folder = base::Handle<DIR, close_folder>;

std::string name_of(const RecordingId& id, std::string_view ending) {
  return id.value() + std::string{ending};
}

std::int64_t size_of(int fd) noexcept {
  struct stat about {};
  return ::fstat(fd, &about) == 0 ? std::int64_t{about.st_size} : -1;
}

// To encode takes about as long as the film, and longer where calls need the processors.
recordings::FfmpegLimits limits_of(const Mp4Task& task) {
  recordings::FfmpegLimits limits;
  const auto film =
      std::chrono::ceil<std::chrono::seconds>(task.duration.value_or(std::chrono::hours{4}));
  limits.time += film * 8;
  limits.processor_time += film * 4;
  limits.output_bytes = static_cast<std::uint64_t>(task.room);
  return limits;
}

auto other_writer() {
  return refuse(RefusalCode::upload_conflict, "A newer request goes on with this upload.");
}

}  // namespace

class RecordingFolder::Writer final : public RecordingWriter {
 public:
  Writer(const RecordingFolder& all, std::shared_ptr<Turns> turns, std::uint64_t turn,
         base::UniqueFd file, std::int64_t start)
      : all_(all),
        turns_(std::move(turns)),
        turn_(turn),
        file_(std::move(file)),
        start_(start),
        size_(start) {}

  Outcome<void> append(std::string_view bytes) override {
    const std::scoped_lock lock(turns_->mutex);
    if (!has_turn()) return other_writer();
    while (!bytes.empty()) {
      const ssize_t n = ::pwrite(file_.get(), bytes.data(), bytes.size(), size_);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return base::failure(all_.failed("write", n == 0 ? EIO : errno));
      size_ += n;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }

  Outcome<std::int64_t> sync() override {
    const std::scoped_lock lock(turns_->mutex);
    if (!has_turn()) return other_writer();
    if (::fdatasync(file_.get()) != 0) return base::failure(all_.failed("sync", errno));
    return size_;
  }

  void undo() noexcept override {
    const std::scoped_lock lock(turns_->mutex);
    if (has_turn() && ::ftruncate(file_.get(), start_) == 0) size_ = start_;
  }

 private:
  // Another daemon may have added bytes, too.
  bool has_turn() const noexcept {
    return turns_->newest == turn_ && size_of(file_.get()) == size_;
  }

  const RecordingFolder& all_;
  const std::shared_ptr<Turns> turns_;
  const std::uint64_t turn_;
  const base::UniqueFd file_;
  const std::int64_t start_;
  std::int64_t size_;
};

base::Result<std::unique_ptr<RecordingFolder>> RecordingFolder::open(const std::string& path,
                                                                     std::int64_t spare,
                                                                     const base::Log& log) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return base::failure(base::errno_error("cannot make the folder of recordings " + path, errno));
  base::UniqueFd folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder)
    return base::failure(base::errno_error("cannot open the folder of recordings " + path, errno));
  if (::faccessat(folder.get(), ".", W_OK | X_OK, 0) != 0)
    return base::failure(
        base::errno_error("cannot write to the folder of recordings " + path, errno));
  return std::unique_ptr<RecordingFolder>{new RecordingFolder(std::move(folder), spare, log)};
}

Refusal RecordingFolder::failed(std::string_view what, int error) const {
  log_.error("recording_file_failed", {{"what", what}, {"why", std::strerror(error)}});
  if (error == ENOSPC || error == EDQUOT)
    return {RefusalCode::storage_full, "The disk of this site is full.", {}, {}};
  return {RefusalCode::internal, "The recording cannot be stored now.", {}, {}};
}

std::shared_ptr<RecordingFolder::Turns> RecordingFolder::turns_of(const RecordingId& id) {
  return turns_.with([&](auto& all) {
    auto turns = all[id].lock();
    if (turns) return turns;
    std::erase_if(all, [](const auto& entry) { return entry.second.expired(); });
    turns = std::make_shared<Turns>();
    all[id] = turns;
    return turns;
  });
}

Outcome<base::UniqueFd> RecordingFolder::open_part(const RecordingId& id) const {
  base::UniqueFd file{
      ::openat(folder_.get(), name_of(id, kPart).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)};
  if (file) return file;
  if (errno == ENOENT) return no_such_recording();
  return base::failure(failed("open", errno));
}

Outcome<void> RecordingFolder::create(const RecordingId& id) {
  const base::UniqueFd file{::openat(folder_.get(), name_of(id, kPart).c_str(),
                                     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  // The name has to be on the disk before the store says that there is such an upload.
  if (!file || ::fsync(folder_.get()) != 0) return base::failure(failed("create", errno));
  return {};
}

Outcome<std::int64_t> RecordingFolder::take_over(const RecordingId& id) {
  const auto turns = turns_of(id);
  const std::scoped_lock lock(turns->mutex);
  ++turns->newest;
  auto part = open_part(id);
  if (!part) {
    // The upload is media already.
    if (const auto media = open(id, RecordingFormat::original)) return media->size;
    return base::failure(part.error());
  }
  if (::fdatasync(part->get()) != 0) return base::failure(failed("sync", errno));
  return size_of(part->get());
}

Outcome<std::unique_ptr<RecordingWriter>> RecordingFolder::write(const RecordingId& id,
                                                                 std::int64_t offset) {
  auto turns = turns_of(id);
  const std::scoped_lock lock(turns->mutex);
  TRY(auto part, open_part(id));
  if (size_of(part.get()) != offset)
    return refuse(RefusalCode::upload_conflict, "The upload goes on at another place.");
  const std::uint64_t turn = ++turns->newest;
  return std::make_unique<Writer>(*this, turns, turn, std::move(part), offset);
}

Outcome<FinishedMedia> RecordingFolder::finish(const RecordingId& id, std::string_view type) {
  if (type.ends_with("/webm")) {
    auto done = finish_webm(id);
    if (done || done.error().code != RefusalCode::not_found) return done;
  }
  return finish_as_it_is(id);
}

Outcome<FinishedMedia> RecordingFolder::finish_webm(const RecordingId& id) {
  TRY(const auto part, open_part(id));
  const std::string made = name_of(id, kNew);
  const base::UniqueFd out{::openat(folder_.get(), made.c_str(),
                                    O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!out) return base::failure(failed("create", errno));
  const auto summary = recordings::make_webm_seekable(part.get(), out.get());
  if (!summary) {
    (void)::unlinkat(folder_.get(), made.c_str(), 0);
    log_.warning("recording_not_seekable",
                 {{"recording", id.value()}, {"why", summary.error().what}});
    if (free_bytes() <= 0) return refuse(RefusalCode::storage_full, "The disk is full.");
    return no_such_recording();
  }
  // The upload goes only when its copy is on the disk under its name.
  if (::fsync(out.get()) != 0 ||
      ::renameat(folder_.get(), made.c_str(), folder_.get(), name_of(id, kMedia).c_str()) != 0 ||
      ::fsync(folder_.get()) != 0)
    return base::failure(failed("store", errno));
  (void)::unlinkat(folder_.get(), name_of(id, kPart).c_str(), 0);
  return FinishedMedia{static_cast<std::int64_t>(summary->bytes),
                       std::chrono::duration_cast<std::chrono::milliseconds>(summary->duration)};
}

Outcome<FinishedMedia> RecordingFolder::finish_as_it_is(const RecordingId& id) {
  if (::renameat(folder_.get(), name_of(id, kPart).c_str(), folder_.get(),
                 name_of(id, kMedia).c_str()) != 0 &&
      errno != ENOENT)
    return base::failure(failed("rename", errno));
  if (::fsync(folder_.get()) != 0) return base::failure(failed("sync", errno));
  TRY(const auto media, open(id, RecordingFormat::original));
  return FinishedMedia{media.size, std::nullopt};
}

Outcome<std::optional<std::int64_t>> RecordingFolder::make_mp4(const RecordingId& id,
                                                               const Mp4Task& task) {
  TRY(const auto media, open(id, RecordingFormat::original));
  const std::string made = name_of(id, kNewMp4);
  const base::UniqueFd out{
      ::openat(folder_.get(), made.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!out) return base::failure(failed("create", errno));
  // Several daemons may share the folder. What one that was killed left is made anew.
  if (::flock(out.get(), LOCK_EX | LOCK_NB) != 0)
    return refuse(RefusalCode::upload_conflict, "Another daemon makes this copy.");
  if (::ftruncate(out.get(), 0) != 0) return base::failure(failed("truncate", errno));
  const auto copy = recordings::make_mp4(
      media.file.get(), out.get(), recordings::FfmpegTask::transcode, limits_of(task), task.stop);
  if (!copy) {
    (void)::unlinkat(folder_.get(), made.c_str(), 0);
    if (copy.error().code == base::Errc::closed)
      return refuse(RefusalCode::overloaded, "The daemon ends.");
    log_.warning("recording_not_copied", {{"recording", id.value()}, {"why", copy.error().what}});
    if (free_bytes() <= 0) return refuse(RefusalCode::storage_full, "The disk is full.");
    return std::optional<std::int64_t>{};
  }
  if (::fsync(out.get()) != 0 ||
      ::renameat(folder_.get(), made.c_str(), folder_.get(), name_of(id, kMp4).c_str()) != 0 ||
      ::fsync(folder_.get()) != 0)
    return base::failure(failed("store", errno));
  return std::optional{size_of(out.get())};
}

Outcome<OpenMedia> RecordingFolder::open(const RecordingId& id, RecordingFormat format) {
  const std::string name = name_of(id, format == RecordingFormat::mp4 ? kMp4 : kMedia);
  base::UniqueFd file{::openat(folder_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  if (!file) {
    if (errno == ENOENT) return no_such_recording();
    return base::failure(failed("open", errno));
  }
  const std::int64_t size = size_of(file.get());
  return OpenMedia{std::move(file), size};
}

void RecordingFolder::remove(const RecordingId& id) noexcept {
  for (const std::string_view ending : {kPart, kMedia, kNew, kMp4, kNewMp4})
    (void)::unlinkat(folder_.get(), name_of(id, ending).c_str(), 0);
}

std::vector<RecordingId> RecordingFolder::list() {
  std::vector<RecordingId> found;
  base::UniqueFd again{::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  const Folder folder{again ? ::fdopendir(again.get()) : nullptr};
  if (!folder) return found;
  (void)again.release();  // closedir() closes it
  const std::time_t now = ::time(nullptr);
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    struct stat about {};
    if (!name.ends_with(kPart) && !name.ends_with(kMedia) && !name.ends_with(kNew) &&
        !name.ends_with(kMp4))
      continue;
    if (name.find('.') != kIdLength) continue;
    if (::fstatat(folder_.get(), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (about.st_mtime + kYoung < now) found.emplace_back(std::string{name.substr(0, kIdLength)});
  }
  return found;
}

std::int64_t RecordingFolder::free_bytes() noexcept {
  struct statvfs about {};
  if (::fstatvfs(folder_.get(), &about) != 0) return 0;
  const auto free =
      static_cast<std::int64_t>(about.f_bavail) * static_cast<std::int64_t>(about.f_frsize);
  return free - spare_;
}

}  // namespace meetings
