// SPDX-License-Identifier: MIT
// TlsStream: TLS over a TCP descriptor, driven by hand (half the cost of libevent's bufferevent).
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
  // The server's side of a fresh connection; handshake() comes first.
  static Result<std::unique_ptr<TlsStream>> accept(const TlsContext& context, base::UniqueFd fd,
                                                   const Endpoint& peer, const Endpoint& local);
  ~TlsStream() override;

  // True: done. False: would block, see wants(); call again then. An error ends the connection.
  Result<bool> handshake();
  // The protocol agreed on by ALPN; empty where the client offered none.
  std::string alpn() const;
  // The name the client asked for (SNI); empty where it sent none.
  std::string server_name() const;
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
  // Into a record of its own, in the wire's buffer.
  Result<std::size_t> seal(Bytes message);
  Result<std::size_t> seal_shared();
  // Turns the outcome of an SSL_* call into 0 (would block, wants_ set) or an error.
  Result<std::size_t> blocked_or_failed(int returned, const char* call);

  TlsWire wire_;  // before ssl_, whose BIO refers to it
  SslPtr ssl_;
  RecordSharing sharing_;
  std::vector<std::byte> shared_;  // gathered for one record, not sealed yet
  std::optional<base::Error>
      ended_;  // how the stream ended, found behind bytes that were still to be told
  Interest wants_ = Interest::none;
  bool broken_ = false;  // a fatal error was seen: OpenSSL forbids SSL_shutdown then
};

}  // namespace net
