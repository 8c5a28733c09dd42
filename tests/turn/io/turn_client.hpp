// SPDX-License-Identifier: MIT
// A TURN client on real loopback sockets, UDP or TCP, that waits with deadlines and never sleeps.
// Blocking; tests only.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "net/sockaddr.hpp"
#include "tests/support/check.hpp"
#include "turn/credentials.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"
#include "turn/stun/stream_framer.hpp"

namespace lectern_test {

using ByteVector = std::vector<std::byte>;

class TurnClient {
 public:
  using Fill = std::function<void(stun::Builder&)>;
  enum class Over { udp, tcp };

  TurnClient(const base::Endpoint& server, Over over)
      : over_(over),
        fd_(::socket(server.ip.is_v6() ? AF_INET6 : AF_INET,
                     (over == Over::udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0)) {
    const net::SocketAddress address{server};
    CHECK(::connect(fd_.get(), address.data(), address.size()) == 0);
  }
  // Over a descriptor that is connected already (a socketpair).
  explicit TurnClient(base::UniqueFd fd) : over_(Over::tcp), fd_(std::move(fd)) {}
  virtual ~TurnClient() = default;
  TurnClient(const TurnClient&) = delete;
  TurnClient& operator=(const TurnClient&) = delete;

  int fd() const { return fd_.get(); }
  base::Endpoint local() const { return net::local_endpoint(fd_.get()); }
  void close() { fd_.reset(); }

  virtual void send(base::Bytes bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      CHECK(n > 0);
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }
  void send_byte_by_byte(base::Bytes bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) send(bytes.subspan(i, 1));
  }

  // The next message, or nothing within `wait` (or at the end of the stream).
  std::optional<ByteVector> receive(std::chrono::milliseconds wait = std::chrono::seconds{5}) {
    const auto deadline = base::SystemClock{}.now() + wait;
    for (;;) {
      if (over_ == Over::tcp) {
        const stun::Frame frame = stun::next_frame(pending_);
        CHECK(frame.state != stun::Frame::State::broken);
        if (frame.state == stun::Frame::State::complete) {
          ByteVector message(pending_.begin(),
                             pending_.begin() + static_cast<std::ptrdiff_t>(frame.size));
          pending_.erase(pending_.begin(),
                         pending_.begin() + static_cast<std::ptrdiff_t>(frame.wire_size));
          return message;
        }
      }
      if (!readable_until(deadline) || !read_more()) return std::nullopt;
      if (over_ == Over::udp && !pending_.empty()) return std::exchange(pending_, {});
    }
  }
  // The next `size` bytes as they are: a connection that is bound to a peer (RFC 6062). Fails where
  // they do not come.
  std::string take(std::size_t size) {
    const auto deadline = base::SystemClock{}.now() + std::chrono::seconds{30};
    while (pending_.size() < size) {
      CHECK(readable_until(deadline));
      CHECK(read_more());
    }
    std::string out{base::as_text(base::Bytes{pending_}.first(size))};
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(size));
    return out;
  }
  // True if no more bytes come and the stream has ended (waits for it).
  bool at_end() {
    CHECK(readable_until(base::SystemClock{}.now() + std::chrono::seconds{10}));
    return !read_more() && pending_.empty();
  }
  // The server has closed the connection (waits for it).
  bool ended() {
    while (!ended_ && receive()) {}
    return ended_;
  }

  ByteVector make(stun::Class c, stun::Method method, const Fill& fill, bool sign = false) {
    stun::TransactionId id;
    random_.fill(id);
    ByteVector room(70000);
    stun::Builder builder{room, c, method, id};
    if (fill) fill(builder);
    if (sign) {
      builder.text(stun::Attr::username, "alice")
          .text(stun::Attr::realm, "lectern")
          .text(stun::Attr::nonce, nonce_);
      builder.integrity(turn::long_term_key("alice", "lectern", "wonderland"));
    }
    CHECK(builder.ok());
    return {builder.message().begin(), builder.message().end()};
  }

