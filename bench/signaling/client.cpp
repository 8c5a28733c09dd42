// SPDX-License-Identifier: MIT
#include "bench/signaling/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace bench {
namespace {

constexpr std::size_t kRead = 64 * 1024;
// RFC 6455 section 5.3 wants keys that nobody can foresee. A measured server does not care, and
// this key leaves the bytes as they are.
constexpr std::array<char, 4> kKey{0, 0, 0, 0};

std::array<char, kRead>& scratch() {
  static std::array<char, kRead> bytes;
  return bytes;
}

bool blocked(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK; }

std::string frame(char opcode, std::string_view payload) {
  std::string out{static_cast<char>(0x80 | opcode)};
  if (payload.size() < 126) {
    out += static_cast<char>(0x80 | payload.size());
  } else {
    out += static_cast<char>(0x80 | 126);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size());
  }
  return out.append(kKey.data(), kKey.size()).append(payload);
}

}  // namespace

Client::~Client() { cut(); }

bool Client::connect(std::uint16_t port, ssl_ctx_st* tls, std::string from) {
  from_ = std::move(from);
  fd_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd_) return false;
  const int on = 1;
  (void)::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 &&
      errno != EINPROGRESS)
    return false;
  state_ = State::connecting;
  if (tls == nullptr) return true;
  ssl_ = SSL_new(tls);
  SSL_set_fd(ssl_, fd_.get());
  SSL_set_connect_state(ssl_);
  return true;
}

bool Client::on_ready(const std::function<void(std::string_view text)>& on_message) {
  if (state_ == State::closed) return false;
  if (state_ == State::connecting) state_ = State::handshake;
  if (state_ == State::handshake && !shake_hands()) return false;
  if (state_ == State::handshake) return true;
  if (!flush() || !read_more()) return false;
  if (state_ == State::upgrading) take_answer();
  if (state_ == State::open) take_frames(on_message);
  return true;
}

bool Client::shake_hands() {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    const int r = SSL_do_handshake(ssl_);
    if (r != 1) return SSL_get_error(ssl_, r) == SSL_ERROR_WANT_READ;
  }
  state_ = State::upgrading;
  out_ +=
      "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
      "X-Forwarded-For: " +
      from_ + "\r\n\r\n";
  return true;
}

void Client::send(std::string_view text) {
  const bool idle = out_.empty();
  out_ += frame(1, text);
  if (idle) (void)flush();
}

bool Client::flush() {
  while (!out_.empty()) {
    long n = 0;
    if (ssl_ != nullptr) {
      ERR_clear_error();
      n = SSL_write(ssl_, out_.data(), static_cast<int>(out_.size()));
      if (n <= 0) return SSL_get_error(ssl_, static_cast<int>(n)) == SSL_ERROR_WANT_WRITE;
    } else {
      n = ::send(fd_.get(), out_.data(), out_.size(), MSG_NOSIGNAL);
      if (n < 0) return blocked(errno);
    }
    out_.erase(0, static_cast<std::size_t>(n));
  }
  return true;
}

bool Client::read_more() {
  for (;;) {
    long n = 0;
    if (ssl_ != nullptr) {
      ERR_clear_error();
      n = SSL_read(ssl_, scratch().data(), kRead);
      if (n <= 0) return SSL_get_error(ssl_, static_cast<int>(n)) == SSL_ERROR_WANT_READ;
    } else {
      n = ::recv(fd_.get(), scratch().data(), kRead, 0);
      if (n < 0) return blocked(errno);
      if (n == 0) return false;
    }
    in_.append(scratch().data(), static_cast<std::size_t>(n));
    if (ssl_ == nullptr && n < static_cast<long>(kRead)) return true;
  }
}

void Client::take_answer() {
  const std::size_t end = in_.find("\r\n\r\n");
  if (end == std::string::npos) return;
  state_ = in_.starts_with("HTTP/1.1 101") ? State::open : State::closed;
  in_.erase(0, end + 4);
}

void Client::take_frames(const std::function<void(std::string_view)>& on_message) {
  std::size_t at = 0;
  while (in_.size() - at >= 2) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(in_[at + i]); };
    std::size_t header = 2;
    std::size_t size = byte(1) & 0x7f;
    if (size == 126) {
      header = 4;
      if (in_.size() - at < header) break;
      size = static_cast<std::size_t>(byte(2)) << 8 | byte(3);
    } else if (size == 127) {
      header = 10;
      if (in_.size() - at < header) break;
      size = 0;
      for (std::size_t i = 2; i < header; ++i) size = size << 8 | byte(i);
    }
    if (in_.size() - at < header + size) break;
    const std::string_view payload{in_.data() + at + header, size};
    const unsigned opcode = byte(0) & 15;
    at += header + size;
    if (opcode == 9) out_ += frame(10, payload);
    else if (opcode == 1) on_message(payload);
  }
  if (at == in_.size()) std::string{}.swap(in_);
  else in_.erase(0, at);
  (void)flush();
}

void Client::cut() noexcept {
  if (ssl_ != nullptr) SSL_free(ssl_);
  ssl_ = nullptr;
  fd_.reset();
  state_ = State::closed;
  in_.clear();
  out_.clear();
}

ssl_ctx_st* make_client_tls() {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  if (context == nullptr) return nullptr;
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

}  // namespace bench
