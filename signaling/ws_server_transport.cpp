// SPDX-License-Identifier: MIT
#include "signaling/ws_server_transport.hpp"

namespace signaling {

// RFC 6455 section 7.4.1: 1000 says that the connection has done its work, 1001 that the page goes.
// Libraries send every other code, or none, when something failed.
SocketEnd end_of(std::string_view close_frame) noexcept {
  if (close_frame.size() < 2) return SocketEnd::broken;
  const unsigned code = static_cast<unsigned char>(close_frame[0]) * 256u +
                        static_cast<unsigned char>(close_frame[1]);
  return code == 1000 || code == 1001 ? SocketEnd::departed : SocketEnd::broken;
}

std::string_view reason_text(CloseCode code) noexcept {
  switch (code) {
    case CloseCode::going_away: return "server stops";
    case CloseCode::unsupported_data: return "text frames only";
    case CloseCode::invalid_payload: return "not UTF-8";
    case CloseCode::too_big: return "frame too large";
    case CloseCode::service_restart: return "server restarts";
    case CloseCode::try_again_later: return "try again later";
    case CloseCode::not_authenticated: return "not authenticated";
    case CloseCode::origin_refused: return "origin refused";
    case CloseCode::too_slow: return "client does not read";
    case CloseCode::replaced: return "replaced";
    case CloseCode::meeting_ended: return "meeting ended";
    case CloseCode::abuse: return "rate limits";
  }
  return "";
}

net::HttpFault upgrade_refusal(int status) noexcept {
  switch (status) {
    case 403:
      return {403, "forbidden",
              "Pages of this origin may not connect: it is neither this server's own nor one of "
              "allowed_origins. A proxy in front of this server must pass on the Host field "
              "(nginx: proxy_set_header Host $http_host)."};
    case 404: return {404, "not-found", "There is nothing at this address."};
    case 426:
      return {426, "bad-request",
              "This is a WebSocket: the request needs the fields of version 13 of its protocol."};
    case 429: return {429, "rate-limited", "Too many WebSockets are open from this address."};
    case 503:
      return {503, "overloaded", "The server takes no more WebSockets now. Please try again."};
    default: return {status, "bad-request", "This WebSocket is refused."};
  }
}

}  // namespace signaling
