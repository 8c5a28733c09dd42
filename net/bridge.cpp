// SPDX-License-Identifier: MIT
#include "net/bridge.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <utility>

namespace net {
namespace {

// Reads per wake-up and direction, so that a fast sender does not keep the loop from its other
// connections.
constexpr int kRounds = 8;

// How soon the bridge looks again whether the near side has read everything.
constexpr std::chrono::nanoseconds kLookAgain = std::chrono::milliseconds{10};

Interest operator|(Interest a, Interest b) noexcept {
  return static_cast<Interest>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

// Frees the memory, too (`= {}` would keep it): most connections are idle most of the time.
void give_back(std::vector<std::byte>& buffer) noexcept { std::vector<std::byte>().swap(buffer); }

}  // namespace

Bridge::Bridge(EventLoop& loop, std::unique_ptr<Stream> outer, base::UniqueFd near,
               std::vector<std::byte> first, MutableBytes scratch, const BridgeLimits& limits,
               std::function<void(Bridge&)> on_end, BridgeMeter* meter,
               std::unique_ptr<BridgeFilter> filter)
    : outer_(std::move(outer)),
      near_(std::move(near), outer_->peer(), outer_->local()),
      scratch_(scratch.first(kScratch)),
      limits_(limits),
      on_end_(std::move(on_end)),
      meter_(meter),
      filter_(std::move(filter)),
      up_{*outer_, near_, {}},
      down_{near_, *outer_, {}},
      outer_watch_(loop, outer_->fd(), outer_side_),
      near_watch_(loop, near_.fd(), near_side_),
      stall_timer_(loop, [this] { on_stall(); }),
      linger_timer_(loop, [this] { end(); }),
      pause_timer_(loop, [this] { pump(); }) {
  (filter_ ? held_back_ : up_.pending) = std::move(first);
  filter_again_ = !held_back_.empty();
}

void Bridge::start() { pump(); }

// A direction whose source is not ready and whose sink does not block has nothing to do: looking
// costs a system call. A paused direction is always tried, because its pause may be over.
void Bridge::pump(std::optional<BridgeSide> ready) {
  const bool both = !ready || pause_;
  pause_.reset();
  const Outcome outcome =
      run(both || ready == BridgeSide::client || up_.sink_wants != Interest::none,
          both || ready == BridgeSide::near || down_.sink_wants != Interest::none);
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

Bridge::Outcome Bridge::run(bool up, bool down) {
  if (up && move(up_) == Outcome::finished) return Outcome::finished;
  if (down && move(down_) == Outcome::finished) return Outcome::finished;
  // The near side's bytes may let the client's bytes go on, and its end lets the bridge read again
  // (it drops what it reads then).
  const bool released = filter_again_ || (filter_ && down_.sink_ended);
  if (released && move(up_) == Outcome::finished) return Outcome::finished;
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
    if (&d == &up_ && filter_again_) {
      if (filter_held_back() == Outcome::finished) return Outcome::finished;
      continue;
    }
    if (&d == &down_ && d.source_ended && take_last_words()) continue;
    if (d.source_ended) {
      finish_sink(d);
      return Outcome::alive;
    }
    if (&d == &up_ && filter_ended_) finish_sink(d);
    if (&d == &up_ && !may_read_client()) {
      d.source_wants = Interest::none;
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
    if (carry(d, scratch_.first(*n)) == Outcome::finished) return Outcome::finished;
    if (!d.pending.empty()) return Outcome::alive;
    // Fewer bytes than fit: the next read would block (see Stream::read).
    const bool drained = *n < scratch_.size() && !d.source.has_pending();
    if (drained && !filter_ended_) break;
  }
  d.source_wants = Interest::read;  // the kernel reports again that more bytes wait
  return Outcome::alive;
}

// False while the filter holds back enough, or has ended the conversation and the near side still
// speaks. Afterwards the bridge reads, to drop what comes.
bool Bridge::may_read_client() const noexcept {
  return filter_ended_ ? down_.sink_ended : held_back_.size() < kMostHeld;
}

// Brings bytes that were just read on their way.
Bridge::Outcome Bridge::carry(Direction& d, MutableBytes bytes) {
  if (!filter_ || d.sink_ended) return forward(d, bytes);
  if (&d == &down_) {
    filter_->to_client(bytes);
    filter_again_ = !held_back_.empty();
    return forward(d, bytes);
  }
  if (held_back_.empty()) return filter(bytes);
  held_back_.insert(held_back_.end(), bytes.begin(), bytes.end());
  return filter_held_back();
}

Bridge::Outcome Bridge::filter(MutableBytes bytes) {
  const BridgeFilter::Passage passage = filter_->from_client(bytes);
  filter_ended_ = passage.end;
  const MutableBytes rest = bytes.subspan(passage.taken);
  if (!passage.end) held_back_.assign(rest.begin(), rest.end());
  return forward(up_, bytes.first(passage.pass));
}

Bridge::Outcome Bridge::filter_held_back() {
  filter_again_ = false;
  std::vector<std::byte> shown = std::exchange(held_back_, {});
  const BridgeFilter::Passage passage = filter_->from_client(shown);
  filter_ended_ = passage.end;
  if (passage.taken == 0 && !passage.end) {  // a head that arrives slowly: copy nothing
    held_back_ = std::move(shown);
    return Outcome::alive;
  }
  if (!passage.end)
    held_back_.assign(shown.begin() + static_cast<std::ptrdiff_t>(passage.taken), shown.end());
  return forward(up_, Bytes{shown}.first(passage.pass));
}

// False where there are none, or none any more.
bool Bridge::take_last_words() {
  if (!filter_ended_ || last_words_taken_) return false;
  last_words_taken_ = true;
  const std::string words = filter_->last_words();
  const Bytes bytes = base::as_bytes(words);
  down_.pending.assign(bytes.begin(), bytes.end());
  down_.at = 0;
  return !words.empty();
}

// Sends bytes, and keeps those that the sink does not take yet.
Bridge::Outcome Bridge::forward(Direction& d, Bytes bytes) {
  std::size_t taken = 0;
  const Sent sent = send(d, bytes, taken);
  if (sent == Sent::refused) return refused(d);
  if (sent == Sent::blocked) {
    const Bytes rest = bytes.subspan(taken);
    d.pending.assign(rest.begin(), rest.end());
    d.at = 0;
  }
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

// libmicrohttpd reads edge-triggered and takes a short read for the last one, so it misses an end
// that comes together with bytes. For a socketpair SIOCOUTQ counts what the other end has not read.
bool Bridge::near_has_read_all() const noexcept {
  int waiting = 0;
  return !filter_ || ::ioctl(near_.fd(), SIOCOUTQ, &waiting) != 0 || waiting == 0;
}

void Bridge::finish_sink(Direction& d) {
  d.source_wants = Interest::none;
  if (d.sink_ended) return;
  if (&d == &up_ && !near_has_read_all()) {
    pause_ = pause_ ? std::min(*pause_, kLookAgain) : kLookAgain;
    return;
  }
  d.sink_ended = true;
  d.sink.shutdown();
  // Closing a socket that has unread bytes resets the connection, and the client could lose the end
  // of the answer.
  if (&d != &down_) return;
  linger_timer_.start_after(limits_.linger);
  if (!filter_) return;
  // The near side has said everything: what the client still sends needs no judgement.
  up_.sink_ended = true;
  up_.sink_wants = Interest::none;
  filter_again_ = false;
  give_back(up_.pending);
  give_back(held_back_);
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
