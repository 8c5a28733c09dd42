// SPDX-License-Identifier: MIT
#include "net/bridge.hpp"

#include <algorithm>

namespace net {
namespace {

// Reads per wake-up and direction, so that a fast sender does not keep the loop from its other
// connections.
constexpr int kRounds = 8;

Interest operator|(Interest a, Interest b) noexcept {
  return static_cast<Interest>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

// Frees the memory, too (`= {}` would keep it): most connections are idle most of the time.
void give_back(std::vector<std::byte>& buffer) noexcept { std::vector<std::byte>().swap(buffer); }

}  // namespace

Bridge::Bridge(EventLoop& loop, std::unique_ptr<Stream> outer, base::UniqueFd near,
               std::vector<std::byte> first, MutableBytes scratch, const BridgeLimits& limits,
               std::function<void(Bridge&)> on_end, BridgeMeter* meter)
    : outer_(std::move(outer)),
      near_(std::move(near), outer_->peer(), outer_->local()),
      scratch_(scratch.first(kScratch)),
      limits_(limits),
      on_end_(std::move(on_end)),
      meter_(meter),
      up_{*outer_, near_, std::move(first)},
      down_{near_, *outer_, {}},
      outer_watch_(loop, outer_->fd(), side_),
      near_watch_(loop, near_.fd(), side_),
      stall_timer_(loop, [this] { on_stall(); }),
      linger_timer_(loop, [this] { end(); }),
      pause_timer_(loop, [this] { pump(); }) {}

void Bridge::start() { pump(); }

void Bridge::pump() {
  pause_.reset();
  const Outcome outcome = run();
  report();
  if (outcome == Outcome::finished) return end();
  watch();
}

void Bridge::report() noexcept {
  const std::uint64_t up = up_.taken - reported_up_, down = down_.taken - reported_down_;
  if (meter_ == nullptr || up + down == 0) return;
  reported_up_ = up_.taken;
  reported_down_ = down_.taken;
  meter_->on_moved(up, down);
}

Bridge::Outcome Bridge::run() {
  if (move(up_) == Outcome::finished || move(down_) == Outcome::finished) return Outcome::finished;
  // Finished when the client has closed, its bytes are delivered, and the near side's answer is,
  // too.
  return up_.source_ended && up_.sink_ended && down_.sink_ended ? Outcome::finished
                                                                : Outcome::alive;
}

Bridge::Outcome Bridge::move(Direction& d) {
  for (int round = 0; round < kRounds || d.source.has_pending(); ++round) {
    bool blocked = false;
    if (flush(d, blocked) == Outcome::finished) return Outcome::finished;
    if (blocked) return Outcome::alive;
    if (d.source_ended) {
      finish_sink(d);
      return Outcome::alive;
    }
    if (paused(d)) return Outcome::alive;
    const auto n = d.source.read(scratch_);
    if (!n && n.error().code != base::Errc::closed) return Outcome::finished;
    if (!n) {
      d.source_ended = true;
      d.source_wants = Interest::none;
      continue;
    }
    if (*n == 0) {
      d.source_wants = d.source.wants();
      return Outcome::alive;
    }
    if (meter_ != nullptr) meter_->on_read(side_of(d), *n);
    std::size_t taken = 0;
    const Bytes read = scratch_.first(*n);
    const Sent sent = send(d, read, taken);
    if (sent == Sent::refused && refused(d) == Outcome::finished) return Outcome::finished;
    if (sent == Sent::blocked) {
      d.pending.assign(read.begin() + static_cast<std::ptrdiff_t>(taken), read.end());
      d.at = 0;
      return Outcome::alive;
    }
  }
  d.source_wants = Interest::read;  // the kernel reports again that more bytes wait
  return Outcome::alive;
}

bool Bridge::paused(Direction& d) {
  const auto pause = meter_ != nullptr ? meter_->pause(side_of(d)) : std::chrono::nanoseconds{0};
  if (pause <= std::chrono::nanoseconds{0}) return false;
  d.source_wants = Interest::none;
  pause_ = pause_ ? std::min(*pause_, pause) : pause;
  return true;
}

// Writes until the sink has taken all bytes or blocks. Drops the bytes where the sink has ended.
Bridge::Sent Bridge::send(Direction& d, Bytes bytes, std::size_t& taken) {
  if (d.sink_ended) return Sent::all;
  while (taken < bytes.size()) {
    const auto n = d.sink.write(bytes.subspan(taken));
    if (!n) return Sent::refused;
    if (*n == 0) {
      d.sink_wants = d.sink.wants();
      d.source_wants = Interest::none;
      return Sent::blocked;
    }
    taken += *n;
    d.taken += *n;
  }
  d.sink_wants = Interest::none;
  return Sent::all;
}

Bridge::Outcome Bridge::flush(Direction& d, bool& blocked) {
  if (d.pending.empty()) return Outcome::alive;
  const Sent sent = send(d, Bytes{d.pending}, d.at);
  blocked = sent == Sent::blocked;
  if (sent == Sent::refused) return refused(d);
  if (sent == Sent::all) give_back(d.pending);
  return Outcome::alive;
}

// Handles a sink that refuses bytes. A client that refuses them ends the bridge. A near side that
// has closed may have left an answer: the bridge still delivers it, and meanwhile reads and drops
// what the client sends.
Bridge::Outcome Bridge::refused(Direction& d) {
  if (&d == &down_) return Outcome::finished;
  d.sink_ended = true;
  d.sink_wants = Interest::none;
  give_back(d.pending);
  return Outcome::alive;
}

void Bridge::finish_sink(Direction& d) {
  d.source_wants = Interest::none;
  if (d.sink_ended) return;
  d.sink_ended = true;
  d.sink.shutdown();
  // Closing a socket that has unread bytes resets the connection, and the client could lose the end
  // of the answer.
  if (&d == &down_) linger_timer_.start_after(limits_.linger);
}

void Bridge::watch() {
  if (pause_) pause_timer_.start_after(*pause_);
  outer_watch_.set(up_.source_wants | down_.sink_wants);
  near_watch_.set(down_.source_wants | up_.sink_wants);
  if (down_.sink_wants != Interest::none && !stall_timer_.running()) {
    taken_at_stall_ = down_.taken;
    stall_timer_.start_after(limits_.stall);
  }
}

void Bridge::on_stall() {
  if (down_.sink_wants == Interest::none) return;
  if (down_.taken == taken_at_stall_) return end();
  watch();
}

void Bridge::end() {
  // on_end destroys this object and on_end_ with it, so the call uses a moved copy.
  const auto on_end = std::move(on_end_);
  on_end(*this);
}

}  // namespace net
