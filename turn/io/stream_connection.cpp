// SPDX-License-Identifier: MIT
#include "turn/io/stream_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>

#include "turn/stun/stream_framer.hpp"

namespace turn::io {
namespace {

// Reads of one wake-up, so that a fast sender does not delay the other connections.
constexpr int kReadsPerTurn = 4;
// The kernel's queue of unsent bytes is small, so that late frames wait in OutQueue, which can drop
// media.
constexpr int kUnsentBytes = 64 * 1024;
// Bytes that may wait for a client that does not read: OutQueue drops media, but no answers.
constexpr std::size_t kMaxQueued = 2 * OutQueue::kMaxBytes;

FiveTuple tuple_of(const net::Stream& stream) {
  return FiveTuple{stream.is_tls() ? Transport::tls : Transport::tcp, stream.peer(),
                   stream.local()};
}

}  // namespace

StreamConnection::StreamConnection(const StreamServices& services,
                                   std::unique_ptr<net::Stream> stream, std::uint32_t id,
                                   bool moved)
    : stream_(std::move(stream)),
      leg_{tuple_of(*stream_), id, moved},
      services_(services),
      last_frame_(now()),
      last_progress_(last_frame_),
      watch_(services.loop, stream_->fd(), *this) {
  // Fails on a socketpair, which is no TCP socket.
  const int unsent = kUnsentBytes;
  (void)::setsockopt(stream_->fd(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

void StreamConnection::start(std::vector<std::byte> first) noexcept {
  if (!first.empty()) {
    // Data is forwarded in place, so these bytes have to be in the scratch memory, too.
    const base::MutableBytes room = services_.scratch;
    const std::size_t n = std::min(first.size(), room.size());
    std::copy_n(first.begin(), n, room.begin());
    take(room.first(n));
    services_.turn.finish_batch();
  }
  if (!closed_ && !held_ && stream_->has_pending()) read();
  update_interest();
}

void StreamConnection::on_io(net::Interest) noexcept {
  // TLS may have to write before it can read, and the reverse, so both are tried.
  read();
  if (left_ != 0) flush();
  services_.turn.finish_turn();
}

void StreamConnection::read() noexcept {
  for (int i = 0; i < kReadsPerTurn && !closed_ && !held_; ++i) {
    const base::MutableBytes room = services_.scratch;
    std::copy(partial_.begin(), partial_.end(), room.begin());
    const auto got = stream_->read(room.subspan(partial_.size()));
    if (!got) return close();
    const bool all = *got < room.size() - partial_.size();
    read_wants_write_ = all && net::wants_write(stream_->wants());
    if (*got == 0) break;
    take(room.first(partial_.size() + *got));
    services_.turn.finish_batch();
    if (all) break;
  }
  // The kernel does not report decrypted bytes that are left inside the stream. Waiting for
  // writability brings the next turn.
  if (!closed_ && !held_ && stream_->has_pending()) read_wants_write_ = true;
}

void StreamConnection::take(base::Bytes bytes) noexcept {
  while (!closed_) {
    const stun::Frame frame = stun::next_frame(bytes);
    if (frame.state == stun::Frame::State::incomplete) {
      if (frame.wire_size <= services_.frames.longest_frame(*this)) break;
      services_.stats.drop(Drop::too_long);
      return close();
    }
    if (frame.state == stun::Frame::State::broken) {
      services_.stats.drop(Drop::not_turn);
      return close();
    }
    last_frame_ = now();
    has_spoken_ = true;
    services_.frames.on_frame(*this, bytes.first(frame.size));
    if (held_ == Keep::message_and_rest) break;
    bytes = bytes.subspan(frame.wire_size);
    if (held_) break;
  }
  partial_.assign(bytes.begin(), bytes.end());
}

std::size_t StreamConnection::send(base::Bytes frame, FrameKind kind) noexcept {
  if (closed_) return 0;
  if (!waiting_) last_progress_ = now();
  waiting_ = true;
  if (out_.empty() && give(frame)) return 0;
  if (closed_) return 0;
  const std::size_t shed = out_.push(frame, kind, now());
  if (shed != 0) services_.stats.drops[static_cast<std::size_t>(Drop::stream_slow)].add(shed);
  if (out_.size() > kMaxQueued) close();
  return shed;
}

// Gives a frame to the stream. False: the stream has not taken it, or is closed.
bool StreamConnection::give(base::Bytes frame) noexcept {
  const auto taken = stream_->gather(frame);
  if (!taken) close();
  if (!taken || *taken == 0) return false;
  left_ = 0;
  return true;
}

void StreamConnection::flush() noexcept {
  while (!closed_ && waiting_) {
    while (!out_.empty() && give(out_.front())) out_.pop();
    if (closed_) return;
    const auto left = stream_->flush();
    if (!left) return close();
    if (left_ == 0 || *left < left_) last_progress_ = now();
    left_ = *left;
    waiting_ = left_ != 0 || !out_.empty();
    if (left_ != 0) break;
  }
  update_interest();
}

void StreamConnection::update_interest() noexcept {
  if (closed_) return;
  watch_.set(net::make_interest(!held_, read_wants_write_ || left_ != 0));
}

void StreamConnection::trim() noexcept {
  if (partial_.empty()) std::vector<std::byte>().swap(partial_);
  out_.trim();
  stream_->trim();
}

StreamConnection::Detached StreamConnection::detach() noexcept {
  closed_ = true;
  watch_.set(net::Interest::none);
  stream_->trim();
  return Detached{std::move(stream_), std::move(partial_)};
}

void StreamConnection::close() noexcept {
  if (closed_) return;
  closed_ = true;
  watch_.set(net::Interest::none);
  stream_->shutdown();
  services_.host.on_closed(*this);
}

}  // namespace turn::io
