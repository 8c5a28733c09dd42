// SPDX-License-Identifier: MIT
// DTLS 1.2 (RFC 6347) of many clients over one UDP socket, which the caller reads and writes:
// datagrams go in and come out as bytes. DtlsAcceptor answers an unknown client with a cookie and
// stores nothing; a client that returns the cookie gets a DtlsSession. A connected socket per
// client would need a descriptor each and make batches impossible. One thread; every call leaves
// OpenSSL's error queue empty.
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

// Sends the records: one call per datagram. `datagram` is valid during the call only.
class DtlsOutput {
 public:
  virtual void on_dtls_output(const DtlsPath& path, base::Bytes datagram) noexcept = 0;

 protected:
  ~DtlsOutput() = default;
};

// The state behind the BIO that OpenSSL reads from and writes to.
struct DtlsWire {
  DtlsPath path;
  DtlsOutput* output = nullptr;
  const DtlsCookies* cookies = nullptr;
  base::Instant now{};      // of the call in progress, for the age of cookies
  base::Bytes datagram;     // the received datagram that OpenSSL has not read yet
  std::size_t written = 0;  // datagrams sent by the call in progress
};

// Whether `datagram`, which may hold any bytes, is the epoch-0 handshake record that begins an
// association (RFC 6347 section 4.1).
bool is_client_hello(base::Bytes datagram) noexcept;

// Makes a context use the DtlsCookies of each session; for TlsContext.
void use_dtls_cookies(ssl_ctx_st* context) noexcept;

class DtlsSession {
 public:
  enum class State : std::uint8_t {
    handshaking,
    open,
    closed,  // by the peer's close_notify
    failed,  // a fatal alert in either direction, or a handshake that costs too much
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

  // Takes one datagram from the client and drives the handshake. While open, call read() afterwards
  // until it returns 0.
  State receive(base::Bytes datagram) noexcept;
  // Reads the next message and returns its size; 0 where there is none. `into` has room for
  // kMaxMessage bytes.
  std::size_t read(base::MutableBytes into) noexcept;
  // Sends one message as one record in one datagram. False where the session is not open, or the
  // message is too long or empty.
  bool send(base::Bytes message) noexcept;
  // Sends close_notify, at most once.
  void close() noexcept;

  // The time until on_timeout() has to send the last flight again; nullopt where no flight waits
  // for an answer.
  std::optional<std::chrono::microseconds> timeout() const noexcept;
  State on_timeout() noexcept;

  // Whether this is the ClientHello that began the association, received again. (RFC 6347 section
  // 4.2.8 treats other ClientHellos.)
  bool began_with(base::Bytes client_hello) const noexcept;

 private:
  friend class DtlsAcceptor;
  struct SslFree {
    void operator()(ssl_st* s) const noexcept;
  };
  using SslPtr = std::unique_ptr<ssl_st, SslFree>;
  using MethodPtr = std::shared_ptr<bio_method_st>;

  // nullptr where there is no memory.
  static std::unique_ptr<DtlsSession> make(const TlsContext& context, MethodPtr method,
                                           const DtlsCookies& cookies, DtlsOutput& output);
  explicit DtlsSession(MethodPtr method) noexcept : method_(std::move(method)) {}
  void handshake() noexcept;
  // Changes the state where the failure of an SSL call is final.
  void note_failure(int returned) noexcept;
  bool within_budget(base::Bytes datagram) noexcept;

  MethodPtr method_;  // before ssl_, whose BIO uses it
  DtlsWire wire_;     // the BIO holds its address
  SslPtr ssl_;
  State state_ = State::handshaking;
  unsigned early_records_ = 0;  // records of a later epoch, which OpenSSL stores
  unsigned datagrams_ = 0;      // received during the handshake
};

class DtlsAcceptor {
 public:
  // `cookies` and `output` outlive the acceptor and its sessions. Fails where there is no memory.
  static base::Result<std::unique_ptr<DtlsAcceptor>> make(std::shared_ptr<TlsContext> context,
                                                          const DtlsCookies& cookies,
                                                          DtlsOutput& output);

  // Takes a datagram of a path without a session. Answers a ClientHello without a valid cookie with
  // HelloVerifyRequest. For a ClientHello with a valid cookie, makes a session and sends its first
  // flight. Returns nullptr where it made no session.
  std::unique_ptr<DtlsSession> accept(const DtlsPath& path, base::Bytes datagram,
                                      base::Instant now) noexcept;
  // Whether the last accept() sent a HelloVerifyRequest.
  bool asked_for_cookie() const noexcept { return asked_; }

  // New handshakes use this certificate; existing sessions continue.
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
  // Examines ClientHellos; becomes the session of the first one with a valid cookie.
  std::unique_ptr<DtlsSession> listening_;
  bool asked_ = false;
};

}  // namespace net
