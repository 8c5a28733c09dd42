// SPDX-License-Identifier: MIT
#include "net/websocket_handshake.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/websocket_path.hpp"

namespace net {
namespace {

HttpFault needs_upgrade(std::string_view detail) noexcept { return {426, "bad-request", detail}; }
HttpFault bad(std::string_view detail) noexcept { return {400, "bad-request", detail}; }

bool is_base64_character(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

// 16 bytes in base64 (RFC 4648 section 4): 22 characters and "==". The last character carries only
// two bits; section 3.5 lets a decoder accept any others there, and clients exist that set them.
bool is_websocket_key(std::string_view key) noexcept {
  return key.size() == 24 && key.ends_with("==") &&
         std::all_of(key.begin(), key.end() - 2, is_base64_character);
}

}  // namespace

std::optional<HttpFault> check_websocket_handshake(const HttpHead& head) noexcept {
  if (head.method != "GET") return bad("A WebSocket is opened by GET.");
  if (head.http_1_0)
    return needs_upgrade(
        "A WebSocket needs HTTP/1.1. A proxy in front of this server speaks HTTP/1.0 to it; let it "
        "use version 1.1 (nginx: proxy_http_version 1.1).");
  if (!head.upgrade_websocket)
    return needs_upgrade(
        "This is a WebSocket: the request needs the field Upgrade: websocket. A proxy in front of "
        "this server must pass it on (nginx: proxy_set_header Upgrade $http_upgrade).");
  if (!head.connection_upgrade)
    return needs_upgrade(
        "The Connection field lacks the word upgrade. A proxy in front of this server must set it "
        "(nginx: proxy_set_header Connection \"upgrade\").");
  if (head.websocket_version != "13")
    return needs_upgrade("The only version of the WebSocket protocol here is 13.");
  if (!is_websocket_key(head.websocket_key))
    return bad("Sec-WebSocket-Key must be 16 bytes in base64.");
  if (head.chunked || head.content_length != 0)
    return bad("The request that opens a WebSocket has no body.");
  return std::nullopt;
}

std::string canonical_websocket_head(const HttpHead& head, std::string_view host) {
  std::string out = "GET ";
  out.append(base::kWebSocketPath)
      .append(" HTTP/1.1\r\nHost: ")
      .append(host.empty() ? head.host : host);
  if (!head.origin.empty()) out.append("\r\nOrigin: ").append(head.origin);
  out.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13");
  out.append("\r\nSec-WebSocket-Key: ").append(head.websocket_key);
  return out.append("\r\n\r\n");
}

std::string websocket_answer(std::string_view key) {
  constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const base::Sha1Digest digest = base::sha1(base::as_bytes(std::string{key}.append(kGuid)));
  std::string out = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n";
  out.append("Connection: Upgrade\r\nSec-WebSocket-Accept: ").append(base::encode_base64(digest));
  return out.append("\r\n\r\n");
}

}  // namespace net
