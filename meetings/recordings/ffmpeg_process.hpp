// SPDX-License-Identifier: MIT
// Runs one foreign program that reads hostile files, as far from everything else as the system
// allows without privileges: no shell, an empty environment, five descriptors, the lowest priority,
// limits of memory, processor time and file size, no network and no signals (seccomp), no file but
// its libraries and the two that it was given (Landlock, Linux 5.13), and an end after a while.
//
// Needs seccomp, and refuses to run without. Priorities and Landlock are taken where they are to be
// had. Any thread; it blocks, and the program dies with the thread that waits for it.
#pragma once

#include <string>
#include <vector>

#include "meetings/recordings/ffmpeg.hpp"

namespace meetings::recordings {

struct Foreign {
  std::string program;                 // an absolute path
  std::vector<std::string> arguments;  // without the program's name
  int input = -1;                      // becomes kForeignInput, read only
  int output = -1;                     // becomes kForeignOutput; -1: there is none
};

// The program opens them by these names, and can seek in them.
inline constexpr const char* kForeignInput = "/proc/self/fd/3";
inline constexpr const char* kForeignOutput = "/proc/self/fd/4";
// Of its standard output; more is an error. Of its standard error the end is kept.
inline constexpr std::size_t kLongestForeignOutput = std::size_t{64} << 10;
inline constexpr std::size_t kLongestForeignError = 500;

// What it wrote to its standard output, once it has ended with status 0.
base::Result<std::string> run_foreign(const Foreign& foreign, const FfmpegLimits& limits,
                                      const FfmpegStop& stop);

}  // namespace meetings::recordings
