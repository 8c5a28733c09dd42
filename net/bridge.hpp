// SPDX-License-Identifier: MIT
// Bridge: pumps bytes both ways between a client's (TLS) stream and a plain descriptor: the near
// end of a socketpair whose far end a library reads as if it were the client (the HTTP and
// WebSocket libraries want plain descriptors), or a TURN peer's connection. Holds at most one TLS
// record a direction; whoever does not read stops the other. Loop thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/fd.hpp"
#include "net/event_loop.hpp"
#include "net/stream.hpp"
#include "net/tcp_stream.hpp"

namespace net {

struct BridgeLimits {
  std::chrono::milliseconds stall{60000};  // the client takes nothing of what waits for it
  std::chrono::milliseconds linger{
      5000};  // after the near side closed: time for the client to take the rest and close
};

// Who counts the bytes; told at the end of a wake-up that moved some, at the latest right before
// the bridge ends.
enum class BridgeSide : std::uint8_t { client, near };

class BridgeMeter {
 public:
  virtual void on_moved(std::uint64_t from_client, std::uint64_t to_client) noexcept = 0;
  // How long reading from that side has to pause; 0: not. It is asked before each read, and told
  // what came.
  virtual std::chrono::nanoseconds pause(BridgeSide) noexcept { return {}; }
  virtual void on_read(BridgeSide, std::size_t) noexcept {}

 protected:
  ~BridgeMeter() = default;
};

class Bridge final {
 public:
  // `first`: bytes already read from `outer`. `scratch`: shared by all bridges of the loop, at
  // least kScratch bytes. `on_end` is called once, last of all; it is to destroy the bridge.
  // `meter`, if any, outlives it.
  Bridge(EventLoop& loop, std::unique_ptr<Stream> outer, base::UniqueFd near,
         std::vector<std::byte> first, MutableBytes scratch, const BridgeLimits& limits,
         std::function<void(Bridge&)> on_end, BridgeMeter* meter = nullptr);
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  // One read: a whole TLS record fits in.
  static constexpr std::size_t kScratch = 16384;

  // Pumps what is there, so that `first` is in the socketpair before its far end is given away. May
  // end the bridge.
  void start();
  // Bytes held for a side that does not read (tests).
  std::size_t held() const noexcept { return up_.pending.capacity() + down_.pending.capacity(); }

 private:
  // One direction. open -> source ended, bytes are left -> sink ended (it has been told, or refuses
  // to take more).
  struct Direction {
    Stream& source;
    Stream& sink;
    std::vector<std::byte> pending;  // read but not taken by the sink; from `at` on
    std::size_t at = 0;
    std::uint64_t taken = 0;  // bytes that the sink has taken in all
    bool source_ended = false;
    bool sink_ended = false;
    Interest source_wants = Interest::none;  // what a read waits for; none while the sink blocks
    Interest sink_wants = Interest::none;  // what a write waits for; none while nothing is pending
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
  BridgeSide side_of(const Direction& d) const noexcept {
    return &d == &up_ ? BridgeSide::client : BridgeSide::near;
  }
  bool paused(Direction& d);
  Sent send(Direction& d, Bytes bytes, std::size_t& taken);
  Outcome flush(Direction& d, bool& blocked);
  Outcome refused(Direction& d);
  void finish_sink(Direction& d);
  void report() noexcept;
  void watch();
  void on_stall();
  void end();

  std::unique_ptr<Stream> outer_;
  TcpStream near_;
  MutableBytes scratch_;
  BridgeLimits limits_;
  std::function<void(Bridge&)> on_end_;
  BridgeMeter* meter_;
  Direction up_;                                   // client to near side
  Direction down_;                                 // near side to client
  std::uint64_t reported_up_ = 0;                  // bytes the meter knows of
  std::uint64_t reported_down_ = 0;                // bytes the meter knows of
  std::optional<std::chrono::nanoseconds> pause_;  // until a direction is to be read again
  std::uint64_t taken_at_stall_ = 0;  // down_.taken as it was when the stall timer started
  Side side_{*this};
  // Last: gone before the descriptors close.
  IoWatch outer_watch_;
  IoWatch near_watch_;
  Timer stall_timer_;
  Timer linger_timer_;
  Timer pause_timer_;
};

}  // namespace net
