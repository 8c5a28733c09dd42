// SPDX-License-Identifier: MIT
// EventLoop: one libevent base, run by one thread. It waits for IoWatch, Timer and Wakeup objects.
// libevent's types and callbacks stay in the .cpp. Use everything on the loop's thread, or on the
// thread that builds the loop before run() and destroys it afterwards, except where "any thread" is
// written.
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
  // `ready` is read or write, one per call. The handler may destroy its own watch. A descriptor in
  // error is reported as ready; the next read or write returns the error.
  virtual void on_io(Interest ready) noexcept = 0;

 protected:
  ~IoHandler() = default;
};

// Frees a libevent event. Waits while the event's callback runs on another thread.
struct EventFree {
  void operator()(event* e) const noexcept;
};
using EventPtr = std::unique_ptr<event, EventFree>;

// Reports the readiness of one descriptor, level-triggered. The owner closes the descriptor after
// it has destroyed the watch. Starts with Interest::none.
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
  EventPtr write_;  // made on first use: most watches only read
};

// Fires once per start; starting it again moves the deadline. Never fires before the deadline. The
// callback may destroy the timer.
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

  // Shared, so that the function survives a call in which it destroys the timer.
  std::shared_ptr<const std::function<void()>> on_expiry_;
  base::Instant deadline_{};
  bool running_ = false;
  EventPtr event_;
};

// Calls a function on the loop's thread at the request of any thread. Several signals before the
// call cause one call.
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
  // `name` is for logs and the thread's name, of which the kernel shows 15 characters. The first
  // loop of a process makes libevent thread-safe and ignores SIGPIPE.
  static Result<std::unique_ptr<EventLoop>> open(std::string name);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Returns after stop(), also where stop() came first. Functions and messages that were posted
  // before the stop still run. The calling thread takes the loop's name.
  void run();
  void stop() noexcept;  // any thread

  // The monotonic clock, read at most once per wake-up; outside of run() read at each call. Loop
  // thread.
  base::Instant now() const noexcept;
  event_base* native() noexcept { return base_.get(); }
  const std::string& name() const noexcept { return name_; }

  // Any thread. Grows at least once per second while the loop is alive. A watchdog that sees the
  // same number for several seconds knows that a callback hangs.
  std::uint64_t turns() const noexcept { return turns_.load(std::memory_order_relaxed); }

  // Runs a function on the loop's thread. For control, not for packets. False where the loop has
  // stopped; the function then does not run. Any thread.
  bool post(std::function<void()> function);

 private:
  explicit EventLoop(std::string name) noexcept : name_(std::move(name)) {}
  void run_posted();

  struct BaseFree {
    void operator()(event_base* b) const noexcept;
  };

  std::string name_;
  std::unique_ptr<event_base, BaseFree> base_;  // before the events: it is destroyed after them
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
