// SPDX-License-Identifier: MIT
// StreamConnection: one TURN client over TCP or TLS. Cuts the bytes it reads into frames and queues
// the frames it sends; writes once per wake-up. The loop's thread only.
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

// The objects that all stream connections of a worker share.
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

  // Begins to read. `first` are bytes that were read from the stream already.
  void start(std::vector<std::byte> first) noexcept;

  const Leg& leg() const noexcept { return leg_; }
  // "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty for plain TCP.
  std::string security() const { return stream_ ? stream_->security() : std::string{}; }
  bool closed() const noexcept { return closed_; }
  // Takes one frame; flush() writes it. Frames that the stream does not take at once wait in a
  // queue. Returns how many frames the queue has dropped because the client reads too slowly; the
  // new frame may be one of them.
  std::size_t send(base::Bytes frame, FrameKind kind) noexcept;
  void flush() noexcept;
  void close() noexcept;

  // Call in on_frame(): this worker handles no further frame. The bytes behind the frame, or also
  // the frame itself, are kept for the connection's next owner.
  enum class Keep : std::uint8_t { rest, message_and_rest };
  void hold(Keep keep) noexcept { held_ = keep; }
  // All frames are written.
  bool drained() const noexcept { return !waiting_; }
  // Gives the stream away, together with the bytes that were read and not handled. Only where
  // drained() and not closed(); this object is closed afterwards.
  struct Detached {
    std::unique_ptr<net::Stream> stream;
    std::vector<std::byte> unread;
  };
  Detached detach() noexcept;

  // When the last whole frame came; before the first frame, when the connection came.
  base::Instant last_frame() const noexcept { return last_frame_; }
  bool has_spoken() const noexcept { return has_spoken_; }
  // Frames wait, and the client has taken no byte since `then`.
  bool stuck_since(base::Instant then) const noexcept { return waiting_ && last_progress_ < then; }
  // Gives back the memory that a burst has left behind.
  void trim() noexcept;

 private:
  void on_io(net::Interest ready) noexcept override;
  void read() noexcept;
  // Hands the whole frames in `bytes` to the frame handler and keeps the rest.
  void take(base::Bytes bytes) noexcept;
  bool give(base::Bytes frame) noexcept;
  void update_interest() noexcept;
  base::Instant now() const noexcept { return services_.loop.now(); }

  std::unique_ptr<net::Stream> stream_;
  Leg leg_;
  const StreamServices& services_;
  std::vector<std::byte> partial_;  // the beginning of a frame that is not whole yet
  OutQueue out_;
  bool waiting_ = false;  // from send() until a flush() has written everything
  // Bytes that the last flush() left in the stream, which takes no further frames before they are
  // written.
  std::size_t left_ = 0;
  base::Instant last_frame_;
  base::Instant last_progress_;
  bool closed_ = false;
  bool has_spoken_ = false;
  bool read_wants_write_ = false;
  std::optional<Keep> held_;
  net::IoWatch watch_;  // last member: destroyed before the stream
};

}  // namespace turn::io
