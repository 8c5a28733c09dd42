// SPDX-License-Identifier: MIT
// DataPath: Send indications and ChannelData to peers, datagrams and ICMP errors from peers to
// clients (RFC 8656 sections 11 and 12). It looks up and forwards: no heap, no lock, no log, no
// clock. One thread.
#pragma once

#include <optional>

#include "turn/allocations.hpp"
#include "turn/counting.hpp"
#include "turn/data/framing.hpp"
#include "turn/data/pacing.hpp"
#include "turn/data/peer_access.hpp"
#include "turn/stun/message.hpp"

namespace turn {

class DataPath {
 public:
  struct Parts {
    Allocations& allocations;
    const PortPool& ports;
    const PeerAccess& access;
    Stats& stats;
  };
  DataPath(const Parts& parts, base::Random& random) : parts_(parts), indications_(random) {}

  // The payload of the result looks into the message.
  Forward on_send(const Leg& from, const stun::MessageView& message, base::Instant now);
  Forward on_channel_data(const Leg& from, base::Bytes message, base::Instant now);

  // See Server::handle_peer(), handle_hairpin() and handle_peer_error().
  std::optional<ToClient> from_peer(AllocationId relay, const PeerEndpoint& from,
                                    base::MutableBytes room, std::size_t size,
                                    base::Instant now) noexcept;
  std::optional<ToClient> from_own_address(RelayKey target, const PeerEndpoint& from,
                                           base::MutableBytes room, std::size_t size,
                                           base::Instant now) noexcept;
  std::optional<ToClient> peer_error(AllocationId relay, const PeerEndpoint& destination,
                                     stun::Icmp icmp, base::Instant now) noexcept;

  Forward drop(Drop reason) noexcept {
    parts_.stats.drop(reason);
    return {};
  }

 private:
  Forward drop(Allocation& allocation, Drop reason) noexcept {
    count_drop(parts_.stats, allocation, reason);
    return {};
  }
  Forward route(Allocation& allocation, const PeerEndpoint& to, base::Bytes payload,
                bool dont_fragment, base::Instant now) noexcept;
  std::optional<ToClient> to_client(Allocation& allocation, const PeerEndpoint& from,
                                    base::MutableBytes room, std::size_t size,
                                    base::Instant now) noexcept;

  const Parts parts_;
  DataIndications indications_;
};

}  // namespace turn
