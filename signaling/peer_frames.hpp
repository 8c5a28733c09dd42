// SPDX-License-Identifier: MIT
// PeerFrames: the messages that describe one member to the others. Receivers differ in what they
// see in two ways only (who is polite, and the sign of trouble), so that each text is encoded once
// and not once for every receiver. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/codec.hpp"
#include "signaling/room.hpp"

namespace signaling {

// `make` turns a Peer into the message. The room and the member outlive the frames and stay as they
// are.
template <class Make>
class PeerFrames {
 public:
  PeerFrames(const Room& room, const Member& member, Make make)
      : room_(room), member_(member), make_(std::move(make)) {}

  const std::string& seen_by(const Member& receiver) {
    const bool polite = room_.is_polite(receiver, member_);
    const bool trouble = meetings::moderates(receiver.who.role);
    std::optional<std::string>& text =
        texts_[static_cast<std::size_t>(polite) * 2 + static_cast<std::size_t>(trouble)];
    if (!text) text = encode(make_(room_.peer_seen_by(receiver, member_)));
    return *text;
  }

 private:
  const Room& room_;
  const Member& member_;
  Make make_;
  std::array<std::optional<std::string>, 4> texts_;
};

}  // namespace signaling
