// SPDX-License-Identifier: MIT
// ReadySet: reports the readability of many sockets as one event of the loop, in rounds. At the end
// of a round the owner can send together what the round has gathered. A watch needs a third of the
// memory of an IoWatch, and no libevent call when it is made, destroyed or fires. Loop thread only.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>

#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"

struct epoll_event;

namespace net {

class ReadySet final : private IoHandler {
 public:
  // Level-triggered: calls the handler in each round while the socket has bytes or an error. The
  // owner closes the descriptor after it has destroyed the watch.
  class Watch {
   public:
    Watch(ReadySet& set, int fd, IoHandler& handler) noexcept;
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // 0, or the errno for which the kernel does not watch the descriptor.
    int error() const noexcept { return error_; }

   private:
    friend class ReadySet;
    ReadySet& set_;
    IoHandler& handler_;
    int fd_;
    int error_ = 0;
  };

  // `on_round_done` is called after all handlers of a round. It and the handlers may destroy any
  // watch, but not the set.
  static base::Result<std::unique_ptr<ReadySet>> open(EventLoop& loop,
                                                      std::function<void()> on_round_done);
  ~ReadySet();
  ReadySet(const ReadySet&) = delete;
  ReadySet& operator=(const ReadySet&) = delete;

 private:
  ReadySet(EventLoop& loop, base::UniqueFd epoll, std::function<void()> on_round_done);
  void on_io(Interest ready) noexcept override;
  void forget(const Watch& watch) noexcept;

  // The most sockets per round; the next round serves the others.
  static constexpr std::size_t kMostInRound = 128;

  base::UniqueFd epoll_;
  std::function<void()> on_round_done_;
  std::unique_ptr<epoll_event[]> ready_;
  std::size_t at_ = 0;     // index in ready_ of the watch whose handler runs
  std::size_t count_ = 0;  // ready sockets of this round
  IoWatch watch_;          // last: destroyed before the descriptor closes
};

}  // namespace net
