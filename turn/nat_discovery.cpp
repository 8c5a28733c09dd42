// SPDX-License-Identifier: MIT
#include "turn/nat_discovery.hpp"

#include <algorithm>

#include "turn/stun/attributes.hpp"

namespace turn {
namespace {

using stun::Attr;
using stun::ErrorCode;

}  // namespace

std::optional<std::size_t> NatDiscovery::place_of(const Leg& leg) const noexcept {
  if (!enabled || leg.tuple.transport != Transport::udp) return std::nullopt;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].at == leg.tuple.server) return i;
  }
  return std::nullopt;
}

base::Result<DiscoveryOptions, ErrorCode> read_discovery(const stun::MessageView& message,
                                                         std::size_t asked,
                                                         std::uint16_t client_port) noexcept {
  DiscoveryOptions options{asked, client_port, 0};
  if (const auto value = message.find(Attr::change_request)) {
    const auto change = stun::decode_change_request(*value);
    if (!change) return base::failure(ErrorCode::bad_request);
    if (change->address) options.from ^= NatDiscovery::kOtherAddress;
    if (change->port) options.from ^= NatDiscovery::kOtherPort;
  }
  const auto padding = message.find(Attr::padding);
  if (const auto value = message.find(Attr::response_port)) {
    const auto port = stun::decode_response_port(*value);
    // RFC 5780 section 6.1: RESPONSE-PORT and PADDING together are a bad request
    if (!port || *port == 0 || padding) return base::failure(ErrorCode::bad_request);
    options.port = *port;
  }
  // The RFC pads to the interface's MTU whatever the size of the request, which helps an attacker
  // who forges the source. Here the answer's padding is as long as the request's.
  if (padding) options.padding = std::min(padding->size(), DiscoveryOptions::kMostPadding) / 4 * 4;
  return options;
}

}  // namespace turn
