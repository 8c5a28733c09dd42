// SPDX-License-Identifier: MIT
// Bridge: moves bytes in both directions between a client's (TLS) stream and a plain descriptor.
// The descriptor is a TURN peer's connection, or the near end of a socketpair: the HTTP and
// WebSocket libraries need plain descriptors, and read the far end as if it were the client. The
// bridge holds at most one TLS record per direction; a side that does not read stops the other. A
// BridgeFilter may hold back, change and end what the client sends. Loop thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/fd.hpp"
#include "net/bridge_filter.hpp"
#include "net/event_loop.hpp"
#include "net/stream.hpp"
#include "net/tcp_stream.hpp"

namespace net {

struct BridgeLimits {
  // A client that takes none of its waiting bytes for this long ends the bridge.
  std::chrono::milliseconds stall{60000};
  // After the near side has closed, the client has this long to take the rest and close.
  std::chrono::milliseconds linger{5000};
};

enum class BridgeSide : std::uint8_t { client, near };

// Counts a bridge's bytes and may slow it down.
class BridgeMeter {
 public:
  // Called at the end of each wake-up that moved bytes, and before the bridge ends.
  virtual void on_moved(std::uint64_t from_client, std::uint64_t to_client) noexcept = 0;
  // How long the bridge must not read from that side; 0 lets it read. Called before each read;
  // on_read() then tells how many bytes came.
  virtual std::chrono::nanoseconds pause(BridgeSide) noexcept { return {}; }
  virtual void on_read(BridgeSide, std::size_t) noexcept {}

 protected:
  ~BridgeMeter() = default;
};

class Bridge final {
 public:
  // `first` are bytes that were already read from `outer`. `scratch` has at least kScratch bytes
  // and is shared by all bridges of the loop. The bridge calls `on_end` once, as its last act;
  // on_end destroys the bridge. `meter`, if any, outlives it. `filter`, if any, sees all bytes,
  // `first` too.
  Bridge(EventLoop& loop, std::unique_ptr<Stream> outer, base::UniqueFd near,
         std::vector<std::byte> first, MutableBytes scratch, const BridgeLimits& limits,
         std::function<void(Bridge&)> on_end, BridgeMeter* meter = nullptr,
         std::unique_ptr<BridgeFilter> filter = nullptr);
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  // The size of one read; a whole TLS record fits in.
  static constexpr std::size_t kScratch = 16384;
  // The bridge reads no more from the client while its filter holds back so many bytes. It holds at
  // most this and one read.
  static constexpr std::size_t kMostHeld = std::size_t{2} * kScratch;

  // Moves the bytes that have already come, so that `first` is in the socketpair before its far end
  // is given away. May end the bridge.
  void start();
  // How many bytes of memory wait for a side that does not read, or for the filter (for tests).
  std::size_t held() const noexcept {
    return up_.pending.capacity() + down_.pending.capacity() + held_back_.capacity();
  }

 private:
  // One direction: open -> the source has ended, bytes are left -> the sink has ended (it was told
  // of the end, or refuses more bytes).
  struct Direction {
    Stream& source;
    Stream& sink;
    std::vector<std::byte> pending;  // from `at` on: read, but not yet taken by the sink
    std::size_t at = 0;
    std::uint64_t taken = 0;  // bytes that the sink has taken in all
    bool source_ended = false;
    bool sink_ended = false;
    Interest source_wants = Interest::none;  // for the next read; none while the sink blocks
    Interest sink_wants = Interest::none;    // for the next write; none while nothing is pending
  };
  enum class Outcome : std::uint8_t { alive, finished };

  class Side final : public IoHandler {
   public:
    Side(Bridge& bridge, BridgeSide which) noexcept : bridge_(bridge), which_(which) {}
    void on_io(Interest) noexcept override { bridge_.pump(which_); }

   private:
    Bridge& bridge_;
    BridgeSide which_;
  };

  enum class Sent : std::uint8_t { all, blocked, refused };

  // `ready` is the side whose descriptor is ready; without it both directions are tried.
  void pump(std::optional<BridgeSide> ready = std::nullopt);
  Outcome run(bool up, bool down);
  Outcome move(Direction& d);
  bool may_read_client() const noexcept;
  Outcome carry(Direction& d, MutableBytes bytes);
  Outcome forward(Direction& d, Bytes bytes);
  Outcome filter(MutableBytes bytes);
  Outcome filter_held_back();
  bool take_last_words();
  BridgeSide side_of(const Direction& d) const noexcept {
    return &d == &up_ ? BridgeSide::client : BridgeSide::near;
  }
  bool paused(Direction& d);
  Sent send(Direction& d, Bytes bytes, std::size_t& taken);
  Outcome flush(Direction& d, bool& blocked);
  Outcome refused(Direction& d);
  bool near_has_read_all() const noexcept;
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
  std::unique_ptr<BridgeFilter> filter_;
  std::vector<std::byte> held_back_;  // bytes of the client that the filter has not taken
  bool filter_again_ = false;         // held_back_ must be shown to the filter once more
  bool filter_ended_ = false;         // the filter has ended the conversation
  bool last_words_taken_ = false;
  Direction up_;                                   // client to near side
  Direction down_;                                 // near side to client
  std::uint64_t reported_up_ = 0;                  // bytes already told to the meter
  std::uint64_t reported_down_ = 0;                // bytes already told to the meter
  std::optional<std::chrono::nanoseconds> pause_;  // until the next read of a paused direction
  std::uint64_t taken_at_stall_ = 0;               // down_.taken when the stall timer started
  Side outer_side_{*this, BridgeSide::client};
  Side near_side_{*this, BridgeSide::near};
  // The watches are the last members: they are destroyed before the descriptors close.
  IoWatch outer_watch_;
  IoWatch near_watch_;
  Timer stall_timer_;
  Timer linger_timer_;
  Timer pause_timer_;
};

}  // namespace net
