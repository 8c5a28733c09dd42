// SPDX-License-Identifier: MIT
#include "probe/http_fetch.hpp"

#include <array>

#include "base/text.hpp"
#include "net/client/socket.hpp"

namespace probe {
namespace {

using base::Errc;
using base::failure;

std::string print(const base::Endpoint& server, const HttpRequest& request) {
  // HTTP/1.0 has no chunks: the body ends with the connection.
  std::string out =
      request.method + " " + request.path + " HTTP/1.0\r\nHost: " + server.ip.print() + "\r\n";
  for (const auto& [name, value] : request.headers)
    out.append(name).append(": ").append(value).append("\r\n");
  if (request.method != "GET") out += "Content-Length: 0\r\n";
  return out + "Connection: close\r\n\r\n";
}

base::Result<std::string> body_of(const std::string& answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || head == std::string::npos || answer.size() < 12)
    return failure(Errc::corrupt, "no HTTP");
  const std::string status = answer.substr(9, 3);
  if (status != "200") return failure(Errc::not_found, "status " + status);
  return std::string{base::trim(std::string_view{answer}.substr(head + 4), " \t\r\n")};
}

}  // namespace

base::Result<std::string> http_fetch(const base::Endpoint& server, const HttpRequest& request,
                                     base::Instant deadline) {
  TRY(auto socket, net::client::Socket::connect(net::client::Kind::tcp, server, deadline));
  TRY(socket.send(base::as_bytes(print(server, request)), deadline));
  std::string answer;
  std::array<std::byte, 4096> part;
  for (;;) {
    const auto got = socket.receive(part, deadline);
    if (!got && got.error().code == Errc::closed) return body_of(answer);
    if (!got) return failure(got.error());
    answer += base::as_text(base::Bytes{part}.first(*got));
    if (answer.size() > kMostHttpBytes)
      return failure(Errc::corrupt, "the answer is longer than any that is meant");
  }
}

}  // namespace probe
