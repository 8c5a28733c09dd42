// SPDX-License-Identifier: MIT
// Tls: TLS or DTLS 1.2 over a Socket, as a client that looks closely at the certificate: what it
// is, whether it is trusted and why not. Waits with deadlines. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/client/socket.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace net::client {

struct TlsWish {
  std::string name;  // the certificate must be for it (a DNS name or an address); sent as SNI where
                     // it is a name
  std::string ca_file;    // PEM; "" = the system's
  bool insecure = false;  // a certificate that is not trusted does not end the handshake
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
  // Takes the socket; the handshake is done. A refused certificate is Errc::unauthenticated.
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
  // Waits for what OpenSSL wants; a failure where it is no want, or the deadline has come.
  base::Status go_on(int result, const char* doing, base::Instant deadline);

  Socket socket_;
  TlsReport report_;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::unique_ptr<ssl_st, Free> ssl_;
};

// A chain in a PEM file, judged as a client would for `name`: for who looks after a server. No
// connection is made.
base::Result<TlsReport> judge_chain(const std::string& pem_file, const std::string& name,
                                    const std::string& ca_file = {});
// Whether a server can start with the two PEM files: the error is the one that the start would
// give.
base::Status check_key_pair(const std::string& certificate_file, const std::string& key_file);

}  // namespace net::client
