// SPDX-License-Identifier: MIT
// ffmpeg at work behind its walls, and what the walls hold back. Skipped where it is not installed.
#include "meetings/recordings/ffmpeg.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.hpp"
#include "meetings/recordings/ffmpeg_process.hpp"
#include "tests/meetings/recordings/webm_files.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temp_folder.hpp"

using namespace meetings::recordings;
using namespace recordings_test;
using base::Errc;
using namespace std::chrono_literals;

namespace {

std::string path_of(const char* name) {
  return lectern_test::in_source_tree(std::string{"tests/vectors/webm/"} + name);
}

// Input and output of one run.
class Files {
 public:
  explicit Files(const std::string& source)
      : input_(::open(source.c_str(), O_RDONLY | O_CLOEXEC)),
        output_(::open(made().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    CHECK(input_ && output_);
  }
  std::string made() const { return folder_.file("made.mp4"); }
  std::string in_folder(const char* name) const { return folder_.file(name); }
  int input() const { return input_.get(); }
  int output() const { return output_.get(); }
  base::Result<FfmpegMedia> run(FfmpegTask task, const FfmpegLimits& limits = {},
                                const FfmpegStop& stop = {}) {
    return make_mp4(input(), output(), task, limits, stop);
  }

 private:
  lectern_test::TempFolder folder_;
  base::UniqueFd input_;
  base::UniqueFd output_;
};

void need_ffmpeg() {
  if (!ffmpeg_is_installed()) lectern_test::skip_test("ffmpeg is not installed");
}

void write_file(const std::string& path, base::Bytes bytes) {
  std::ofstream file{path, std::ios::binary};
  file << base::as_text(bytes);
}

bool comes_before(const Buffer& file, std::string_view first, std::string_view second) {
  const std::string_view text = base::as_text(file);
  return text.find(first) < text.find(second) && text.find(second) != std::string_view::npos;
}

void puts_the_index_of_an_mp4_to_its_front() {
  need_ffmpeg();
  Files files{path_of("chromium-mp4.mp4")};
  const FfmpegMedia media = CHECK_OK(files.run(FfmpegTask::faststart));
  CHECK_EQ(media.streams.size(), std::size_t{2});
  CHECK(media.duration > 1s && media.duration < 2500ms);
  const Buffer made = read_file(files.made());
  CHECK(comes_before(made, "moov", "mdat"));
  CHECK(base::as_text(made).find("moof") == std::string_view::npos);
}

void takes_an_mp4_that_was_cut_off() {
  need_ffmpeg();
  const lectern_test::TempFolder folder;
  const Buffer whole = read_file(path_of("chromium-mp4.mp4"));
  write_file(folder.file("cut"), base::Bytes{whole}.first(whole.size() * 3 / 4));
  Files files{folder.file("cut")};
  const auto made = files.run(FfmpegTask::faststart);
  CHECK_OK(made);
  CHECK(made->duration > 500ms && made->duration < 1500ms);
}

void makes_an_mp4_of_a_webm() {
  need_ffmpeg();
  for (const char* name :
       {"chromium-vp8-opus.webm", "firefox-vp8-opus.webm", "chromium-opus.webm"}) {
    Files files{path_of(name)};
    const FfmpegMedia media = CHECK_OK(files.run(FfmpegTask::transcode));
    CHECK(media.duration > 1s && media.duration < 4s);
    for (const FfmpegStream& stream : media.streams)
      CHECK_EQ(stream.codec, std::string{stream.kind == "video" ? "h264" : "aac"});
  }
}

void refuses_other_files() {
  need_ffmpeg();
  const lectern_test::TempFolder folder;
  const std::string list = "ffconcat version 1.0\nfile /etc/passwd\n";
  write_file(folder.file("list"), base::as_bytes(list));
  for (const FfmpegTask task : {FfmpegTask::faststart, FfmpegTask::transcode}) {
    Files files{folder.file("list")};
    const auto made = files.run(task);
    CHECK(!made);
    CHECK_EQ(made.error().code, Errc::corrupt);
    CHECK(made.error().what.find('\n') == std::string::npos);
  }
  Files files{path_of("chromium-vp8-opus.webm")};
  CHECK(!files.run(FfmpegTask::faststart));  // another container
}

void ends_where_a_limit_is() {
  need_ffmpeg();
  const std::string source = path_of("chromium-key-frames.webm");
  FfmpegLimits little_file;
  little_file.output_bytes = 1000;
  CHECK(!Files{source}.run(FfmpegTask::transcode, little_file));
  FfmpegLimits little_memory;
  little_memory.memory = std::uint64_t{8} << 20;
  CHECK(!Files{source}.run(FfmpegTask::transcode, little_memory));
  FfmpegLimits no_time;
  no_time.time = 0s;
  CHECK_EQ(Files{source}.run(FfmpegTask::transcode, no_time).error().code, Errc::timeout);
  CHECK_EQ(Files{source}.run(FfmpegTask::transcode, {}, [] { return true; }).error().code,
           Errc::closed);
}

// ---- the walls, shown by a shell in ffmpeg's place ----

base::Result<std::string> shell(const std::string& script, const Files& files,
                                const FfmpegLimits& limits = {}) {
  return run_foreign({"/bin/sh", {"-c", script}, files.input(), files.output()}, limits, {});
}

void has_no_environment_and_five_descriptors() {
  Files files{path_of("record.py")};
  CHECK_OK(shell("test -z \"$HOME$USER$LANG\"", files));
  CHECK_OK(shell("for n in 5 6 7 8 9; do (eval \"true <&$n\") 2>/dev/null && exit 1; done; exit 0",
                 files));
  CHECK_EQ(CHECK_OK(shell("read -r line <&3; echo \"$line\"", files)),
           std::string{"#!/usr/bin/python3\n"});
  CHECK_OK(shell("echo here >&4", files));
  CHECK_EQ(base::as_text(read_file(files.made())), std::string_view{"here\n"});
}

bool has_landlock() {
  return ::syscall(__NR_landlock_create_ruleset, nullptr, 0, 1U /* the version */) > 0;
}

void has_no_files_but_its_own() {
  if (!has_landlock()) lectern_test::skip_test("this kernel has no Landlock");
  Files files{path_of("record.py")};
  CHECK_OK(shell("(read -r line </etc/passwd) 2>/dev/null && exit 1; exit 0", files));
  CHECK_OK(shell("(: >>" + files.in_folder("new") + ") 2>/dev/null && exit 1; exit 0", files));
  CHECK_OK(
      shell("read -r line <" + std::string{kForeignInput} + "; echo x >" + kForeignOutput, files));
  CHECK(!shell("exec /bin/cat </dev/null", files));  // no other program
}

void has_limits() {
  Files files{path_of("record.py")};
  FfmpegLimits limits;
  limits.memory = std::uint64_t{512} << 20;
  limits.processor_time = 7s;
  const std::string told =
      CHECK_OK(shell("ulimit -v; ulimit -t; ulimit -c; ulimit -n", files, limits));
  CHECK_EQ(told, std::string{"524288\n7\n0\n64\n"});
}

void tells_how_it_ended() {
  Files files{path_of("record.py")};
  CHECK_EQ(shell("echo why >&2; exit 3", files).error().what, "/bin/sh failed: why ");
  CHECK_EQ(run_foreign({"/nowhere", {}, files.input(), -1}, {}, {}).error().code,
           Errc::unsupported);
  CHECK_EQ(shell("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done",
                 files)
               .error()
               .code,
           Errc::exhausted);
  FfmpegLimits short_time;
  short_time.processor_time = 1s;
  CHECK_EQ(shell("while :; do :; done", files, short_time).error().code, Errc::exhausted);
}

void has_no_network_and_no_signals() {
  if (::access("/usr/bin/python3", X_OK) != 0) lectern_test::skip_test("python3 is not installed");
  Files files{path_of("record.py")};
  const auto python = [&](const std::string& code) {
    return run_foreign({"/usr/bin/python3", {"-I", "-S", "-c", code}, files.input(), -1}, {}, {});
  };
  const std::string refused =
      "import os\ndef refused(f):\n try: f()\n except PermissionError: return\n raise "
      "SystemExit(1)\n";
  const auto works = python("pass");
  if (!works) lectern_test::skip_test("python3 does not run in the sandbox: " + works.error().what);
  CHECK_OK(python(refused + "import _socket\nrefused(_socket.socket)"));
  CHECK_OK(python(refused + "refused(lambda: os.kill(os.getppid(), 0))"));
  CHECK_OK(python(refused + "refused(lambda: os.chmod('/proc/self/fd/3', 0o777))"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "ffmpeg",
      {TEST(puts_the_index_of_an_mp4_to_its_front), TEST(takes_an_mp4_that_was_cut_off),
       TEST(makes_an_mp4_of_a_webm), TEST(refuses_other_files), TEST(ends_where_a_limit_is),
       TEST(has_no_environment_and_five_descriptors), TEST(has_no_files_but_its_own),
       TEST(has_limits), TEST(tells_how_it_ended), TEST(has_no_network_and_no_signals)});
}
