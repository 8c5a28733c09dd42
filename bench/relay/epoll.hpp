// SPDX-License-Identifier: MIT
// Epoll: which of many legs have something to read, each under a number of the caller's. One
// thread.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <span>

#include "base/fd.hpp"

namespace bench {

class Epoll {
 public:
  Epoll() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {}

  bool add(int fd, std::uint32_t number, std::uint32_t events = EPOLLIN) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.u32 = number;
    return ::epoll_ctl(fd_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
  }
  void change(int fd, std::uint32_t number, std::uint32_t events) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.u32 = number;
    (void)::epoll_ctl(fd_.get(), EPOLL_CTL_MOD, fd, &event);
  }
  void remove(int fd) noexcept { (void)::epoll_ctl(fd_.get(), EPOLL_CTL_DEL, fd, nullptr); }

  // Waits at most that long (0 = not at all); the events are valid until the next call.
  std::span<const epoll_event> wait(int milliseconds) noexcept {
    const int n =
        ::epoll_wait(fd_.get(), events_.data(), static_cast<int>(events_.size()), milliseconds);
    return {events_.data(), n < 0 ? std::size_t{0} : static_cast<std::size_t>(n)};
  }
  // The same, with a time that may be shorter than a millisecond.
  std::span<const epoll_event> wait(std::chrono::nanoseconds longest) noexcept {
    const timespec time{longest.count() / 1'000'000'000, longest.count() % 1'000'000'000};
    const int n =
        ::epoll_pwait2(fd_.get(), events_.data(), static_cast<int>(events_.size()), &time, nullptr);
    return {events_.data(), n < 0 ? std::size_t{0} : static_cast<std::size_t>(n)};
  }

 private:
  base::UniqueFd fd_;
  std::array<epoll_event, 256> events_{};
};

}  // namespace bench
