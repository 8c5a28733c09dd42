// SPDX-License-Identifier: MIT
// DTLS 1.2 (RFC 6347) of many clients over one UDP socket that somebody else reads and writes:
// datagrams go in and come out as bytes. DtlsAcceptor answers strangers with a cookie and keeps
// nothing; whoever returns it gets a DtlsSession. Exists because a connected socket for each client
// would cost descriptors and the batches. One thread; OpenSSL's error queue is left empty.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "net/dtls_cookies.hpp"
#include "net/tls_context.hpp"

struct bio_method_st;
struct ssl_ctx_st;
struct ssl_st;

namespace net {

// Where records go that are ready to be sent: one call a datagram, `datagram` is gone afterwards.
class DtlsOutput {
 public:
  virtual void on_dtls_output(const DtlsPath& path, base::Bytes datagram) noexcept = 0;

 protected:
  ~DtlsOutput() = default;
};

// What OpenSSL's BIO reads from and writes to.
struct DtlsWire {
  DtlsPath path;
  DtlsOutput* output = nullptr;
  const DtlsCookies* cookies = nullptr;
  base::Instant now{};      // of the call in progress; cookies age
  base::Bytes datagram;     // not read yet
  std::size_t written = 0;  // datagrams, by the call in progress
};

// RFC 6347 section 4.1: the epoch-0 handshake record that begins an association. `datagram` may be
// anything.
bool is_client_hello(base::Bytes datagram) noexcept;

// Lets a context ask the session's DtlsCookies; for TlsContext.
void use_dtls_cookies(ssl_ctx_st* context) noexcept;

class DtlsSession {
 public:
  enum class State : std::uint8_t {
    handshaking,
    open,
    closed,  // by the peer's close_notify
    failed,  // a fatal alert, either way, or more than a handshake may cost
  };
  // The largest message that one record holds.
  static constexpr std::size_t kMaxMessage = 16384;

  ~DtlsSession();
  DtlsSession(const DtlsSession&) = delete;
  DtlsSession& operator=(const DtlsSession&) = delete;

  const DtlsPath& path() const noexcept { return wire_.path; }
  State state() const noexcept { return state_; }
  // Version and cipher: "DTLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384".
  std::string security() const;

  // One datagram from the client; drives the handshake. When open, read() follows until it says 0.
  State receive(base::Bytes datagram) noexcept;
  // The next message's size, 0: no more. `into` has room for kMaxMessage bytes.
  std::size_t read(base::MutableBytes into) noexcept;
  // One message as one record in one datagram; false: not open, too long, or empty.
  bool send(base::Bytes message) noexcept;
  // Sends close_notify, once.
  void close() noexcept;

  // Until on_timeout() is wanted: the last flight has to be sent again. nullopt: nothing is waited
  // for.
  std::optional<std::chrono::microseconds> timeout() const noexcept;
  State on_timeout() noexcept;

  // The ClientHello that this association began with, come once more (RFC 6347 section 4.2.8 is
  // about other ones).
  bool began_with(base::Bytes client_hello) const noexcept;

 private:
  friend class DtlsAcceptor;
  struct SslFree {
    void operator()(ssl_st* s) const noexcept;
  };
  using SslPtr = std::unique_ptr<ssl_st, SslFree>;
  using MethodPtr = std::shared_ptr<bio_method_st>;

  // Nullptr: no memory.
  static std::unique_ptr<DtlsSession> make(const TlsContext& context, MethodPtr method,
                                           const DtlsCookies& cookies, DtlsOutput& output);
  explicit DtlsSession(MethodPtr method) noexcept : method_(std::move(method)) {}
  void handshake() noexcept;
  // What an SSL call that did not succeed means; the state changes where it is fatal.
  void note_failure(int returned) noexcept;
  bool within_budget(base::Bytes datagram) noexcept;

  MethodPtr method_;  // before ssl_, whose BIO is made of it
  DtlsWire wire_;     // its address is known to the BIO
  SslPtr ssl_;
  State state_ = State::handshaking;
  unsigned early_records_ = 0;  // of a later epoch than the handshake's: OpenSSL stores them
  unsigned datagrams_ = 0;      // while handshaking
};

class DtlsAcceptor {
 public:
  // `cookies` and `output` outlive the acceptor and its sessions. Fails where memory does.
  static base::Result<std::unique_ptr<DtlsAcceptor>> make(std::shared_ptr<TlsContext> context,
                                                          const DtlsCookies& cookies,
                                                          DtlsOutput& output);

  // A datagram of a path without a session. A ClientHello without a valid cookie is answered by
  // HelloVerifyRequest, one with it makes a session, whose first flight has been sent; anything
  // else makes nothing. nullptr: no session.
  std::unique_ptr<DtlsSession> accept(const DtlsPath& path, base::Bytes datagram,
                                      base::Instant now) noexcept;
  // The last accept() sent a HelloVerifyRequest.
  bool asked_for_cookie() const noexcept { return asked_; }

  // New handshakes use this certificate; sessions go on.
  void set_context(std::shared_ptr<TlsContext> context) noexcept;

 private:
  DtlsAcceptor(std::shared_ptr<TlsContext> context, DtlsSession::MethodPtr method,
               const DtlsCookies& cookies, DtlsOutput& output)
      : context_(std::move(context)),
        method_(std::move(method)),
        cookies_(cookies),
        output_(output) {}

  std::shared_ptr<TlsContext> context_;
  DtlsSession::MethodPtr method_;
  const DtlsCookies& cookies_;
  DtlsOutput& output_;
  std::unique_ptr<DtlsSession>
      listening_;  // what strangers' ClientHellos are tried on; becomes the session of the next one
  bool asked_ = false;
};

}  // namespace net
