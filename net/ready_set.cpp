// SPDX-License-Identifier: MIT
#include "net/ready_set.hpp"

#include <sys/epoll.h>

#include <cerrno>
#include <utility>

namespace net {

ReadySet::Watch::Watch(ReadySet& set, int fd, IoHandler& handler) noexcept
    : set_(set), handler_(handler), fd_(fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = this;
  if (::epoll_ctl(set.epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) error_ = errno;
}

ReadySet::Watch::~Watch() {
  if (error_ != 0) return;
  (void)::epoll_ctl(set_.epoll_.get(), EPOLL_CTL_DEL, fd_, nullptr);
  set_.forget(*this);
}

base::Result<std::unique_ptr<ReadySet>> ReadySet::open(EventLoop& loop,
                                                       std::function<void()> on_round_done) {
  base::UniqueFd epoll{::epoll_create1(EPOLL_CLOEXEC)};
  if (!epoll) return base::failure(base::errno_error("epoll_create1", errno));
  return std::unique_ptr<ReadySet>(new ReadySet(loop, std::move(epoll), std::move(on_round_done)));
}

ReadySet::ReadySet(EventLoop& loop, base::UniqueFd epoll, std::function<void()> on_round_done)
    : epoll_(std::move(epoll)),
      on_round_done_(std::move(on_round_done)),
      ready_(new epoll_event[kMostInRound]),
      watch_(loop, epoll_.get(), *this) {
  watch_.set(Interest::read);
}

ReadySet::~ReadySet() = default;

void ReadySet::on_io(Interest) noexcept {
  const int n = ::epoll_wait(epoll_.get(), ready_.get(), kMostInRound, 0);
  count_ = n > 0 ? static_cast<std::size_t>(n) : 0;
  for (at_ = 0; at_ < count_; ++at_) {
    auto* const watch = static_cast<Watch*>(ready_[at_].data.ptr);
    if (watch != nullptr) watch->handler_.on_io(Interest::read);
  }
  at_ = count_ = 0;
  on_round_done_();
}

// Removes a destroyed watch from the rest of this round.
void ReadySet::forget(const Watch& watch) noexcept {
  for (std::size_t i = at_ + 1; i < count_; ++i) {
    if (ready_[i].data.ptr == &watch) ready_[i].data.ptr = nullptr;
  }
}

}  // namespace net
