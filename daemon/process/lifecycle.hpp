// SPDX-License-Identifier: MIT
// The process as the operating system sees it: signals, systemd's notifications and watchdog, and
// resource limits. Main thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/fd.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/event_loop.hpp"

namespace lecternd {

// Call it before any thread is made. Raises the limit of descriptors to the hard limit, ignores
// SIGPIPE, blocks the signals of SignalWatch in every thread, and under systemd forbids a core file
// (it would hold secrets).
void prepare_process();
// Lets SIGALRM end the process after `most`, so that a part that hangs cannot keep it alive.
void limit_stopping(std::chrono::seconds most);

// Turns SIGTERM and SIGINT (stop) and SIGHUP (reload) into calls on the loop.
class SignalWatch final : private net::IoHandler {
 public:
  struct Reactions {
    std::function<void()> stop;
    std::function<void()> reload;
  };
  static base::Result<std::unique_ptr<SignalWatch>> open(net::EventLoop& loop, Reactions reactions);

 private:
  SignalWatch(net::EventLoop& loop, base::UniqueFd fd, Reactions reactions);
  void on_io(net::Interest ready) noexcept override;

  base::UniqueFd fd_;
  Reactions reactions_;
  std::unique_ptr<net::IoWatch> watch_;
};

// Talks to the service manager by sd_notify(3). Does nothing where no manager listens.
class ServiceManager {
 public:
  ServiceManager();

  bool present() const noexcept { return present_; }
  void ready(const std::string& status);
  void status(const std::string& text);
  void reloading();
  void stopping();
  // Call it often. Pings the watchdog as often as the manager wants, and only while `well`.
  void watchdog(bool well, base::Instant now);

 private:
  bool present_;
  std::optional<std::chrono::microseconds> interval_;
  base::Instant last_{};
};

}  // namespace lecternd
