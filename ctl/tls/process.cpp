// SPDX-License-Identifier: MIT
#include "ctl/tls/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "base/fd.hpp"
#include "ctl/complain.hpp"

namespace ctl::tls {
namespace {

constexpr std::size_t kMostOutput = std::size_t{256} * 1024;
constexpr int kNoProgram = 127;
constexpr int kSignal = 128;

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignal + WTERMSIG(status);
}

[[noreturn]] void become(const std::string& path, std::vector<char*>& words, int null, int out) {
  const bool set = ::dup2(null, STDIN_FILENO) >= 0 && ::dup2(out, STDOUT_FILENO) >= 0 &&
                   ::dup2(out, STDERR_FILENO) >= 0;
  if (set) ::execv(path.c_str(), words.data());
  ::_exit(kNoProgram);
}

// The rest of what is more is read and dropped, so that the program sees no broken pipe.
std::string read_all(int fd) {
  std::string out;
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return out;
    out.append(buffer.data(), std::min(static_cast<std::size_t>(n), kMostOutput - out.size()));
  }
}

bool become_user(uid_t user, gid_t group) {
  const passwd* entry = ::getpwuid(user);  // NOLINT(concurrency-mt-unsafe): one thread
  const bool groups =
      entry != nullptr ? ::initgroups(entry->pw_name, group) == 0 : ::setgroups(0, nullptr) == 0;
  return groups && ::setgid(group) == 0 && ::setuid(user) == 0;
}

}  // namespace

base::Result<Ended> run_program(const std::string& path, const std::vector<std::string>& words) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::failure(base::errno_error("pipe2", errno));
  const base::UniqueFd in{ends[0]};
  base::UniqueFd out{ends[1]};
  const base::UniqueFd null{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  if (!null) return base::failure(base::errno_error("open /dev/null", errno));
  std::vector<char*> arguments{const_cast<char*>(path.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return base::failure(base::errno_error("fork", errno));
  if (child == 0) become(path, arguments, null.get(), out.get());
  out.reset();
  std::string output = read_all(in.get());
  return Ended{wait_for(child), std::move(output)};
}

int run_as_owner_of(const std::string& folder, const std::function<int()>& task) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &status) != 0 || status.st_uid == 0) return task();
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return complain(base::errno_error("fork", errno).what);
  if (child == 0) {
    int done = 1;
    if (become_user(status.st_uid, status.st_gid)) done = task();
    else complain(base::errno_error("becoming the owner of " + folder, errno).what);
    std::fflush(nullptr);
    ::_exit(done);
  }
  return wait_for(child);
}

}  // namespace ctl::tls
