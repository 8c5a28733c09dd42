// SPDX-License-Identifier: MIT
#include "meetings/recordings/ffmpeg_sandbox.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/ioprio.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>

namespace meetings::recordings {

namespace {

// Rights that Debian 12's header does not know, and the version of Landlock that they came with.
constexpr std::uint64_t kRefer = std::uint64_t{1} << 13;     // 2
constexpr std::uint64_t kTruncate = std::uint64_t{1} << 14;  // 3
constexpr std::uint64_t kFirstRights = (std::uint64_t{1} << 13) - 1;

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kLibrary = kRead | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE;

std::uint64_t known_rights(long version) {
  if (version < 1) return 0;
  return kFirstRights | (version >= 2 ? kRefer : 0) | (version >= 3 ? kTruncate : 0);
}

#if defined(__x86_64__)
#define FFMPEG_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define FFMPEG_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef FFMPEG_AUDIT_ARCH
// Calls that reach other processes, the network, or change the right of files. Answered with EPERM.
constexpr unsigned kDenied[] = {
    __NR_socket,
    __NR_socketpair,
    __NR_connect,
    __NR_bind,
    __NR_io_uring_setup,
    __NR_ptrace,
    __NR_process_vm_readv,
    __NR_process_vm_writev,
    __NR_kill,
    __NR_pidfd_open,
    __NR_pidfd_getfd,
    __NR_pidfd_send_signal,
    __NR_rt_sigqueueinfo,
    __NR_fchmod,
    __NR_fchmodat,
    __NR_fchown,
    __NR_fchownat,
    __NR_keyctl,
    __NR_add_key,
    __NR_request_key,
    __NR_unshare,
    __NR_setns,
    __NR_mount,
    __NR_bpf,
    __NR_perf_event_open,
    __NR_userfaultfd,
    __NR_memfd_create,
#ifdef __x86_64__
    __NR_chmod,
    __NR_chown,
    __NR_lchown,
    __NR_fork,
    __NR_vfork,
#endif
};
constexpr std::size_t kDeniedCount = std::size(kDenied);

constexpr sock_filter statement(unsigned code, unsigned k) {
  return {static_cast<std::uint16_t>(code), 0, 0, k};
}
constexpr sock_filter jump(unsigned k, unsigned yes, unsigned no, unsigned how = BPF_JEQ) {
  return {static_cast<std::uint16_t>(BPF_JMP | how | BPF_K), static_cast<std::uint8_t>(yes),
          static_cast<std::uint8_t>(no), k};
}

// seccomp(2): another architecture ends the program; a denied call is answered, as the x32 calls of
// x86-64 are; prlimit() may ask for the program's own limits; all else is allowed.
bool deny_calls() noexcept {
  constexpr unsigned kLoad = BPF_LD | BPF_W | BPF_ABS;
  constexpr unsigned kReturn = BPF_RET | BPF_K;
  constexpr unsigned kX32 = 0x40000000;
  sock_filter filter[kDeniedCount + 12];
  std::size_t n = 0;
  filter[n++] = statement(kLoad, offsetof(seccomp_data, arch));
  filter[n++] = jump(FFMPEG_AUDIT_ARCH, 1, 0);
  filter[n++] = statement(kReturn, SECCOMP_RET_KILL_PROCESS);
  filter[n++] = statement(kLoad, offsetof(seccomp_data, nr));
  filter[n++] = jump(kX32, static_cast<unsigned>(kDeniedCount) + 6, 0, BPF_JGE);
  filter[n++] = jump(__NR_prlimit64, 0, 4);
  filter[n++] = statement(kLoad, offsetof(seccomp_data, args));  // the low half: little endian
  filter[n++] = jump(0, 0, 1);
  filter[n++] = statement(kReturn, SECCOMP_RET_ALLOW);
  filter[n++] = statement(kReturn, SECCOMP_RET_ERRNO | EPERM);
  for (std::size_t i = 0; i < kDeniedCount; ++i)
    filter[n++] = jump(kDenied[i], static_cast<unsigned>(kDeniedCount - i), 0);
  filter[n++] = statement(kReturn, SECCOMP_RET_ALLOW);
  filter[n++] = statement(kReturn, SECCOMP_RET_ERRNO | EPERM);
  const sock_fprog program{static_cast<unsigned short>(n), filter};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
bool deny_calls() noexcept { return false; }
#endif

bool set_limit(__rlimit_resource which, std::uint64_t value) noexcept {
  const rlimit limit{value, value};
  return ::setrlimit(which, &limit) == 0;
}

// Another sandbox may forbid these two calls; then the program has the priority of the daemon.
void lower_priority() noexcept {
  (void)::setpriority(PRIO_PROCESS, 0, 19);
  constexpr int kIdle = IOPRIO_CLASS_IDLE << IOPRIO_CLASS_SHIFT;
  (void)::syscall(__NR_ioprio_set, IOPRIO_WHO_PROCESS, 0, kIdle);
}

// The kernel ends this program first where memory runs out.
void offer_to_oom_killer() noexcept {
  const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  (void)!::write(fd, "800", 3);
  ::close(fd);
}

}  // namespace

FfmpegSandbox::FfmpegSandbox(const Foreign& foreign, const FfmpegLimits& limits) : limits_(limits) {
  const long version = ::syscall(__NR_landlock_create_ruleset, nullptr, 0, 1U /* the version */);
  const std::uint64_t rights = known_rights(version);
  if (rights == 0) return;
  const std::uint64_t handled[1] = {rights};  // the first member of landlock_ruleset_attr
  rules_.reset(
      static_cast<int>(::syscall(__NR_landlock_create_ruleset, handled, sizeof handled, 0U)));
  if (!rules_) return;
  allow(foreign.program.c_str(), kRead | LANDLOCK_ACCESS_FS_EXECUTE);
  for (const char* folder : {"/usr/lib", "/usr/lib64", "/lib", "/lib64"}) allow(folder, kLibrary);
  allow("/etc/ld.so.cache", kRead);
  allow(foreign.input, kRead);
  if (foreign.output >= 0)
    allow(foreign.output, kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | (rights & kTruncate));
}

void FfmpegSandbox::allow(const char* path, std::uint64_t access) {
  const base::UniqueFd fd{::open(path, O_PATH | O_CLOEXEC)};
  if (fd) allow(fd.get(), access);
}

// What cannot be allowed is denied, and the program fails and says at what.
void FfmpegSandbox::allow(int fd, std::uint64_t access) {
  landlock_path_beneath_attr rule{};
  rule.allowed_access = access;
  rule.parent_fd = fd;
  (void)::syscall(__NR_landlock_add_rule, rules_.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0U);
}

bool FfmpegSandbox::enter() const noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  lower_priority();
  offer_to_oom_killer();
  const bool limited =
      set_limit(RLIMIT_AS, limits_.memory) && set_limit(RLIMIT_FSIZE, limits_.output_bytes) &&
      set_limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits_.processor_time.count())) &&
      set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_NOFILE, 64);
  if (!limited || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  if (rules_ && ::syscall(__NR_landlock_restrict_self, rules_.get(), 0U) != 0) return false;
  return deny_calls();
}

}  // namespace meetings::recordings
