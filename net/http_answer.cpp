// SPDX-License-Identifier: MIT
#include "net/http_answer.hpp"

#include "base/http_status.hpp"
#include "base/json.hpp"

namespace net {
namespace {

// The fields from the status line to Content-Length; the caller adds the rest.
std::string begin_answer(base::WallTime now, int status, std::string_view fields,
                         std::size_t body_size) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + ' ';
  out.append(base::status_title(status)).append("\r\n").append(fields);
  out.append("Date: ").append(base::print_http_date(now)).append("\r\n");
  return out.append("Content-Length: ").append(std::to_string(body_size)).append("\r\n");
}

// RFC 9110 sections 7.8 and 15.5.22: Upgrade names the protocol, Connection names Upgrade. RFC 6455
// section 4.4: Sec-WebSocket-Version names the versions.
std::string_view status_fields(int status) noexcept {
  switch (status) {
    case 426:
      return "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nConnection: close, upgrade\r\n";
    case 429:
    case 503: return "Retry-After: 1\r\nConnection: close\r\n";
    default: return "Connection: close\r\n";
  }
}

}  // namespace

std::string make_http_answer(base::WallTime now, int status, std::string_view fields,
                             std::string_view body) {
  return begin_answer(now, status, fields, body.size())
      .append("Connection: close\r\n\r\n")
      .append(body);
}

std::string make_http_refusal(base::WallTime now, const HttpFault& fault, std::string_view policy,
                              bool head_only) {
  const std::string body = base::Json::object({{"type", "about:blank"},
                                               {"title", base::status_title(fault.status)},
                                               {"status", fault.status},
                                               {"code", fault.code},
                                               {"detail", fault.detail},
                                               {"error", fault.detail}})
                               .print();
  std::string fields = "Content-Type: application/problem+json\r\nCache-Control: no-store\r\n";
  std::string out = begin_answer(now, fault.status, fields.append(policy), body.size());
  out.append(status_fields(fault.status)).append("\r\n");
  return head_only ? out : out.append(body);
}

}  // namespace net
