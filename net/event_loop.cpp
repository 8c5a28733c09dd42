// SPDX-License-Identifier: MIT
#include "net/event_loop.hpp"

#include <event2/event.h>
#include <event2/thread.h>
#include <pthread.h>

#include <algorithm>
#include <cstdlib>

#include "net/sigpipe.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

constexpr auto kHeartbeat = 1s;

EventPtr make_event(EventLoop& loop, int fd, short what, event_callback_fn callback, void* arg) {
  EventPtr made{event_new(loop.native(), fd, what, callback, arg)};
  if (!made) throw std::bad_alloc();
  return made;
}

bool prepare_process() noexcept {
  ignore_sigpipe();
  return evthread_use_pthreads() == 0;
}

timeval to_timeval(std::chrono::nanoseconds delay) noexcept {
  // Rounds up: a timer that wakes too early would wait again and spin.
  const auto us =
      std::chrono::ceil<std::chrono::microseconds>(std::max(delay, std::chrono::nanoseconds{0}));
  timeval tv{};
  tv.tv_sec = static_cast<decltype(tv.tv_sec)>(us.count() / 1'000'000);
  tv.tv_usec = static_cast<decltype(tv.tv_usec)>(us.count() % 1'000'000);
  return tv;
}

}  // namespace

void EventFree::operator()(event* e) const noexcept { event_free(e); }

IoWatch::IoWatch(EventLoop& loop, int fd, IoHandler& handler)
    : loop_(loop),
      fd_(fd),
      handler_(handler),
      read_(make_event(loop, fd, EV_READ | EV_PERSIST, on_event, this)) {}

void IoWatch::on_event(int, short what, void* self) noexcept {
  static_cast<IoWatch*>(self)->handler_.on_io((what & EV_READ) != 0 ? Interest::read
                                                                    : Interest::write);
}

void IoWatch::set(Interest interest) noexcept {
  if (interest == interest_) return;
  // epoll_ctl fails here only without memory, or for a descriptor that epoll cannot watch. The
  // daemon cannot serve then.
  const auto apply = [](event* e, bool on) {
    if ((on ? event_add(e, nullptr) : event_del(e)) != 0) std::abort();
  };
  if (wants_read(interest) != wants_read(interest_)) apply(read_.get(), wants_read(interest));
  if (wants_write(interest) != wants_write(interest_)) {
    if (!write_) write_ = make_event(loop_, fd_, EV_WRITE | EV_PERSIST, on_event, this);
    apply(write_.get(), wants_write(interest));
  }
  interest_ = interest;
}

Timer::Timer(EventLoop& loop, std::function<void()> on_expiry)
    : on_expiry_(std::make_shared<const std::function<void()>>(std::move(on_expiry))),
      event_(make_event(loop, -1, 0, on_event, this)) {}

void Timer::start_at(base::Instant deadline) noexcept {
  deadline_ = deadline;
  running_ = true;
  arm();
}

void Timer::start_after(std::chrono::nanoseconds delay) noexcept {
  start_at(base::SystemClock{}.now() + delay);
}

void Timer::stop() noexcept {
  running_ = false;
  event_del(event_.get());
}

void Timer::arm() noexcept {
  const timeval delay = to_timeval(deadline_ - base::SystemClock{}.now());
  if (event_add(event_.get(), &delay) != 0) std::abort();
}

void Timer::on_event(int, short, void* self) noexcept {
  auto& timer = *static_cast<Timer*>(self);
  if (!timer.running_) return;
  // libevent's clock is up to 4 ms behind, so the event may come before the deadline.
  if (base::SystemClock{}.now() < timer.deadline_) return timer.arm();
  timer.running_ = false;
  const auto callback = timer.on_expiry_;
  (*callback)();
}

Wakeup::Wakeup(EventLoop& loop, std::function<void()> on_signal)
    : on_signal_(std::move(on_signal)), event_(make_event(loop, -1, EV_PERSIST, on_event, this)) {}

void Wakeup::signal() noexcept { event_active(event_.get(), EV_READ, 0); }

void Wakeup::on_event(int, short, void* self) noexcept { static_cast<Wakeup*>(self)->on_signal_(); }

void EventLoop::BaseFree::operator()(event_base* b) const noexcept { event_base_free(b); }

Result<std::unique_ptr<EventLoop>> EventLoop::open(std::string name) {
  // Must happen before the first base, once per process. The initialization of a static does so on
  // any thread.
  static const bool prepared = prepare_process();
  if (!prepared) return base::failure(base::Errc::internal, "libevent cannot use threads");
  std::unique_ptr<EventLoop> loop{new EventLoop(std::move(name))};
  loop->base_.reset(event_base_new());
  if (!loop->base_)
    return base::failure(base::Errc::exhausted, "event loop '" + loop->name_ + "' cannot be made");
  EventLoop* self = loop.get();
  loop->wakeup_ = std::make_unique<Wakeup>(*self, [self] { self->run_posted(); });
  loop->heartbeat_ =
      std::make_unique<Timer>(*self, [self] { self->heartbeat_->start_after(kHeartbeat); });
  return loop;
}

EventLoop::~EventLoop() = default;

void EventLoop::run() {
  pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
  heartbeat_->start_after(kHeartbeat);
  running_ = true;
  while (!stopping_.load(std::memory_order_acquire)) {
    now_fresh_ = false;
    event_base_loop(base_.get(), EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY);
    turns_.fetch_add(1, std::memory_order_relaxed);
  }
  // The loop may see the stop before wake-ups that were signalled earlier: makes one more pass
  // without waiting.
  event_base_loop(base_.get(), EVLOOP_ONCE | EVLOOP_NONBLOCK);
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  run_posted();
  running_ = false;
  heartbeat_->stop();
}

void EventLoop::stop() noexcept {
  stopping_.store(true, std::memory_order_release);
  wakeup_->signal();
}

base::Instant EventLoop::now() const noexcept {
  if (!running_) return base::SystemClock{}.now();
  if (!now_fresh_) {
    now_ = base::SystemClock{}.now();
    now_fresh_ = true;
  }
  return now_;
}

bool EventLoop::post(std::function<void()> function) {
  bool first = false;
  {
    const std::scoped_lock lock(mutex_);
    if (stopped_) return false;
    first = posted_.empty();
    posted_.push_back(std::move(function));
  }
  if (first) wakeup_->signal();
  return true;
}

void EventLoop::run_posted() {
  std::vector<std::function<void()>> batch;
  {
    const std::scoped_lock lock(mutex_);
    batch.swap(posted_);
  }
  for (const auto& function : batch) function();
}

}  // namespace net
