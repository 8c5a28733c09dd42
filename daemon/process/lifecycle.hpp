// SPDX-License-Identifier: MIT
// What the process owes its process: signals, systemd's notifications and watchdog, resource
// limits. Main thread.
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

// Before any thread is made: descriptors up to the hard limit, no SIGPIPE, the signals of
// SignalWatch blocked everywhere, no core with secrets under systemd.
void prepare_process();
// A part that hangs must not keep the process from ending: SIGALRM ends it then.
void limit_stopping(std::chrono::seconds most);

// SIGTERM and SIGINT, SIGHUP as calls on the loop.
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

// sd_notify(3); does nothing where nobody listens.
class ServiceManager {
 public:
  ServiceManager();

  bool present() const noexcept { return present_; }
  void ready(const std::string& status);
  void status(const std::string& text);
  void reloading();
  void stopping();
  // Called often; passes it on as often as the manager wants it, and only while `well`.
  void watchdog(bool well, base::Instant now);

 private:
  bool present_;
  std::optional<std::chrono::microseconds> interval_;
  base::Instant last_{};
};

}  // namespace lecternd
