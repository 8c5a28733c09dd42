// SPDX-License-Identifier: MIT
// Tls: TLS or DTLS 1.2 over a Socket, for a client that reports the certificate: its content,
// whether it is trusted, and why not. Blocks until a deadline. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/client/socket.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace net::client {

struct TlsWish {
  // A DNS name or an address that the certificate must be for; a DNS name is also sent as SNI.
  std::string name;
  std::string ca_file;    // PEM; "" = the system's authorities
  bool insecure = false;  // connect also where the certificate is not trusted
};

struct TlsReport {
  std::string protocol;  // "TLSv1.3"
  std::string cipher;
  std::string subject, issuer;
  std::vector<std::string> names;  // DNS and IP
  base::WallTime expires{};
  bool trusted = false;
  std::string why_not;  // OpenSSL's sentence
};

class Tls {
 public:
  // Takes the socket and does the handshake. Errc::unauthenticated where the certificate is not
  // trusted.
  static base::Result<Tls> connect(Socket socket, const TlsWish& wish, base::Instant deadline);
  ~Tls();
  Tls(Tls&& other) noexcept;
  Tls& operator=(Tls&&) = delete;

  base::Status send(base::Bytes bytes, base::Instant deadline);
  base::Result<std::size_t> receive(base::MutableBytes into, base::Instant deadline);
  const TlsReport& report() const noexcept { return report_; }
  const Socket& socket() const noexcept { return socket_; }

 private:
  struct Free {
    void operator()(ssl_ctx_st* p) const noexcept;
    void operator()(ssl_st* p) const noexcept;
  };
  explicit Tls(Socket socket) : socket_(std::move(socket)) {}
  base::Status prepare(const TlsWish& wish);
  base::Status shake_hands(base::Instant deadline);
  void look_at_certificate();
  // Waits for the readiness that OpenSSL needs. Fails where `result` is an error, or at the
  // deadline.
  base::Status go_on(int result, const char* doing, base::Instant deadline);

  Socket socket_;
  TlsReport report_;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::unique_ptr<ssl_st, Free> ssl_;
};

// Checks the certificate chain in a PEM file as a client of `name` would, without a connection.
base::Result<TlsReport> judge_chain(const std::string& pem_file, const std::string& name,
                                    const std::string& ca_file = {});
// Whether a server can start with the two PEM files; if not, returns the error that the server's
// start would report.
base::Status check_key_pair(const std::string& certificate_file, const std::string& key_file);

}  // namespace net::client
