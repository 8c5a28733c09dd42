// SPDX-License-Identifier: MIT
// TlsStream: TLS over a TCP descriptor, without libevent's bufferevent, which costs twice as much.
// One owner thread at a time; OpenSSL's error queue is empty before and after each call.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "net/record_sharing.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"
#include "net/tls_wire.hpp"

struct ssl_st;

namespace net {

class TlsStream final : public Stream {
 public:
  // The server's side of a new connection; call handshake() first.
  static Result<std::unique_ptr<TlsStream>> accept(const TlsContext& context, base::UniqueFd fd,
                                                   const Endpoint& peer, const Endpoint& local);
  ~TlsStream() override;

  // True when the handshake is done. False: it would block, see wants(); call it again then. An
  // error ends the connection.
  Result<bool> handshake();
  // After the handshake: the peer was a certificate authority that wanted to see the certificate of
  // a challenge, and nothing else follows (RFC 8737 section 3).
  bool was_acme_challenge() const noexcept;
  std::string security() const override;

  Result<std::size_t> read(MutableBytes into) override;
  Result<std::size_t> write(Bytes from) override;
  Result<std::size_t> gather(Bytes message) override;
  Result<std::size_t> flush() override;
  int fd() const override { return wire_.fd(); }
  Interest wants() const override { return wants_; }
  bool has_pending() const override;
  void shutdown() noexcept override;
  void trim() noexcept override;

 private:
  struct SslFree {
    void operator()(ssl_st* s) const noexcept;
  };
  using SslPtr = std::unique_ptr<ssl_st, SslFree>;

  TlsStream(SslPtr ssl, base::UniqueFd fd, const Endpoint& peer, const Endpoint& local) noexcept;
  void begin() noexcept;
  Result<std::size_t> read_records(MutableBytes into);
  // Encrypts a message into a record of its own, in the wire's buffer.
  Result<std::size_t> seal(Bytes message);
  Result<std::size_t> seal_shared();
  // Turns the outcome of an SSL_* call into 0 (it would block, wants_ is set) or an error.
  Result<std::size_t> blocked_or_failed(int returned, const char* call);

  TlsWire wire_;  // before ssl_, whose BIO refers to it
  SslPtr ssl_;
  RecordSharing sharing_;
  std::vector<std::byte> shared_;  // gathered for one record, not sealed yet
  // The error that ended the stream, kept while read() returns the bytes in front of it.
  std::optional<base::Error> ended_;
  Interest wants_ = Interest::none;
  bool broken_ = false;  // after a fatal error OpenSSL forbids SSL_shutdown
};

}  // namespace net
