// SPDX-License-Identifier: MIT
// Any bytes behind a right handshake, on connections as the daemon adopts them: one of the daemon's
// own sockets behind a front, and one of libwebsockets behind the filter of frames, which stands
// before it in the daemon. Whatever the client sends and however it cuts it, no assert of the
// library is reached, and the server ends the connection when the client has ended its side.
#include <poll.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "net/websocket_frames.hpp"
#include "tests/fuzz/filter_player.hpp"
#include "tests/signaling/ws_fixture.hpp"

namespace {

constexpr std::string_view kHandshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr int kPatience = 20'000;  // milliseconds

class Servers {
 public:
  signaling_test::WsTest& builtin() noexcept { return *builtin_; }
  signaling_test::WsTest& library() noexcept { return *library_; }

 private:
  static std::unique_ptr<signaling_test::WsTest> make(signaling::WsEngine engine) {
    signaling_test::engine_under_test = engine;
    return std::make_unique<signaling_test::WsTest>();
  }
  std::unique_ptr<signaling_test::WsTest> builtin_ = make(signaling::WsEngine::builtin);
  std::unique_ptr<signaling_test::WsTest> library_ = make(signaling::WsEngine::libwebsockets);
};

// Reads until there is nothing more to come, or to the end of a head. False: the other side has
// ended the connection.
bool read_some(int fd, std::string& into) {
  pollfd ready{fd, POLLIN, 0};
  REQUIRE(::poll(&ready, 1, kPatience) == 1);
  char bytes[4096];
  const ssize_t n = ::recv(fd, bytes, sizeof bytes, 0);
  if (n <= 0) return false;
  into.append(bytes, static_cast<std::size_t>(n));
  return true;
}

void talk(signaling_test::WsClient client, std::string_view said, std::size_t piece) {
  REQUIRE(client.send_raw(kHandshake));
  std::string answer;
  while (answer.find("\r\n\r\n") == std::string::npos) REQUIRE(read_some(client.fd(), answer));
  REQUIRE(answer.starts_with("HTTP/1.1 101"));
  while (!said.empty()) {
    if (!client.send_raw(said.substr(0, piece))) break;
    said.remove_prefix(std::min(piece, said.size()));
  }
  ::shutdown(client.fd(), SHUT_WR);
  while (read_some(client.fd(), answer)) answer.clear();
  // Without this the client's port would wait a minute.
  const linger at_once{1, 0};
  ::setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// The bytes that the bridge passes on to the library.
std::string filtered(std::string_view said) {
  net::WebSocketFrames filter(
      0, [] { return base::Instant{}; }, [](std::uint16_t) {});
  filter.to_client(base::as_bytes(std::string_view{"HTTP/1.1 101 Switching Protocols\r\n\r\n"}));
  return fuzz::play(filter, said, said.size(), 14 + 125).passed;
}

}  // namespace

// The first byte says how large the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Servers servers;
  if (size < 2) return 0;
  const std::size_t piece = data[0] == 0 ? size : data[0];
  const std::string said{reinterpret_cast<const char*>(data) + 1, size - 1};
  talk(servers.builtin().connect(), said, piece);
  talk(servers.library().connect(), filtered(said), piece);
  return 0;
}
