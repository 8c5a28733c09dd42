// SPDX-License-Identifier: MIT
// TlsContext: a certificate with its key, and the server's TLS rules: versions 1.2 and 1.3, no
// renegotiation, any server name, ALPN http/1.1, stun.turn and stun.nat-discovery, session tickets
// under changing keys. A client that offers the protocol acme-tls/1 and nothing else is a
// certificate authority that verifies a challenge (RFC 8737): it gets the challenge's certificate
// or is refused. Immutable after loading; any thread may make connections from it. A new
// certificate needs a new context. Loading ignores SIGPIPE for the process.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

struct ssl_ctx_st;

namespace net {

using base::Result;

class AcmeChallenges;
using SharedChallenges = std::shared_ptr<const AcmeChallenges>;

class TlsContext {
 public:
  // Loads PEM files: the chain with the leaf first, and the unencrypted key. Fails where they do
  // not belong together. The clock, for the keys of session tickets, outlives the context and its
  // connections. Without `challenges` acme-tls/1 is a protocol that nobody knows.
  static Result<std::shared_ptr<TlsContext>> load(const std::filesystem::path& certificate,
                                                  const std::filesystem::path& key,
                                                  SharedChallenges challenges = nullptr,
                                                  const base::Clock& clock = system_clock());
  // Loads `directory`/self-signed.pem and self-signed.key (0600), and makes them first (ECDSA
  // P-256, 825 days) where they are missing, expire within a day or do not cover `names` (DNS names
  // or IP addresses; the first is the subject).
  static Result<std::shared_ptr<TlsContext>> self_signed(const std::filesystem::path& directory,
                                                         const std::vector<std::string>& names,
                                                         SharedChallenges challenges = nullptr);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  // SHA-256 of the leaf certificate as browsers show it: "AB:CD:…".
  const std::string& fingerprint() const noexcept { return fingerprint_; }
  base::WallTime valid_from() const noexcept { return valid_from_; }
  base::WallTime expires() const noexcept { return expires_; }
  // The name of who signed it, "Let's Encrypt": organization, else common name; may be empty.
  const std::string& issuer() const noexcept { return issuer_; }
  bool is_self_signed() const noexcept { return self_signed_; }
  // Subject alternative names, DNS and IP.
  const std::vector<std::string>& names() const noexcept { return names_; }
  ssl_ctx_st* native() const noexcept { return context_.get(); }
  // The same certificate for DTLS 1.2 (net/dtls.hpp).
  ssl_ctx_st* native_dtls() const noexcept { return dtls_context_.get(); }

 private:
  TlsContext() = default;
  base::Status describe();
  static const base::Clock& system_clock() noexcept;

  struct ContextFree {
    void operator()(ssl_ctx_st* c) const noexcept;
  };
  SharedChallenges challenges_;  // before context_, whose connections look at it
  std::unique_ptr<ssl_ctx_st, ContextFree> context_;
  std::unique_ptr<ssl_ctx_st, ContextFree> dtls_context_;
  std::string fingerprint_;
  base::WallTime valid_from_{};
  base::WallTime expires_{};
  std::string issuer_;
  bool self_signed_ = false;
  std::vector<std::string> names_;
};

}  // namespace net
