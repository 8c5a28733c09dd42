// SPDX-License-Identifier: MIT
// Files as source and sink of webm.hpp, by descriptors that the caller owns and opened. Any thread,
// one thread an object.
#pragma once

#include "meetings/recordings/webm.hpp"

namespace meetings::recordings {

// A regular file; its size is taken when the object is made.
class WebmFileSource final : public WebmSource {
 public:
  static base::Result<WebmFileSource> open(int fd);

  std::uint64_t size() const override { return size_; }
  base::Status read_at(std::uint64_t offset, base::MutableBytes into) override;

 private:
  WebmFileSource(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

  int fd_;
  std::uint64_t size_;
};

// Appends at the descriptor's position.
class WebmFileSink final : public WebmSink {
 public:
  explicit WebmFileSink(int fd) : fd_(fd) {}

  base::Status write(base::Bytes bytes) override;

 private:
  int fd_;
};

// Both passes: writes the recording of `input` to `output`, an empty file, and reads that again to
// check it. The caller syncs it, and keeps the input until then. On an error the output has to be
// thrown away.
base::Result<WebmSummary> make_webm_seekable(int input, int output);

}  // namespace meetings::recordings
