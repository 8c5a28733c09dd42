// SPDX-License-Identifier: MIT
// Makes MP4 files by ffmpeg, where that is installed: of the fragmented MP4 that Safari records
// (the streams are copied, the index goes to the front), and of a WebM recording for players that
// know no WebM (the streams are encoded anew as H.264 and AAC, which takes about as long as the
// recording). Decoders of media are a large target for hostile files, so ffmpeg runs confined
// (ffmpeg_process.hpp), with one demuxer and no protocol but files.
//
// Both functions block for as long as the limits allow: call them on a worker. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace meetings::recordings {

enum class FfmpegTask {
  faststart,  // MP4 in, MP4 out, streams copied
  transcode,  // WebM in, MP4 out, H.264 and AAC
};

// Of each program that is run (three, one after the other). To encode takes time by the length of
// the recording, so the caller chooses by that.
struct FfmpegLimits {
  std::chrono::seconds time{std::chrono::minutes{30}};
  std::chrono::seconds processor_time{std::chrono::minutes{30}};
  std::uint64_t memory = std::uint64_t{2} << 30;        // of addresses
  std::uint64_t output_bytes = std::uint64_t{8} << 30;  // of the new file
};

struct FfmpegStream {
  std::string kind;   // "video" or "audio"
  std::string codec;  // "h264", as ffprobe calls it
  std::uint64_t packets = 0;

  friend bool operator==(const FfmpegStream&, const FfmpegStream&) = default;
};

struct FfmpegMedia {
  std::chrono::milliseconds duration{};  // 0: the file does not tell
  std::vector<FfmpegStream> streams;
};

// Asked every fifth of a second: true ends the work.
using FfmpegStop = std::function<bool()>;

// Whether ffmpeg and ffprobe are in /usr/bin and may be run.
bool ffmpeg_is_installed();

// Reads the regular file `input` and writes the regular file `output`, which is empty and open for
// reading and writing; both descriptors stay the caller's. Then reads the new file again: it has
// the same streams, a duration, and, when copied, the same packets. The caller keeps the input
// until this has succeeded, and throws the output away if not.
//
// Errors: `unsupported` (not installed, or no sandbox is to be had), `timeout`, `closed` (stopped),
// `exhausted` (a limit of FfmpegLimits), `corrupt` (ffmpeg refused the file, or the new file is not
// the recording), `io`.
base::Result<FfmpegMedia> make_mp4(int input, int output, FfmpegTask task,
                                   const FfmpegLimits& limits = {}, const FfmpegStop& stop = {});

}  // namespace meetings::recordings
