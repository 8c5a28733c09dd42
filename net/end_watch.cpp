// SPDX-License-Identifier: MIT
#include "net/end_watch.hpp"

#include <sys/epoll.h>

#include <cerrno>
#include <utility>

namespace net {
namespace {

constexpr std::size_t kEventsAWakeup = 64;  // then other descriptors of the loop get their turn

}  // namespace

Result<std::unique_ptr<EndWatch>> EndWatch::open(EventLoop& loop,
                                                 std::function<void(int fd, PeerEnd)> on_end) {
  base::UniqueFd epoll{::epoll_create1(EPOLL_CLOEXEC)};
  if (!epoll) return base::failure(base::errno_error("epoll_create1", errno));
  return std::unique_ptr<EndWatch>{new EndWatch(loop, std::move(epoll), std::move(on_end))};
}

EndWatch::EndWatch(EventLoop& loop, base::UniqueFd epoll,
                   std::function<void(int fd, PeerEnd)> on_end)
    : epoll_(std::move(epoll)), on_end_(std::move(on_end)), watch_(loop, epoll_.get(), *this) {
  watch_.set(Interest::read);
}

bool EndWatch::add(int fd) noexcept {
  epoll_event event{};
  event.events = EPOLLRDHUP | EPOLLET;  // epoll always adds EPOLLHUP and EPOLLERR
  event.data.fd = fd;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void EndWatch::remove(int fd) noexcept {
  (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

// Takes one event after the other: `on_end_` may close a descriptor whose event came with it, and
// its number may already name another connection.
void EndWatch::on_io(Interest) noexcept {
  for (std::size_t i = 0; i < kEventsAWakeup; ++i) {
    epoll_event event{};
    if (::epoll_wait(epoll_.get(), &event, 1, 0) != 1) return;
    const bool full = (event.events & (EPOLLHUP | EPOLLERR)) != 0;
    on_end_(event.data.fd, full ? PeerEnd::full : PeerEnd::half);
  }
}

}  // namespace net
