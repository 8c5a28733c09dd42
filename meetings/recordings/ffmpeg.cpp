// SPDX-License-Identifier: MIT
#include "meetings/recordings/ffmpeg.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "base/json.hpp"
#include "meetings/recordings/ffmpeg_process.hpp"

namespace meetings::recordings {

namespace {

using base::Errc;
using std::chrono::milliseconds;

constexpr const char* kFfmpeg = "/usr/bin/ffmpeg";
constexpr const char* kFfprobe = "/usr/bin/ffprobe";

enum class Container { mp4, webm };

// No demuxer but this one, no protocol but files, no decoder but those of browsers.
std::vector<std::string> input_of(Container container) {
  return {"-protocol_whitelist",
          "file",
          "-f",
          container == Container::mp4 ? "mov" : "matroska",
          "-codec_whitelist",
          "h264,hevc,av1,libdav1d,vp8,vp9,aac,opus",
          "-i",
          kForeignInput};
}

void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

// One thread: the other processors are for calls.
std::vector<std::string> ffmpeg_arguments(FfmpegTask task) {
  std::vector<std::string> all{"-nostdin", "-hide_banner",    "-nostats", "-v",       "error",
                               "-y",       "-filter_threads", "1",        "-threads", "1"};
  append(all, input_of(task == FfmpegTask::faststart ? Container::mp4 : Container::webm));
  append(all, {"-map", "0:v?", "-map", "0:a?", "-map_metadata", "-1"});
  if (task == FfmpegTask::faststart) {
    append(all, {"-c", "copy"});
  } else {
    // Players want an even size and this form of pixels.
    append(all, {"-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-threads", "1", "-vf",
                 "scale=trunc(iw/2)*2:trunc(ih/2)*2", "-pix_fmt", "yuv420p", "-c:a", "aac"});
  }
  append(all, {"-movflags", "+faststart", "-f", "mp4", kForeignOutput});
  return all;
}

std::vector<std::string> ffprobe_arguments(Container container) {
  std::vector<std::string> all{"-v",
                               "error",
                               "-count_packets",
                               "-show_entries",
                               "format=duration:stream=codec_type,codec_name,nb_read_packets",
                               "-of",
                               "json"};
  // ffmpeg's edit lists hide the last packet of a track, which is there nevertheless.
  if (container == Container::mp4) append(all, {"-ignore_editlist", "1"});
  append(all, input_of(container));
  return all;
}

// A number that ffprobe prints as a string; 0 where there is none.
double number_of(const base::Json& value) {
  const double number = std::strtod(value.text().c_str(), nullptr);
  return number > 0 && number < 1e12 ? number : 0;
}

base::Result<FfmpegMedia> probe(int file, Container container, const FfmpegLimits& limits,
                                const FfmpegStop& stop) {
  const Foreign ffprobe{kFfprobe, ffprobe_arguments(container), file, -1};
  TRY(const std::string text, run_foreign(ffprobe, limits, stop));
  TRY(const base::Json told, base::Json::parse(text));
  FfmpegMedia media;
  media.duration = milliseconds{std::llround(number_of(told["format"]["duration"]) * 1000)};
  for (const base::Json& stream : told["streams"].items()) {
    const std::string kind = stream["codec_type"].text();
    if (kind != "video" && kind != "audio") continue;
    media.streams.push_back({kind, stream["codec_name"].text(),
                             static_cast<std::uint64_t>(number_of(stream["nb_read_packets"]))});
  }
  if (media.streams.empty()) return base::failure(Errc::corrupt, "the file has no streams");
  return media;
}

std::vector<FfmpegStream> sorted(std::vector<FfmpegStream> streams) {
  std::sort(streams.begin(), streams.end(), [](const FfmpegStream& a, const FfmpegStream& b) {
    return std::tie(a.kind, a.codec, a.packets) < std::tie(b.kind, b.codec, b.packets);
  });
  return streams;
}

bool same_kinds(const FfmpegMedia& a, const FfmpegMedia& b) {
  const auto kinds = [](const FfmpegMedia& media) {
    std::vector<std::string> all;
    for (const FfmpegStream& stream : sorted(media.streams)) all.push_back(stream.kind);
    return all;
  };
  return kinds(a) == kinds(b);
}

// Frames have other times in the new file, but it is as long as the old one.
bool same_length(const FfmpegMedia& a, const FfmpegMedia& b) {
  if (a.duration.count() == 0 || b.duration.count() == 0) return true;
  const auto difference = std::chrono::abs(a.duration - b.duration);
  return difference <= std::chrono::seconds{1} + a.duration / 50;
}

base::Status check_made(const FfmpegMedia& before, const FfmpegMedia& made, FfmpegTask task) {
  const bool copied = task == FfmpegTask::faststart;
  const bool same = copied ? sorted(before.streams) == sorted(made.streams)
                           : same_kinds(before, made) && same_length(before, made);
  if (same && made.duration.count() > 0) return {};
  return base::failure(Errc::corrupt, "ffmpeg made another recording of this one");
}

bool is_regular(int fd) {
  struct stat about {};
  return ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

}  // namespace

bool ffmpeg_is_installed() { return ::access(kFfmpeg, X_OK) == 0 && ::access(kFfprobe, X_OK) == 0; }

base::Result<FfmpegMedia> make_mp4(int input, int output, FfmpegTask task,
                                   const FfmpegLimits& limits, const FfmpegStop& stop) {
  if (!ffmpeg_is_installed()) return base::failure(Errc::unsupported, "ffmpeg is not installed");
  if (!is_regular(input) || !is_regular(output))
    return base::failure(Errc::invalid_argument, "ffmpeg: input and output are regular files");
  const Container container = task == FfmpegTask::faststart ? Container::mp4 : Container::webm;
  TRY(const FfmpegMedia before, probe(input, container, limits, stop));
  const Foreign ffmpeg{kFfmpeg, ffmpeg_arguments(task), input, output};
  TRY(const std::string said, run_foreign(ffmpeg, limits, stop));
  (void)said;
  TRY(FfmpegMedia made, probe(output, Container::mp4, limits, stop));
  TRY(check_made(before, made, task));
  return made;
}

}  // namespace meetings::recordings
