// SPDX-License-Identifier: MIT
// StreamConnection: one TURN client over TCP or TLS. Cuts what it reads into frames for the worker
// and queues what the worker sends; writes happen once a wake-up. The worker's thread only.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "net/event_loop.hpp"
#include "net/stream.hpp"
#include "turn/io/out_queue.hpp"
#include "turn/stats.hpp"
#include "turn/types.hpp"

namespace turn::io {

class StreamConnection;

// Who the frames are for: the worker.
class StreamHost {
 public:
  // Memory to read into, shared by all connections; at least kScratch bytes.
  virtual base::MutableBytes scratch() noexcept = 0;
  virtual void on_frame(StreamConnection& from, base::Bytes frame) noexcept = 0;
  // Everything read so far has been handed over: the scratch memory is used again after this.
  virtual void on_input_done() noexcept = 0;
  // The connection has ended; the host destroys it in the next on_turn_done() or later.
  virtual void on_closed(StreamConnection& connection) noexcept = 0;
  // The last thing a connection does in a wake-up.
  virtual void on_turn_done() noexcept = 0;
  virtual base::Instant stream_now() const noexcept = 0;
  // Bytes of the longest frame that is waited for: what has begun and is not whole is kept.
  virtual std::size_t longest_frame(const StreamConnection& connection) noexcept = 0;

 protected:
  ~StreamHost() = default;
};

class StreamConnection final : private net::IoHandler {
 public:
  // `moved`: another worker handed it over.
  StreamConnection(net::EventLoop& loop, std::unique_ptr<net::Stream> stream, std::uint32_t id,
                   bool moved, StreamHost& host, Stats& stats);

  // Handles bytes that were read before the connection came here, and begins to read.
  void start(std::vector<std::byte> first) noexcept;

  const Leg& leg() const noexcept { return leg_; }
  // "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty for plain TCP.
  std::string security() const { return stream_ ? stream_->security() : std::string{}; }
  bool closed() const noexcept { return closed_; }
  // Takes one frame; flush() writes. What the stream does not take at once waits in the queue. How
  // many frames were given up for it, or it itself: the client does not read fast enough.
  std::size_t send(base::Bytes frame, FrameKind kind) noexcept;
  void flush() noexcept;
  void close() noexcept;

  // From on_frame(): that was the last message for here. What follows it, or it as well, is kept
  // unread for whoever takes the connection.
  enum class Keep : std::uint8_t { rest, message_and_rest };
  void hold(Keep keep) noexcept { held_ = keep; }
  // Everything queued is written.
  bool drained() const noexcept { return !waiting_; }
  // Gives the connection away, with the bytes that were read and not handled. drained(), and not
  // closed; what is left is closed.
  struct Detached {
    std::unique_ptr<net::Stream> stream;
    std::vector<std::byte> unread;
  };
  Detached detach() noexcept;

  // The last time a whole frame came in; until there is one, when the connection did.
  base::Instant last_frame() const noexcept { return last_frame_; }
  bool has_spoken() const noexcept { return has_spoken_; }
  // Something waits and has not moved since `then`.
  bool stuck_since(base::Instant then) const noexcept { return waiting_ && last_progress_ < then; }
  // Gives back memory that a burst has left behind.
  void trim() noexcept;

 private:
  void on_io(net::Interest ready) noexcept override;
  void read() noexcept;
  // Hands over the whole frames in `bytes` and keeps the rest.
  void take(base::Bytes bytes) noexcept;
  bool give(base::Bytes frame) noexcept;
  void update_interest() noexcept;

  std::unique_ptr<net::Stream> stream_;
  Leg leg_;
  StreamHost& host_;
  Stats& stats_;
  std::vector<std::byte> partial_;  // the beginning of a frame whose rest has not come yet
  OutQueue out_;
  bool waiting_ = false;  // from send() to the flush() that writes all
  std::size_t left_ =
      0;  // bytes that the last flush() left in the stream: it takes no more before they are gone
  base::Instant last_frame_;
  base::Instant last_progress_;
  bool closed_ = false;
  bool has_spoken_ = false;
  bool read_wants_write_ = false;
  std::optional<Keep> held_;
  net::IoWatch watch_;  // last: gone before the stream it watches
};

}  // namespace turn::io
