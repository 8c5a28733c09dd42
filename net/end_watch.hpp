// SPDX-License-Identifier: MIT
// EndWatch: tells when the peers of stream sockets end. A library that reads a socket itself may
// miss an end that arrives together with the last bytes; its owner can ask here instead. Loop
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"

namespace net {

enum class PeerEnd : std::uint8_t {
  half,  // the peer sends no more bytes, but may still read
  full,  // the peer has closed, or the connection has failed
};

class EndWatch final : private IoHandler {
 public:
  // Calls `on_end` on the loop's thread, perhaps more than once for one end. It may add and remove
  // descriptors.
  static Result<std::unique_ptr<EndWatch>> open(EventLoop& loop,
                                                std::function<void(int fd, PeerEnd)> on_end);
  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;

  // False where the kernel has no memory for it. An end that came before is told, too.
  bool add(int fd) noexcept;
  // Call it before the descriptor closes.
  void remove(int fd) noexcept;

 private:
  EndWatch(EventLoop& loop, base::UniqueFd epoll, std::function<void(int fd, PeerEnd)> on_end);
  void on_io(Interest ready) noexcept override;

  const base::UniqueFd epoll_;
  const std::function<void(int fd, PeerEnd)> on_end_;
  IoWatch watch_;  // last: destroyed before the descriptor closes
};

}  // namespace net
