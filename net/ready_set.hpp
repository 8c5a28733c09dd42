// SPDX-License-Identifier: MIT
// ReadySet: the readability of many sockets as one event of the loop, with an end to each round, at
// which what the round has gathered can be sent together. A watch costs a third of an IoWatch's
// memory and no libevent call when it comes, goes or fires. The loop's thread only.
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
  // Level-triggered: told in each round while there is something to read (or an error). The owner
  // closes the descriptor after the watch is gone.
  class Watch {
   public:
    Watch(ReadySet& set, int fd, IoHandler& handler) noexcept;
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    friend class ReadySet;
    ReadySet& set_;
    IoHandler& handler_;
    int fd_;
    bool added_;
  };

  // `on_round_done` is called after all handlers of a round. It and the handlers may destroy any
  // watch, not the set.
  static base::Result<std::unique_ptr<ReadySet>> open(EventLoop& loop,
                                                      std::function<void()> on_round_done);
  ~ReadySet();
  ReadySet(const ReadySet&) = delete;
  ReadySet& operator=(const ReadySet&) = delete;

 private:
  ReadySet(EventLoop& loop, base::UniqueFd epoll, std::function<void()> on_round_done);
  void on_io(Interest ready) noexcept override;
  void forget(const Watch& watch) noexcept;

  // Of one round; those that are left come with the next.
  static constexpr std::size_t kMostInRound = 128;

  base::UniqueFd epoll_;
  std::function<void()> on_round_done_;
  std::unique_ptr<epoll_event[]> ready_;
  std::size_t at_ = 0;     // the one whose handler runs
  std::size_t count_ = 0;  // of this round
  IoWatch watch_;          // last: gone before the descriptor
};

}  // namespace net
