// SPDX-License-Identifier: MIT
// AllocateOptions: what an Allocate request asks for. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "base/result.hpp"
#include "turn/config.hpp"
#include "turn/port_pool.hpp"
#include "turn/stun/message.hpp"

namespace turn {

struct AllocateOptions {
  RelayTransport transport = RelayTransport::udp;
  base::Family family = base::Family::v4;
  bool dual = false;    // an address of the other family, too (ADDITIONAL-ADDRESS-FAMILY)
  bool mobile = false;  // RFC 8016: the client wants a ticket
  PortPool::Want want = PortPool::Want::any;
  std::optional<ReservationToken> token;
};

// Errors: the code of the first check of RFC 8656 section 7.2 that the request fails (3 to 9), of
// RFC 6062 section 5.1, or of RFC 8016 section 3.1.2.
base::Result<AllocateOptions, stun::ErrorCode> read_allocate_options(
    const Leg& leg, const stun::MessageView& message, const Config& config, const PortPool& ports);

// The lifetime that LIFETIME gets (RFC 8656 sections 7.2 and 8.2): at most the maximum, at least
// the default.
std::chrono::seconds granted_lifetime(const stun::MessageView& message,
                                      const Config& config) noexcept;

}  // namespace turn
