// SPDX-License-Identifier: MIT
// Outbox: the frames that wait for one client, bounded in bytes, and the time since the client took
// one. Other clients' messages have a bound of their own and share it fairly, so that nobody can
// fill another client's outbox. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/fifo.hpp"
#include "base/time.hpp"
#include "signaling/effects.hpp"

namespace signaling {

// The treatment of a frame while the client reads slowly.
enum class FrameKind : std::uint8_t {
  kept,         // state of the room, answers, public chat: waits
  relayed,      // of one client to another: waits, or is refused to its sender
  replaceable,  // the state of a member: only the newest of this sender waits
  audience,     // the counts of a lecture: only the newest waits
  lobby,        // who waits before the room: only the newest list waits
  groups,       // who is in which group: only the newest list waits
  wish,         // a want: only the newest of this sender waits; gives way where the outbox is full
  droppable,    // a reaction: gives way where the outbox is full
};

constexpr bool gives_way(FrameKind kind) noexcept {
  return kind == FrameKind::wish || kind == FrameKind::droppable;
}

// A newer frame of this kind and sender takes the place of the one that waits.
constexpr bool newest_counts(FrameKind kind) noexcept {
  return kind == FrameKind::replaceable || kind == FrameKind::audience ||
         kind == FrameKind::lobby || kind == FrameKind::groups || kind == FrameKind::wish;
}

struct Frame {
  // `,"seq":` and the longest number.
  static constexpr std::size_t kSeqBytes = 27;

  std::string body;
  bool numbered = false;  // gets its `seq` when the client takes it
  FrameKind kind = FrameKind::kept;
  SessionId sender{};       // of a relayed or replaceable frame, or of a wish
  bool is_private = false;  // a private chat line: it goes to the next owner of the room, too

  std::size_t bytes() const noexcept { return body.size() + (numbered ? kSeqBytes : 0); }
};

// One receiver's copy of a text that many get. Its number then needs no new memory.
inline std::string copy_for_one(const std::string& text) {
  std::string copy;
  copy.reserve(text.size() + Frame::kSeqBytes);
  return copy.append(text);
}

class Outbox {
 public:
  struct Limits {
    std::size_t bytes = 0;
    std::size_t relayed = 0;  // of these, for relayed frames
  };
  enum class Push : std::uint8_t {
    waits,
    dropped,     // a droppable frame for which there is no room
    share_full,  // the sender of a relayed frame has to wait
    full,        // the client reads too slowly: the frame would have to wait and does not fit
  };

  explicit Outbox(Limits limits) noexcept : limits_(limits) {}

  // The frame is gone unless it waits.
  Push push(Frame frame, base::Instant now) {
    const bool was_empty = frames_.empty();
    if (newest_counts(frame.kind)) {
      (void)remove([&](const Frame& other) {
        return other.kind == frame.kind && other.sender == frame.sender;
      });
    }
    const std::size_t size = frame.bytes();
    if (frame.kind == FrameKind::relayed && !has_share(frame.sender, size)) return Push::share_full;
    if (!fits(size) && !gives_way(frame.kind))
      dropped_ += remove([](const Frame& other) { return gives_way(other.kind); });
    if (!fits(size)) return verdict_without_room(frame.kind);
    if (was_empty) moved_at_ = now;
    bytes_ += size;
    if (frame.kind == FrameKind::relayed) {
      relayed_ += size;
      const auto held = share_of(frame.sender);
      if (held == relayed_by_.end()) relayed_by_.push_back({frame.sender, size});
      else held->bytes += size;
    }
    frames_.push_back(std::move(frame));
    return Push::waits;
  }
  std::optional<Frame> pop(base::Instant now) {
    if (frames_.empty()) return std::nullopt;
    Frame frame = std::move(frames_.front());
    frames_.pop_front();
    bytes_ -= frame.bytes();
    if (frame.kind == FrameKind::relayed) give_back(frame);
    moved_at_ = now;
    return frame;
  }
  void clear() noexcept {
    frames_.clear();
    relayed_by_.clear();
    bytes_ = relayed_ = 0;
  }

  bool empty() const noexcept { return frames_.empty(); }
  std::size_t bytes() const noexcept { return bytes_; }
  // The droppable frames that gave way so far.
  std::uint64_t dropped() const noexcept { return dropped_; }
  // When the last frame was taken or, if later, when the oldest waiting frame came in. Meaningful
  // while not empty.
  base::Instant moved_at() const noexcept { return moved_at_; }

 private:
  static constexpr std::size_t kFreeForEachHeld = 4;

  struct Share {
    SessionId sender;
    std::size_t bytes = 0;  // that wait, never 0
  };
  std::vector<Share>::iterator share_of(SessionId sender) {
    return std::ranges::find(relayed_by_, sender, &Share::sender);
  }

  bool fits(std::size_t size) const noexcept { return size <= limits_.bytes - bytes_; }
  // A sender may hold a quarter of the bytes that then stay free (A. K. Choudhury, E. L. Hahne:
  // Dynamic Queue Length Thresholds for Shared-Memory Packet Switches, 1998): one sender takes at
  // most a fifth, and twenty who press leave room for others.
  bool has_share(SessionId sender, std::size_t size) const {
    const auto found = std::ranges::find(relayed_by_, sender, &Share::sender);
    const std::size_t held = found == relayed_by_.end() ? 0 : found->bytes;
    return relayed_ + size + kFreeForEachHeld * (held + size) <= limits_.relayed;
  }
  // A slow reader is not the fault of the frame's sender, and a relayed frame can be sent again.
  static Push verdict_without_room(FrameKind kind) noexcept {
    if (kind == FrameKind::relayed) return Push::share_full;
    return gives_way(kind) ? Push::dropped : Push::full;
  }
  void give_back(const Frame& frame) {
    relayed_ -= frame.bytes();
    const auto held = share_of(frame.sender);
    held->bytes -= frame.bytes();
    if (held->bytes == 0) relayed_by_.erase(held);
  }
  // Of frames that are not relayed only. Returns how many were removed.
  template <class Which>
  std::size_t remove(Which which) {
    return frames_.erase_if([&](const Frame& frame) {
      if (!which(frame)) return false;
      bytes_ -= frame.bytes();
      return true;
    });
  }

  Limits limits_;
  std::size_t bytes_ = 0;
  std::size_t relayed_ = 0;
  // Few senders wait at once: the members of one room.
  std::vector<Share> relayed_by_;
  std::uint64_t dropped_ = 0;
  base::Fifo<Frame> frames_;
  base::Instant moved_at_{};
};

}  // namespace signaling
