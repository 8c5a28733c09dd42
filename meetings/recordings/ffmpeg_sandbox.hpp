// SPDX-License-Identifier: MIT
// The walls around a foreign program. What allocates is done before fork(); enter() makes system
// calls only, because it runs in the child of a process with threads. One thread.
#pragma once

#include "base/fd.hpp"
#include "meetings/recordings/ffmpeg_process.hpp"

namespace meetings::recordings {

class FfmpegSandbox {
 public:
  // The rules for files: without Landlock there are none.
  FfmpegSandbox(const Foreign& foreign, const FfmpegLimits& limits);

  // In the child, after its descriptors are in place. False: it must not go on.
  bool enter() const noexcept;

 private:
  void allow(const char* path, std::uint64_t access);
  void allow(int fd, std::uint64_t access);

  FfmpegLimits limits_;
  base::UniqueFd rules_;
};

}  // namespace meetings::recordings
