// SPDX-License-Identifier: MIT
// EventLoop: one libevent base, run by one thread; IoWatch, Timer and Wakeup are what it waits for.
// Exists so that libevent's types and callbacks stay in one .cpp. Everything belongs to the loop's
// thread (or to the one that builds it before run() and destroys it after), except where "any
// thread" is written.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

struct event_base;
struct event;

namespace net {

using base::Result;

class EventLoop;

enum class Interest : std::uint8_t { none = 0, read = 1, write = 2, read_write = 3 };

constexpr bool wants_read(Interest i) noexcept { return (static_cast<unsigned>(i) & 1u) != 0; }
constexpr bool wants_write(Interest i) noexcept { return (static_cast<unsigned>(i) & 2u) != 0; }
constexpr Interest make_interest(bool read, bool write) noexcept {
  return static_cast<Interest>((read ? 1u : 0u) | (write ? 2u : 0u));
}

class IoHandler {
 public:
  // `ready` is read or write, one a call. The handler may destroy its own watch in here. A
  // descriptor in error is reported as ready for what is waited for: the next read or write tells
  // what happened.
  virtual void on_io(Interest ready) noexcept = 0;

 protected:
  ~IoHandler() = default;
};

// Frees a libevent event; while its callback runs on another thread, waits for the end of it.
struct EventFree {
  void operator()(event* e) const noexcept;
};
using EventPtr = std::unique_ptr<event, EventFree>;

// Level-triggered readiness of one descriptor, which the owner closes after the watch is gone.
// Starts with Interest::none.
class IoWatch {
 public:
  IoWatch(EventLoop& loop, int fd, IoHandler& handler);
  IoWatch(const IoWatch&) = delete;
  IoWatch& operator=(const IoWatch&) = delete;

  void set(Interest interest) noexcept;
  Interest interest() const noexcept { return interest_; }

 private:
  static void on_event(int fd, short what, void* self) noexcept;

  EventLoop& loop_;
  int fd_;
  IoHandler& handler_;
  Interest interest_ = Interest::none;
  EventPtr read_;
  EventPtr write_;  // made when first waited for: most watches only read
};

// One shot; starting it again moves it. Never fires before its deadline. The callback may destroy
// the timer.
class Timer {
 public:
  Timer(EventLoop& loop, std::function<void()> on_expiry);
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start_at(base::Instant deadline) noexcept;
  void start_after(std::chrono::nanoseconds delay) noexcept;
  void stop() noexcept;
  bool running() const noexcept { return running_; }

 private:
  static void on_event(int fd, short what, void* self) noexcept;
  void arm() noexcept;

  std::shared_ptr<const std::function<void()>>
      on_expiry_;  // shared: survives its own call when the timer dies in it
  base::Instant deadline_{};
  bool running_ = false;
  EventPtr event_;
};

// A callback on the loop's thread that any thread may ask for; several signals before it runs are
// one.
class Wakeup {
 public:
  Wakeup(EventLoop& loop, std::function<void()> on_signal);
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void signal() noexcept;  // any thread

 private:
  static void on_event(int fd, short what, void* self) noexcept;

  std::function<void()> on_signal_;
  EventPtr event_;
};

class EventLoop {
 public:
  // `name` is for logs and the thread's name (15 characters are shown by the kernel). The first
  // loop of a process makes libevent thread-safe and SIGPIPE ignored.
  static Result<std::unique_ptr<EventLoop>> open(std::string name);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Returns after stop(), also one that came first. What was posted, also to mailboxes, before the
  // stop is run. The calling thread takes the loop's name.
  void run();
  void stop() noexcept;  // any thread

  // The clock, read at most once per wake-up (and at each call outside run()). Loop thread.
  base::Instant now() const noexcept;
  event_base* native() noexcept { return base_.get(); }
  const std::string& name() const noexcept { return name_; }

  // Any thread. Grows at least once a second while the loop is alive: a watchdog that sees the same
  // number for several seconds knows that a callback hangs.
  std::uint64_t turns() const noexcept { return turns_.load(std::memory_order_relaxed); }

  // Any thread; for control, not for packets. False when the loop has stopped; the function is then
  // not run.
  bool post(std::function<void()> function);

 private:
  explicit EventLoop(std::string name) noexcept : name_(std::move(name)) {}
  void run_posted();

  struct BaseFree {
    void operator()(event_base* b) const noexcept;
  };

  std::string name_;
  std::unique_ptr<event_base, BaseFree> base_;  // before all events: destroyed after them
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> turns_{0};
  mutable base::Instant now_{};
  mutable bool now_fresh_ = false;
  bool running_ = false;

  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // guarded by mutex_
  bool stopped_ = false;                       // guarded by mutex_

  std::unique_ptr<Wakeup> wakeup_;
  std::unique_ptr<Timer> heartbeat_;
};

}  // namespace net
