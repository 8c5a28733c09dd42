// SPDX-License-Identifier: MIT
// WsFront: the door in front of a WsServer under test, a net::Front behind a load balancer. So a
// test's client may come from any address, and its handshake is checked as everybody's is.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "net/front.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/support/check.hpp"

namespace signaling_test {

class WsFront {
 public:
  using Sink = std::function<void(std::unique_ptr<net::Stream>, net::WebSocketRequest,
                                  std::vector<std::byte>)>;

  WsFront(Sink sink, std::chrono::seconds handshake, const base::Log& log, base::Metrics& metrics) {
    net::FrontSinks sinks;
    sinks.websocket_stream = std::move(sink);
    net::FrontLimits limits;
    limits.head_timeout = handshake;
    const std::vector<net::FrontListener> listeners{
        {*base::Endpoint::parse("127.0.0.1:0"), false, false, true}};
    loop_.on_loop([&] {
      front_ = CHECK_OK(net::Front::open(loop_.loop(), listeners, nullptr, std::move(sinks), log,
                                         metrics, limits));
    });
  }
  ~WsFront() {
    loop_.stop();
    front_.reset();
  }
  WsFront(const WsFront&) = delete;
  WsFront& operator=(const WsFront&) = delete;

  // A connection of a client at this IPv4 address. The client's kernel buffers little.
  base::UniqueFd connect(std::string_view address) {
    base::UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    constexpr int kBuffer = 32 * 1024;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &kBuffer, sizeof kBuffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(front_->bound()[0].port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    const std::string header = proxy_header(address);
    CHECK_EQ(::send(fd.get(), header.data(), header.size(), MSG_NOSIGNAL),
             static_cast<ssize_t>(header.size()));
    return fd;
  }

 private:
  // Version 2: TCP over IPv4, from the address and port 40000 to 127.0.0.1:443.
  static std::string proxy_header(std::string_view address) {
    in_addr from{};
    CHECK_EQ(::inet_pton(AF_INET, std::string{address}.c_str(), &from), 1);
    std::string out{"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 16};
    out.append(reinterpret_cast<const char*>(&from), 4).append("\x7f\0\0\x01", 4);
    return out.append("\x9c\x40\x01\xbb", 4);
  }

  lectern_test::LoopThread loop_;
  std::unique_ptr<net::Front> front_;
};

}  // namespace signaling_test
