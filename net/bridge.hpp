// SPDX-License-Identifier: MIT
// Bridge: pumps bytes both ways between a (TLS) stream and the near end of a socketpair, whose far end a library reads as if it
// were the client. Exists because the HTTP and WebSocket libraries want plain descriptors. Holds at most one TLS record a
// direction; whoever does not read stops the other. Loop thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "net/event_loop.hpp"
#include "net/fd.hpp"
#include "net/stream.hpp"
#include "net/tcp_stream.hpp"

namespace net {

struct BridgeLimits {
  std::chrono::milliseconds stall{60000};  // the client takes nothing of what waits for it
  std::chrono::milliseconds linger{5000};  // after the library closed: time for the client to take the rest and close
};

class Bridge final {
 public:
  // `first`: bytes already read from `outer`. `scratch`: shared by all bridges of the loop, at least kScratch bytes.
  // `on_end` is called once, last of all; it is to destroy the bridge.
  Bridge(EventLoop& loop, std::unique_ptr<Stream> outer, UniqueFd near, std::vector<std::byte> first, MutableBytes scratch,
         const BridgeLimits& limits, std::function<void(Bridge&)> on_end);
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  // A whole TLS record, so that one read leaves nothing inside OpenSSL.
  static constexpr std::size_t kScratch = 16384;

  // Pumps what is there, so that `first` is in the socketpair before its far end is given away. May end the bridge.
  void start();
  // Bytes held for a side that does not read (tests).
  std::size_t held() const noexcept { return up_.pending.capacity() + down_.pending.capacity(); }

 private:
  // One direction. open -> source ended, bytes are left -> sink ended (it has been told, or refuses to take more).
  struct Direction {
    Stream& source;
    Stream& sink;
    std::vector<std::byte> pending;  // read but not taken by the sink; from `at` on
    std::size_t at = 0;
    bool source_ended = false;
    bool sink_ended = false;
    Interest source_wants = Interest::none;  // what a read waits for; none while the sink blocks
    Interest sink_wants = Interest::none;    // what a write waits for; none while nothing is pending
  };
  enum class Outcome : std::uint8_t { alive, finished };

  class Side final : public IoHandler {
   public:
    explicit Side(Bridge& bridge) noexcept : bridge_(bridge) {}
    void on_io(Interest) noexcept override { bridge_.pump(); }

   private:
    Bridge& bridge_;
  };

  enum class Sent : std::uint8_t { all, blocked, refused };

  void pump();
  Outcome run();
  Outcome move(Direction& d);
  Sent send(Direction& d, Bytes bytes, std::size_t& taken);
  Outcome flush(Direction& d, bool& blocked);
  Outcome refused(Direction& d);
  void finish_sink(Direction& d);
  void watch();
  void on_stall();
  void end();

  std::unique_ptr<Stream> outer_;
  TcpStream near_;
  MutableBytes scratch_;
  BridgeLimits limits_;
  std::function<void(Bridge&)> on_end_;
  Direction up_;                       // client to library
  Direction down_;                     // library to client
  std::uint64_t taken_by_client_ = 0;  // bytes
  std::uint64_t taken_at_stall_ = 0;   // as it was when the stall timer started
  Side side_{*this};
  // Last: gone before the descriptors close.
  IoWatch outer_watch_;
  IoWatch near_watch_;
  Timer stall_timer_;
  Timer linger_timer_;
};

}  // namespace net