  // Sends a request, repeats it over UDP until it is answered, follows a challenge; the error code,
  // 0 = success.
  int request(stun::Method method, const Fill& fill = {}) {
    if (nonce_.empty() && method != stun::Method::binding) {
      answer_ = exchange(make(stun::Class::request, method, fill));
      CHECK_EQ(code_of(answer_), 401);
      nonce_ = std::string{stun::MessageView::decode(answer_)->text(stun::Attr::nonce).value()};
    }
    answer_ = exchange(make(stun::Class::request, method, fill, method != stun::Method::binding));
    return code_of(answer_);
  }
  // RFC 6062.
  TurnClient& allocate_tcp() {
    CHECK_EQ(request(stun::Method::allocate,
                     [](stun::Builder& b) { b.u32(stun::Attr::requested_transport, 6u << 24); }),
             0);
    relayed_ = address(answer_, stun::Attr::xor_relayed_address).value();
    return *this;
  }
  int connect(const base::Endpoint& peer) {
    return request(stun::Method::connect,
                   [&](stun::Builder& b) { b.xor_address(stun::Attr::xor_peer_address, peer); });
  }
  int connection_bind(std::uint32_t id) {
    return request(stun::Method::connection_bind,
                   [&](stun::Builder& b) { b.u32(stun::Attr::connection_id, id); });
  }
  static std::uint32_t connection_id(const ByteVector& message) {
    return stun::MessageView::decode(message)->u32(stun::Attr::connection_id).value();
  }
  TurnClient& allocate() {
    CHECK_EQ(request(stun::Method::allocate,
                     [](stun::Builder& b) { b.u32(stun::Attr::requested_transport, 17u << 24); }),
             0);
    relayed_ = address(answer_, stun::Attr::xor_relayed_address).value();
    return *this;
  }
  int permit(const base::Endpoint& peer) {
    return request(stun::Method::create_permission,
                   [&](stun::Builder& b) { b.xor_address(stun::Attr::xor_peer_address, peer); });
  }
  int bind_channel(std::uint16_t number, const base::Endpoint& peer) {
    return request(stun::Method::channel_bind, [&](stun::Builder& b) {
      b.u32(stun::Attr::channel_number, std::uint32_t{number} << 16)
          .xor_address(stun::Attr::xor_peer_address, peer);
    });
  }
  ByteVector send_indication(const base::Endpoint& peer, std::string_view text) {
    return make(stun::Class::indication, stun::Method::send, [&](stun::Builder& b) {
      b.xor_address(stun::Attr::xor_peer_address, peer).text(stun::Attr::data, text);
    });
  }

  base::Endpoint relayed() const { return relayed_; }
  const ByteVector& answer() const { return answer_; }
  static std::optional<base::Endpoint> address(const ByteVector& message, stun::Attr type) {
    const auto view = stun::MessageView::decode(message);
    if (!view || !view->has(type)) return std::nullopt;
    return stun::decode_xor_address(*view->find(type), view->transaction_id());
  }

 protected:
  // A datagram was for the layer below.
  static constexpr ssize_t kNothing = -2;
  virtual ssize_t read(base::MutableBytes into) {
    return ::recv(fd_.get(), into.data(), into.size(), 0);
  }

 private:
  bool readable_until(base::Instant deadline) const {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - base::SystemClock{}.now());
    if (left.count() <= 0) return false;
    pollfd wanted{fd_.get(), POLLIN, 0};
    return ::poll(&wanted, 1, static_cast<int>(left.count())) > 0;
  }
  // False: the stream has ended.
  bool read_more() {
    std::array<std::byte, 65536> chunk;
    const ssize_t n = read(chunk);
    if (n == kNothing) return true;
    if (n < 0 || (n == 0 && over_ == Over::tcp)) {
      ended_ = true;
      return false;
    }
    pending_.insert(pending_.end(), chunk.begin(), chunk.begin() + n);
    return true;
  }
  ByteVector exchange(const ByteVector& message) {
    const auto id = stun::MessageView::decode(message)->transaction_id();
    for (int attempt = 0; attempt < 10; ++attempt) {
      if (attempt == 0 || over_ == Over::udp) send(message);
      while (const auto got = receive(std::chrono::seconds{over_ == Over::udp ? 1 : 10})) {
        const auto view = stun::MessageView::decode(*got);
        if (view && view->transaction_id() == id) return *got;
      }
      if (over_ == Over::tcp) break;
    }
    check_failed("no answer", __FILE__, __LINE__);
  }
  static int code_of(const ByteVector& message) {
    const auto view = stun::MessageView::decode(message);
    CHECK(view.has_value());
    if (view->message_class() == stun::Class::success) return 0;
    return stun::decode_error_code(view->find(stun::Attr::error_code).value())->code;
  }

  Over over_;
  base::UniqueFd fd_;
  base::SystemRandom random_;
  std::string nonce_;
  base::Endpoint relayed_;
  ByteVector answer_;
  ByteVector pending_;
  bool ended_ = false;
};

}  // namespace lectern_test
