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
#include "turn/io/loop_turn.hpp"
#include "turn/io/out_queue.hpp"
#include "turn/stats.hpp"
#include "turn/types.hpp"

namespace turn::io {

class StreamConnection;

// Handles the frames of all stream connections.
class FrameHandler {
 public:
  virtual void on_frame(StreamConnection& from, base::Bytes frame) noexcept = 0;
  // Bytes of the longest frame that is waited for: a connection keeps a partial frame.
  virtual std::size_t longest_frame(const StreamConnection& connection) noexcept = 0;

 protected:
  ~FrameHandler() = default;
};

// Owns the stream connections.
class StreamHost {
 public:
  // The connection has ended. The host destroys it later, not in this call.
  virtual void on_closed(StreamConnection& connection) noexcept = 0;

 protected:
  ~StreamHost() = default;
};

// What all stream connections of a worker share.
struct StreamServices {
  net::EventLoop& loop;
  base::MutableBytes scratch;  // memory to read into, at least kScratch bytes
  FrameHandler& frames;
  StreamHost& host;
  LoopTurn& turn;
  Stats& stats;
};

class StreamConnection final : private net::IoHandler {
 public:
  // `services` outlives the connection. `moved`: another worker has handed the connection over.
  StreamConnection(const StreamServices& services, std::unique_ptr<net::Stream> stream,
                   std::uint32_t id, bool moved);

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
  base::Instant now() const noexcept { return services_.loop.now(); }

  std::unique_ptr<net::Stream> stream_;
  Leg leg_;
  const StreamServices& services_;
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
