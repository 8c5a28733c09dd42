// SPDX-License-Identifier: MIT
// The URIs of STUN and TURN servers (RFC 7064, RFC 7065):
// "turn:turn.example.org:3478?transport=udp". Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "turn/types.hpp"

namespace turn::client {

struct Uri {
  bool stun = false;    // stun:, stuns:
  bool secure = false;  // stuns:, turns:
  std::string host;     // IPv6 without brackets
  std::optional<std::uint16_t> port;
  std::optional<Transport> transport;  // from ?transport=: udp or tcp; dtls or tls if secure

  // The port of the URI; its default is 3478, or 5349 if the URI is secure.
  std::uint16_t port_or_default() const noexcept { return port.value_or(secure ? 5349 : 3478); }
  // The URI with its port; an IPv6 host stands in brackets.
  std::string print() const;
};

std::optional<Uri> parse_uri(std::string_view text);

}  // namespace turn::client
