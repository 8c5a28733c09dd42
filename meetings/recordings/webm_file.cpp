// SPDX-License-Identifier: MIT
#include "meetings/recordings/webm_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/write_all.hpp"

namespace meetings::recordings {

base::Result<WebmFileSource> WebmFileSource::open(int fd) {
  struct stat about {};
  if (::fstat(fd, &about) != 0) return base::failure(base::errno_error("fstat", errno));
  if (!S_ISREG(about.st_mode))
    return base::failure(base::Errc::invalid_argument, "WebM: the source is no regular file");
  return WebmFileSource{fd, static_cast<std::uint64_t>(about.st_size)};
}

base::Status WebmFileSource::read_at(std::uint64_t offset, base::MutableBytes into) {
  while (!into.empty()) {
    const ssize_t n = ::pread(fd_, into.data(), into.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::failure(base::errno_error("pread", errno));
    if (n == 0)
      return base::failure(base::Errc::corrupt, "WebM: the file became shorter while it was read");
    offset += static_cast<std::uint64_t>(n);
    into = into.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

base::Status WebmFileSink::write(base::Bytes bytes) {
  if (!base::write_all(fd_, bytes)) return base::failure(base::errno_error("write", errno));
  return {};
}

namespace {

base::Status check_written(const WebmSummary& wanted, int output) {
  TRY(WebmFileSource written, WebmFileSource::open(output));
  TRY(const WebmIndex index, index_webm(written));
  const WebmSummary& found = index.summary;
  if (written.size() == wanted.bytes && found.frames == wanted.frames &&
      found.tracks == wanted.tracks && found.duration == wanted.duration &&
      found.dropped_bytes == 0)
    return {};
  return base::failure(base::Errc::internal, "WebM: the written file is not the recording");
}

}  // namespace

base::Result<WebmSummary> make_webm_seekable(int input, int output) {
  TRY(WebmFileSource source, WebmFileSource::open(input));
  TRY(WebmIndex index, index_webm(source));
  WebmFileSink sink{output};
  TRY(write_webm(source, index, sink));
  TRY(check_written(index.summary, output));
  return std::move(index.summary);
}

}  // namespace meetings::recordings
