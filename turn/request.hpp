// SPDX-License-Identifier: MIT
// Request: one request of a client, with the facts that the server learns about it during
// authentication. It lives for one call and refers to the caller's objects.
#pragma once

#include <optional>
#include <string_view>

#include "turn/allocation.hpp"
#include "turn/credentials.hpp"
#include "turn/effects.hpp"
#include "turn/stun/message.hpp"

namespace turn {

struct Request {
  const Leg& leg;
  const stun::MessageView& message;
  Now now;
  Effects& out;
  Allocation* allocation = nullptr;  // of this 5-tuple
  std::optional<LongTermKey> key{};  // set once the client has authenticated: answers are signed
  Integrity integrity = Integrity::sha1;
  std::string_view username{};
  Allocation* ticket_allocation = nullptr;  // the allocation that its MOBILITY-TICKET names

  // The allocation of this 5-tuple if its sockets are open; nullptr otherwise.
  Allocation* active() const noexcept {
    const bool open = allocation != nullptr && allocation->state == Allocation::State::active;
    return open ? allocation : nullptr;
  }
};

}  // namespace turn
