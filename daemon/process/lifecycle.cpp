// SPDX-License-Identifier: MIT
#include "daemon/process/lifecycle.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>

namespace lecternd {
namespace {

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

bool started_by_systemd() noexcept {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  return std::getenv("NOTIFY_SOCKET") != nullptr;
}

}  // namespace

void prepare_process() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ::signal(SIGPIPE, SIG_IGN);
  ::umask(0077);  // files are for this user only
  const sigset_t set = watched_signals();
  (void)::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A process that was started by hand may be debugged and may write a core file.
  if (started_by_systemd()) (void)::prctl(PR_SET_DUMPABLE, 0);
}

void limit_stopping(std::chrono::seconds most) { ::alarm(static_cast<unsigned>(most.count())); }

base::Result<std::unique_ptr<SignalWatch>> SignalWatch::open(net::EventLoop& loop,
                                                             Reactions reactions) {
  const sigset_t set = watched_signals();
  base::UniqueFd fd{::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)};
  if (!fd) return base::failure(base::errno_error("signalfd", errno));
  return std::unique_ptr<SignalWatch>(new SignalWatch(loop, std::move(fd), std::move(reactions)));
}

SignalWatch::SignalWatch(net::EventLoop& loop, base::UniqueFd fd, Reactions reactions)
    : fd_(std::move(fd)), reactions_(std::move(reactions)) {
  net::IoHandler& handler = *this;  // a private base: converted here, not inside make_unique
  watch_ = std::make_unique<net::IoWatch>(loop, fd_.get(), handler);
  watch_->set(net::Interest::read);
}

void SignalWatch::on_io(net::Interest) noexcept {
  signalfd_siginfo info{};
  if (::read(fd_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return;
  if (info.ssi_signo == SIGHUP) reactions_.reload();
  else reactions_.stop();
}

ServiceManager::ServiceManager() : present_(started_by_systemd()) {
  std::uint64_t micros = 0;
  if (::sd_watchdog_enabled(0, &micros) > 0) interval_ = std::chrono::microseconds{micros};
}

void ServiceManager::ready(const std::string& status) {
  (void)::sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

void ServiceManager::status(const std::string& text) {
  (void)::sd_notify(0, ("STATUS=" + text).c_str());
}

void ServiceManager::reloading() {
  // Type=notify-reload (systemd >= 253) needs the monotonic time; older versions ignore it.
  timespec now{};
  (void)::clock_gettime(CLOCK_MONOTONIC, &now);
  const long long micros = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  (void)::sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros)).c_str());
}

void ServiceManager::stopping() { (void)::sd_notify(0, "STOPPING=1\nSTATUS=stopping"); }

void ServiceManager::watchdog(bool well, base::Instant now) {
  if (!interval_ || !well || now - last_ < *interval_ / 4) return;
  last_ = now;
  (void)::sd_notify(0, "WATCHDOG=1");
}

}  // namespace lecternd
