// SPDX-License-Identifier: MIT
// ICMP errors that a client's datagrams cause on their way to peers. The client gets them in Data
// indications (RFC 8656 section 11.5).
#include "turn/data/data_path.hpp"

namespace turn {
namespace {

constexpr std::uint8_t kV4Unreachable = 3;
constexpr std::uint16_t kV4FragmentationNeeded = 4;
constexpr std::uint8_t kV4TimeExceeded = 11;
constexpr std::uint8_t kV6Unreachable = 1;
constexpr std::uint8_t kV6PacketTooBig = 2;
constexpr std::uint8_t kV6TimeExceeded = 3;

// "the server verifies that the type is either 3 or 11 for an ICMPv4 packet or either 1, 2, or 3
// for an ICMPv6 packet"
bool is_told(const stun::Icmp& icmp, base::Family family) noexcept {
  if (family == base::Family::v4)
    return icmp.type == kV4Unreachable || icmp.type == kV4TimeExceeded;
  return icmp.type == kV6Unreachable || icmp.type == kV6PacketTooBig ||
         icmp.type == kV6TimeExceeded;
}

// RFC 8656 section 18.13: a next hop's MTU, and zero in all other errors.
bool tells_mtu(const stun::Icmp& icmp, base::Family family) noexcept {
  if (family == base::Family::v4)
    return icmp.type == kV4Unreachable && icmp.code == kV4FragmentationNeeded;
  return icmp.type == kV6PacketTooBig;
}

}  // namespace

std::optional<ToClient> DataPath::peer_error(AllocationId relay, const PeerEndpoint& destination,
                                             stun::Icmp icmp, base::Instant now) noexcept {
  const Allocation* allocation = parts_.allocations.find(relay);
  const PeerEndpoint peer = parts_.access.canonical(destination.value());
  const base::Family family = peer.value().ip.family();
  if (allocation == nullptr || allocation->state != Allocation::State::active || allocation->away)
    return std::nullopt;
  if (!is_told(icmp, family)) return std::nullopt;
  // "the server extracts the destination IP address from the encapsulated IP header": the sender
  // of the error does not matter
  if (!allocation->permissions.allows(peer.value().ip, now)) return std::nullopt;
  if (!tells_mtu(icmp, family)) icmp.data = 0;
  parts_.stats.peer_errors.add();
  return ToClient{allocation->leg, indications_.frame(peer, icmp)};
}

}  // namespace turn
