// SPDX-License-Identifier: MIT
// Clients for tests: a blocking TCP connection, and TLS over it by OpenSSL as a foreign program
// would use it. Reads give up after ten seconds: a test that waits for what never comes fails, it
// does not hang.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <memory>
#include <string>

#include "base/fd.hpp"
#include "base/handle.hpp"
#include "net/sockaddr.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

inline void set_deadline(int fd) {
  const timeval ten{10, 0};
  CHECK_EQ(::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &ten, sizeof ten), 0);
  CHECK_EQ(::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &ten, sizeof ten), 0);
}

inline base::UniqueFd connect_tcp(const base::Endpoint& to) {
  const net::SocketAddress address(to);
  base::UniqueFd fd{::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)};
  CHECK(fd);
  set_deadline(fd.get());
  CHECK_EQ(::connect(fd.get(), address.data(), address.size()), 0);
  return fd;
}

inline void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    CHECK(n > 0);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

// Until the end of the stream (also by reset).
inline std::string read_to_end(int fd) {
  std::string out;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      check_failed("nothing came for ten seconds", __FILE__, __LINE__);
    if (n <= 0) return out;
    out.append(buffer, static_cast<std::size_t>(n));
  }
}

inline std::string read_exactly(int fd, std::size_t size) {
  std::string out(size, '\0');
  std::size_t at = 0;
  while (at < size) {
    const ssize_t n = ::recv(fd, out.data() + at, size - at, 0);
    if (n <= 0)
      check_failed("the stream ended or stalled after " + std::to_string(at) + " bytes", __FILE__,
                   __LINE__);
    at += static_cast<std::size_t>(n);
  }
  return out;
}

class TlsClient {
 public:
  // `alpn`: names in wire format ("\x08http/1.1"), or empty.
  explicit TlsClient(base::UniqueFd fd, std::string_view alpn = {}, int highest = TLS1_3_VERSION)
      : fd_(std::move(fd)) {
    ERR_clear_error();
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_max_proto_version(context_.get(), highest);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), fd_.get());
    if (!alpn.empty()) {
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(alpn.data()),
                          static_cast<unsigned>(alpn.size()));
    }
  }
  bool handshake() { return SSL_connect(ssl_.get()) == 1; }
  std::string alpn() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  void send(std::string_view bytes) {
    std::size_t n = 0;
    CHECK_EQ(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &n), 1);
    CHECK_EQ(n, bytes.size());
  }
  // The bytes of one read; empty at the end of the stream.
  std::string receive() {
    char buffer[16384];
    std::size_t n = 0;
    if (SSL_read_ex(ssl_.get(), buffer, sizeof buffer, &n) != 1) {
      if (SSL_get_error(ssl_.get(), 0) == SSL_ERROR_WANT_READ)
        check_failed("nothing came for ten seconds", __FILE__, __LINE__);
      ERR_clear_error();
      return {};
    }
    return {buffer, n};
  }
  std::string read_to_end() {
    std::string out;
    for (std::string part = receive(); !part.empty(); part = receive()) out += part;
    return out;
  }
  std::string read_exactly(std::size_t size) {
    std::string out;
    while (out.size() < size) {
      const std::string part = receive();
      CHECK(!part.empty());
      out += part;
    }
    return out;
  }
  // Ends our direction: close_notify, and FIN.
  void half_close() {
    SSL_shutdown(ssl_.get());
    ::shutdown(fd_.get(), SHUT_WR);
  }
  ssl_st* native() { return ssl_.get(); }
  int fd() const { return fd_.get(); }

 private:
  base::UniqueFd fd_;
  base::Handle<SSL_CTX, SSL_CTX_free> context_;
  base::Handle<SSL, SSL_free> ssl_;
};

}  // namespace lectern_test
