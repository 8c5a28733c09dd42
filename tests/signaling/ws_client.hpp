// SPDX-License-Identifier: MIT
// A WebSocket client written by hand from RFC 6455, so that the server is tested against the
// standard and not against the library it uses; able to do everything that a client must not.
// Blocking, with a deadline on every wait.
#pragma once

#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/fd.hpp"
#include "base/json.hpp"
#include "tests/support/check.hpp"

namespace signaling_test {

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

struct WsFrame {
  Opcode opcode = Opcode::close;
  std::string payload;

  unsigned close_code() const {
    if (payload.size() < 2) return 1005;  // RFC 6455 section 7.1.5: no code
    return static_cast<unsigned>(static_cast<unsigned char>(payload[0])) * 256u +
           static_cast<unsigned char>(payload[1]);
  }
};

class WsClient {
 public:
  static constexpr int kDeadlineSeconds = 20;

  explicit WsClient(base::UniqueFd fd) : fd_(std::move(fd)) {
    const timeval deadline{kDeadlineSeconds, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
  }

  int fd() const { return fd_.get(); }

  // False where the other side is gone.
  bool send_raw(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  static std::string head(std::string_view more = {}, std::string_view path = "/ws") {
    std::string out =
        "GET " + std::string{path} +
        " HTTP/1.1\r\nHost: meet.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    out += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
    return out + std::string{more} + "\r\n";
  }
  // Sends the head and reads the answer's; its status (0: closed without one).
  unsigned upgrade(std::string_view more = {}, std::string_view path = "/ws") {
    send_raw(head(more, path));
    return read_status();
  }
  unsigned read_status() {
    while (input_.find("\r\n\r\n") == std::string::npos) {
      if (!read_more()) return 0;
    }
    const std::size_t end = input_.find("\r\n\r\n") + 4;
    response_ = input_.substr(0, end);
    input_.erase(0, end);
    return response_.starts_with("HTTP/1.")
               ? static_cast<unsigned>(std::stoul(response_.substr(9, 3)))
               : 0;
  }
  const std::string& response() const { return response_; }
  // What follows the response's head, to the end of the stream.
  std::string rest() {
    while (read_more()) {}
    return std::exchange(input_, {});
  }

  // RFC 6455 section 5.2.
  static std::string frame(Opcode opcode, std::string_view payload, bool final = true,
                           bool masked = true) {
    std::string out;
    out += static_cast<char>((final ? 0x80u : 0u) | static_cast<unsigned>(opcode));
    const unsigned mask_bit = masked ? 0x80 : 0;
    const std::uint64_t size = payload.size();
    if (size < 126) out += static_cast<char>(mask_bit | size);
    else {
      const int bytes = size <= 0xffff ? 2 : 8;
      out += static_cast<char>(mask_bit | (bytes == 2 ? 126u : 127u));
      for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(size >> (8 * i));
    }
    if (!masked) return out.append(payload);
    const char key[4] = {0x37, static_cast<char>(0xfa), 0x21, 0x3d};
    out.append(key, 4);
    for (std::size_t i = 0; i < payload.size(); ++i)
      out += static_cast<char>(payload[i] ^ key[i % 4]);
    return out;
  }
  bool send_text(std::string_view text) { return send_raw(frame(Opcode::text, text)); }
  bool send_json(std::initializer_list<std::pair<std::string_view, base::Json>> members) {
    return send_text(base::Json::object(members).print());
  }

  // The next frame, whatever it is; nullopt at the end of the stream.
  std::optional<WsFrame> receive() {
    if (!need(2)) return std::nullopt;
    const auto first = static_cast<unsigned char>(input_[0]);
    const auto second = static_cast<unsigned char>(input_[1]);
    if ((first & 0x70) != 0 || (second & 0x80) != 0)
      lectern_test::check_failed("the server sent RSV bits or a mask", __FILE__, __LINE__);
    std::size_t header = 2;
    std::uint64_t size = second & 0x7f;
    if (size >= 126) {
      const std::size_t bytes = size == 126 ? 2 : 8;
      if (!need(2 + bytes)) return std::nullopt;
      size = 0;
      for (std::size_t i = 0; i < bytes; ++i)
        size = size << 8 | static_cast<unsigned char>(input_[2 + i]);
      header += bytes;
    }
    if (!need(header + size)) return std::nullopt;
    WsFrame out{static_cast<Opcode>(first & 0x0f), input_.substr(header, size)};
    input_.erase(0, header + size);
    return out;
  }
  // The next text message as JSON; answers pings on the way.
  base::Json receive_json() {
    for (;;) {
      const auto frame = receive();
      if (!frame)
        lectern_test::check_failed("the connection ended, a message was expected", __FILE__,
                                   __LINE__);
      if (frame->opcode == Opcode::ping) send_raw(WsClient::frame(Opcode::pong, frame->payload));
      else if (frame->opcode == Opcode::text)
        return CHECK_OK(base::Json::parse(frame->payload, 1024 * 1024));
      else if (frame->opcode == Opcode::close)
        lectern_test::check_failed(
            "closed with " + std::to_string(frame->close_code()) + ", a message was expected",
            __FILE__, __LINE__);
    }
  }
  // Reads messages until one of this type.
  base::Json receive_type(std::string_view type) {
    for (;;) {
      base::Json message = receive_json();
      if (message["type"].as_string() == type) return message;
    }
  }
  // Reads on to the close frame and answers it; its code (0: the stream ended without one).
  unsigned receive_close() {
    while (const auto frame = receive()) {
      if (frame->opcode != Opcode::close) continue;
      send_raw(WsClient::frame(Opcode::close, frame->payload.substr(0, 2)));
      return frame->close_code();
    }
    return 0;
  }
  bool send_close(unsigned code) {
    return send_raw(
        frame(Opcode::close, std::string{static_cast<char>(code >> 8), static_cast<char>(code)}));
  }
  // True once the other side has closed the stream.
  bool at_end() {
    while (read_more()) {}
    return ended_;
  }
  void close() { fd_.reset(); }

 private:
  bool need(std::uint64_t bytes) {
    while (input_.size() < bytes) {
      if (!read_more()) return false;
    }
    return true;
  }
  bool read_more() {
    char chunk[16 * 1024];
    ssize_t n = 0;
    do {
      // Interrupted, without any signal handler, while the kernel takes down an io_uring of this
      // thread: libuv 1.45 and newer use one for each loop.
      n = ::recv(fd_.get(), chunk, sizeof chunk, 0);
    } while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      lectern_test::check_failed("nothing came before the deadline", __FILE__, __LINE__);
    if (n <= 0) {
      ended_ = true;
      return false;
    }
    input_.append(chunk, static_cast<std::size_t>(n));
    return true;
  }

  base::UniqueFd fd_;
  std::string input_;
  std::string response_;
  bool ended_ = false;
};

}  // namespace signaling_test
