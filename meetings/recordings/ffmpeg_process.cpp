// SPDX-License-Identifier: MIT
#include "meetings/recordings/ffmpeg_process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "meetings/recordings/ffmpeg_sandbox.hpp"

namespace meetings::recordings {

namespace {

using base::Errc;
using Clock = std::chrono::steady_clock;

// Statuses of the child that never became the program. No program that is run here uses them.
constexpr int kNoSandbox = 125;
constexpr int kNoDescriptors = 126;
constexpr int kNoProgram = 127;
constexpr int kAskStopEvery = 200;  // milliseconds
constexpr int kFirstFree = 5;

struct Pipe {
  base::UniqueFd read_end;
  base::UniqueFd write_end;
};

base::Result<Pipe> open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::failure(base::errno_error("pipe2", errno));
  Pipe pipe{base::UniqueFd{ends[0]}, base::UniqueFd{ends[1]}};
  ::fcntl(pipe.read_end.get(), F_SETFL, O_NONBLOCK);
  return pipe;
}

// The child: only system calls from here on.
class Child {
 public:
  Child(const std::array<int, kFirstFree>& descriptors, const FfmpegSandbox& sandbox)
      : descriptors_(descriptors), sandbox_(sandbox) {}

  [[noreturn]] void become(const char* program, char* const* arguments) noexcept {
    reset_signals();
    if (!take_descriptors()) ::_exit(kNoDescriptors);
    if (!sandbox_.enter()) ::_exit(kNoSandbox);
    char* const environment[] = {nullptr};
    ::execve(program, arguments, environment);
    ::_exit(kNoProgram);
  }

 private:
  static void reset_signals() noexcept {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  }

  // First out of the way, then to their numbers, and nothing else; the sandbox's own descriptor is
  // closed by execve().
  bool take_descriptors() noexcept {
    for (int& fd : descriptors_)
      if (fd >= 0 && (fd = ::fcntl(fd, F_DUPFD_CLOEXEC, kFirstFree)) < 0) return false;
    for (int i = 0; i < kFirstFree; ++i) {
      const int fd = descriptors_[static_cast<std::size_t>(i)];
      if (fd < 0) {
        ::close(i);
      } else if (::dup2(fd, i) < 0) {
        return false;
      }
    }
    return ::syscall(__NR_close_range, kFirstFree, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
  }

  std::array<int, kFirstFree> descriptors_;
  const FfmpegSandbox& sandbox_;
};

// Owns the process: it is ended and waited for, whatever happens.
class Process {
 public:
  explicit Process(pid_t pid)
      : pid_(pid), pidfd_(static_cast<int>(::syscall(__NR_pidfd_open, pid, 0))) {}
  ~Process() { kill_and_wait(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int pidfd() const noexcept { return pidfd_.get(); }
  // Its wait status; call it after the pidfd has become readable.
  int wait() noexcept {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    return status;
  }

 private:
  void kill_and_wait() noexcept {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    (void)wait();
  }

  pid_t pid_;
  base::UniqueFd pidfd_;
};

// Text of the program: the beginning (more makes it overflow), or the end.
class Heard {
 public:
  Heard(base::UniqueFd fd, std::size_t most, bool keeps_end)
      : fd_(std::move(fd)), most_(most), keeps_end_(keeps_end) {}

  int fd() const noexcept { return fd_.get(); }
  bool overflowed() const noexcept { return !keeps_end_ && text_.size() > most_; }
  const std::string& text() const noexcept { return text_; }

  // All that is there now.
  void read() {
    char buffer[4096];
    while (fd_) {
      const ssize_t n = ::read(fd_.get(), buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0) {
        fd_.reset();
        return;
      }
      text_.append(buffer, static_cast<std::size_t>(n));
      if (keeps_end_ && text_.size() > most_) text_.erase(0, text_.size() - most_);
      if (overflowed()) return;
    }
  }

 private:
  base::UniqueFd fd_;
  std::size_t most_;
  bool keeps_end_;
  std::string text_;
};

// One line for a log: the program repeats words of the file.
std::string printable(std::string text) {
  for (char& c : text)
    if (c < ' ' || c > '~') c = ' ';
  return text;
}

base::Status verdict(int status, const std::string& program, const Heard& errors) {
  if (WIFEXITED(status)) {
    switch (WEXITSTATUS(status)) {
      case 0: return {};
      case kNoSandbox: return base::failure(Errc::unsupported, "no sandbox for " + program);
      case kNoDescriptors: return base::failure(Errc::io, "no descriptors for " + program);
      case kNoProgram: return base::failure(Errc::unsupported, "cannot run " + program);
      default: break;
    }
  } else if (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGXFSZ ||
             WTERMSIG(status) == SIGKILL) {
    return base::failure(Errc::exhausted, program + " went beyond its limits");
  }
  return base::failure(Errc::corrupt, program + " failed: " + printable(errors.text()));
}

class Waiting {
 public:
  Waiting(Process& process, Heard& output, Heard& errors, const FfmpegStop& stop)
      : process_(process), output_(output), errors_(errors), stop_(stop) {}

  // The wait status.
  base::Result<int> until(Clock::time_point deadline) {
    if (process_.pidfd() < 0) return base::failure(base::errno_error("pidfd_open", errno));
    for (;;) {
      if (stop_ && stop_()) return base::failure(Errc::closed, "stopped");
      if (Clock::now() >= deadline) return base::failure(Errc::timeout, "it took too long");
      const bool ended = poll_once();
      output_.read();
      errors_.read();
      if (output_.overflowed()) return base::failure(Errc::exhausted, "it said too much");
      if (ended) return process_.wait();
    }
  }

 private:
  bool poll_once() {
    pollfd ready[] = {
        {process_.pidfd(), POLLIN, 0}, {output_.fd(), POLLIN, 0}, {errors_.fd(), POLLIN, 0}};
    return ::poll(ready, std::size(ready), kAskStopEvery) > 0 && ready[0].revents != 0;
  }

  Process& process_;
  Heard& output_;
  Heard& errors_;
  const FfmpegStop& stop_;
};

}  // namespace

base::Result<std::string> run_foreign(const Foreign& foreign, const FfmpegLimits& limits,
                                      const FfmpegStop& stop) {
  TRY(Pipe out, open_pipe());
  TRY(Pipe error, open_pipe());
  const base::UniqueFd null{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  if (!null) return base::failure(base::errno_error("open /dev/null", errno));
  std::vector<char*> arguments{const_cast<char*>(foreign.program.c_str())};
  for (const std::string& argument : foreign.arguments)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const FfmpegSandbox sandbox{foreign, limits};
  Child child{
      {null.get(), out.write_end.get(), error.write_end.get(), foreign.input, foreign.output},
      sandbox};
  const pid_t pid = ::fork();
  if (pid < 0) return base::failure(base::errno_error("fork", errno));
  if (pid == 0) child.become(foreign.program.c_str(), arguments.data());
  Process process{pid};
  out.write_end.reset();
  error.write_end.reset();
  Heard output{std::move(out.read_end), kLongestForeignOutput, false};
  Heard errors{std::move(error.read_end), kLongestForeignError, true};
  Waiting waiting{process, output, errors, stop};
  TRY(const int status, waiting.until(Clock::now() + limits.time));
  TRY(verdict(status, foreign.program, errors));
  return output.text();
}

}  // namespace meetings::recordings
