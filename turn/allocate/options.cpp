// SPDX-License-Identifier: MIT
#include "turn/allocate/options.hpp"

#include <algorithm>

#include "turn/stun/attributes.hpp"

namespace turn {
namespace {

using stun::Attr;
using stun::ErrorCode;
using Refusal = std::optional<ErrorCode>;

// Check 3: REQUESTED-TRANSPORT.
Refusal read_transport(const Leg& leg, const stun::MessageView& message, const Config& config,
                       AllocateOptions& options) {
  const auto value = message.find(Attr::requested_transport);
  const auto transport = value ? stun::decode_requested_transport(*value) : std::nullopt;
  if (!transport) return ErrorCode::bad_request;
  const bool tcp = *transport == stun::kProtocolTcp && config.tcp_relay;
  if (*transport != stun::kProtocolUdp && !tcp) return ErrorCode::unsupported_transport;
  if (!tcp) return std::nullopt;
  // RFC 6062 section 5.1: only over TCP or TLS, and without the attributes about datagrams and
  // their ports.
  if (!leg.is_stream() || message.has(Attr::dont_fragment) || message.has(Attr::even_port) ||
      message.has(Attr::reservation_token)) {
    return ErrorCode::bad_request;
  }
  options.transport = RelayTransport::tcp;
  return std::nullopt;
}

Refusal read_lifetime(const stun::MessageView& message) {
  const bool malformed = message.has(Attr::lifetime) && !message.u32(Attr::lifetime);
  return malformed ? Refusal{ErrorCode::bad_request} : std::nullopt;
}

// RFC 8016 section 3.1.2: 405 where mobility is off. It says nothing about TCP relaying.
Refusal read_mobility(const stun::MessageView& message, const Config& config,
                      AllocateOptions& options) {
  const auto ticket = message.find(Attr::mobility_ticket);
  if (!ticket) return std::nullopt;
  if (!config.mobility || options.transport == RelayTransport::tcp)
    return ErrorCode::mobility_forbidden;
  if (!ticket->empty()) return ErrorCode::bad_request;
  options.mobile = true;
  return std::nullopt;
}

// Check 5: a RESERVATION-TOKEN stands alone.
Refusal read_token(const stun::MessageView& message, AllocateOptions& options) {
  const auto token = message.find(Attr::reservation_token);
  if (!token) return std::nullopt;
  const bool alone = !message.has(Attr::even_port) &&
                     !message.has(Attr::requested_address_family) &&
                     !message.has(Attr::additional_address_family);
  if (!alone || token->size() != 8) return ErrorCode::bad_request;
  options.token = base::load_be64(token->data());
  return std::nullopt;
}

// Check 8: EVEN-PORT.
Refusal read_even_port(const stun::MessageView& message, AllocateOptions& options) {
  const auto even = message.find(Attr::even_port);
  if (!even) return std::nullopt;
  const auto reserve_next = stun::decode_even_port(*even);
  if (!reserve_next) return ErrorCode::bad_request;
  options.want = *reserve_next ? PortPool::Want::even_and_next : PortPool::Want::even;
  return std::nullopt;
}

// Checks 6 to 9: REQUESTED-ADDRESS-FAMILY and ADDITIONAL-ADDRESS-FAMILY.
Refusal read_families(const stun::MessageView& message, const PortPool& ports,
                      AllocateOptions& options) {
  const auto requested_value = message.find(Attr::requested_address_family);
  const auto additional_value = message.find(Attr::additional_address_family);
  if (requested_value && additional_value) return ErrorCode::bad_request;
  if (requested_value) {
    const auto requested = stun::decode_requested_family(*requested_value);
    if (!requested) return ErrorCode::bad_request;
    if (!requested->family) return ErrorCode::address_family_not_supported;
    options.family = *requested->family;
  }
  if (additional_value) {
    const auto additional = stun::decode_requested_family(*additional_value);
    // "If yes, and the attribute value is 0x01 ...: 400"; the only family that can be added to IPv4
    // is IPv6
    if (!additional || additional->family != base::Family::v6) return ErrorCode::bad_request;
    if (options.want == PortPool::Want::even_and_next) return ErrorCode::bad_request;
    options.dual = true;
    return std::nullopt;  // ADDRESS-ERROR-CODE tells a family that is not supported
  }
  // Without any address the claim fails: that is 508, because it will pass.
  if (ports.has_address() && !ports.has_family(options.family))
    return ErrorCode::address_family_not_supported;
  return std::nullopt;
}

}  // namespace

base::Result<AllocateOptions, ErrorCode> read_allocate_options(const Leg& leg,
                                                               const stun::MessageView& message,
                                                               const Config& config,
                                                               const PortPool& ports) {
  AllocateOptions options;
  if (const auto refused = read_transport(leg, message, config, options))
    return base::failure(*refused);
  if (const auto refused = read_lifetime(message)) return base::failure(*refused);
  if (const auto refused = read_mobility(message, config, options)) return base::failure(*refused);
  if (const auto refused = read_token(message, options)) return base::failure(*refused);
  if (options.token) return options;
  if (const auto refused = read_even_port(message, options)) return base::failure(*refused);
  if (const auto refused = read_families(message, ports, options)) return base::failure(*refused);
  return options;
}

std::chrono::seconds granted_lifetime(const stun::MessageView& message,
                                      const Config& config) noexcept {
  const auto proposed = message.u32(Attr::lifetime);
  if (!proposed) return config.default_lifetime;
  return std::max(config.default_lifetime,
                  std::min(config.max_lifetime, std::chrono::seconds{*proposed}));
}

}  // namespace turn
