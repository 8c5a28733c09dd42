// SPDX-License-Identifier: MIT
// The opening handshake of a WebSocket (RFC 6455 section 4.2), as the front checks it and passes it
// on. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "net/http_head.hpp"

namespace net {

// A handshake that the front has checked.
struct WebSocketRequest {
  base::Endpoint client;  // the real one, also behind proxies
  std::string host;       // as the client knows it
  std::string origin;     // empty where the field is absent
  std::string key;        // Sec-WebSocket-Key
};

// Why the request opens no WebSocket; nullopt where it does. The sentences are for the
// administrator of a proxy that forwards WebSockets wrongly.
std::optional<HttpFault> check_websocket_handshake(const HttpHead& head) noexcept;

// The head that the WebSocket library gets in the place of the client's: the one path, Host, Origin
// and the fields of the handshake. Without the others the library cannot choose between protocols
// or fail over a subprotocol: RFC 6455 section 4.2.2 allows a server to agree to none of those
// offered.
// `host` stands for that of the head, unless it is empty.
std::string canonical_websocket_head(const HttpHead& head, std::string_view host = {});

// The response that opens the WebSocket of this Sec-WebSocket-Key (section 4.2.2). It agrees to no
// subprotocol and to no extension.
std::string websocket_answer(std::string_view key);

}  // namespace net
