// SPDX-License-Identifier: MIT
// RateLimiter and RoomLimiter: how much one session may send, and how much the members of one room
// may make the server send to each of them (docs/protocol.md, "Limits"). Both count messages or
// bytes in token buckets. The time is an argument. One thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "signaling/messages.hpp"

namespace signaling {

enum class MessageClass : std::uint8_t {
  description,
  candidate,
  chat,
  media_state,
  reaction,
  join,      // dear: the answer may cost the hash of a password
  moderate,  // dear: the answer costs a write to disk
  want,
  stats,
  groups,  // what one message does may reach everybody
  other
};
inline constexpr std::size_t kMessageClasses = 11;
MessageClass class_of(const ClientMessage& message) noexcept;

// The limit that refused a message, also a label of the metric.
enum class Limit : std::uint8_t {
  messages,  // of one class, of one session
  bytes,     // of one class, of one session
  share,     // of the sender in the receiver's queue
  room,      // what the members of a room may tell everybody
};
inline constexpr std::size_t kLimits = 4;
std::string_view to_string(Limit limit) noexcept;
// The sentence for people.
std::string_view describe(Limit limit) noexcept;

struct Excess {
  Limit limit = Limit::messages;
  std::chrono::seconds wait{0};  // whole seconds, at least one, until it may pass again
};

// The rates of one session, for each class by messages and by bytes. It counts refusals, because a
// session that is refused often is abusive.
class RateLimiter {
 public:
  // nullopt: the message of so many bytes may pass.
  std::optional<Excess> check(MessageClass kind, std::size_t bytes, base::Instant now) noexcept;
  // True after ten refused messages within ten seconds.
  bool abused() const noexcept { return abused_; }
  // True while more than half of the burst of bytes of this class is used up.
  bool sent_much(MessageClass kind, base::Instant now) const noexcept;

 private:
  static constexpr std::size_t kTolerated = 10;
  static constexpr std::chrono::seconds kWindow{10};

  struct Buckets {
    base::TokenBucket messages;
    base::TokenBucket bytes;
  };
  void note_refusal(base::Instant now) noexcept;

  std::array<Buckets, kMessageClasses> buckets_;
  std::array<base::Instant, kTolerated> refused_at_{};  // ring of the last refusals
  std::size_t refusals_ = 0;
  bool abused_ = false;
};

// The rates of one room, in bytes for each receiver. The second half of a burst is kept for members
// who have sent little, so that a few members who send much cannot silence the others.
class RoomLimiter {
 public:
  enum class Traffic : std::uint8_t { chat, state };  // state: media-state and reaction

  // nullopt: a broadcast of so many bytes may pass.
  std::optional<Excess> check(Traffic kind, std::size_t bytes, bool sender_sent_much,
                              base::Instant now) noexcept;

 private:
  std::array<base::TokenBucket, 2> buckets_;
};

}  // namespace signaling
