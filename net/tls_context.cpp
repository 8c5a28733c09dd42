// SPDX-License-Identifier: MIT
#include "net/tls_context.hpp"

#include <algorithm>

#include "base/endpoint.hpp"
#include "base/file_access.hpp"
#include "net/acme_handshake.hpp"
#include "net/atomic_file.hpp"
#include "net/certificate.hpp"
#include "net/dtls.hpp"
#include "net/openssl.hpp"
#include "net/pem_files.hpp"
#include "net/self_signed.hpp"
#include "net/sigpipe.hpp"
#include "net/ticket_keys.hpp"

namespace net {
namespace {

using base::Errc;
using base::Status;

constexpr int kSelfSignedDays = 825;  // the longest that Apple's clients accept from any issuer

// Only suites with forward secrecy and authenticated encryption (RFC 9325 section 4.2); all TLS 1.3
// suites have both.
constexpr const char* kTls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

// RFC 7301, and RFC 7443 for TURN and STUN. No h2: neither HTTP library behind the front speaks it.
int select_alpn(SSL* connection, const unsigned char** out, unsigned char* out_size,
                const unsigned char* offered, unsigned offered_size, void*) noexcept {
  if (is_acme_handshake(connection)) {
    const std::string_view protocol = kAcmeProtocol;
    *out = reinterpret_cast<const unsigned char*>(protocol.data());
    *out_size = static_cast<unsigned char>(protocol.size());
    return SSL_TLSEXT_ERR_OK;
  }
  static constexpr unsigned char known[] = "\x09stun.turn\x12stun.nat-discovery\x08http/1.1";
  unsigned char* chosen = nullptr;
  // Accepts clients without a common protocol: the first bytes decide which protocol is spoken.
  if (SSL_select_next_proto(&chosen, out_size, known, sizeof known - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// Makes an encrypted key fail instead of asking for a passphrase at a terminal.
int no_passphrase(char*, int, int, void*) noexcept { return -1; }

Status configure(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF |
                                   SSL_OP_NO_COMPRESSION | SSL_OP_PRIORITIZE_CHACHA |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets need no memory here
  SSL_CTX_set_alpn_select_cb(context, select_alpn, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context, kTls12Ciphers) != 1) {
    return base::failure(openssl_error("TLS settings"));
  }
  return {};
}

// DTLS has no session tickets, and its handshake begins with a cookie.
Status configure_dtls(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_NO_QUERY_MTU | SSL_OP_COOKIE_EXCHANGE |
                                   SSL_OP_PRIORITIZE_CHACHA | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, select_alpn, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  use_dtls_cookies(context);
  if (SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context, kTls12Ciphers) != 1) {
    return base::failure(openssl_error("DTLS settings"));
  }
  return {};
}

Status use_certificate(SSL_CTX* context, const std::filesystem::path& certificate,
                       const std::filesystem::path& key) {
  const bool right = SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) == 1 &&
                     SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1 &&
                     SSL_CTX_check_private_key(context) == 1;
  if (right) return {};
  return base::failure(explain_pem_fault(certificate, key, take_openssl_reason()));
}

bool covers(const std::vector<std::string>& have, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    const auto ip = base::IpAddress::parse(name);
    return std::find(have.begin(), have.end(), ip ? ip->print() : name) != have.end();
  });
}

}  // namespace

const base::Clock& TlsContext::system_clock() noexcept {
  static const base::SystemClock clock;
  return clock;
}

void TlsContext::ContextFree::operator()(ssl_ctx_st* c) const noexcept { SSL_CTX_free(c); }

TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext>> TlsContext::load(const std::filesystem::path& certificate,
                                                     const std::filesystem::path& key,
                                                     SharedChallenges challenges,
                                                     const base::Clock& clock) {
  ignore_sigpipe();
  ERR_clear_error();
  std::shared_ptr<TlsContext> made{new TlsContext()};
  made->challenges_ = std::move(challenges);
  made->context_.reset(SSL_CTX_new(TLS_server_method()));
  made->dtls_context_.reset(SSL_CTX_new(DTLS_server_method()));
  SSL_CTX* const tls = made->context_.get();
  SSL_CTX* const dtls = made->dtls_context_.get();
  if (tls == nullptr || dtls == nullptr) return base::failure(openssl_error("SSL_CTX_new"));
  TRY(configure(tls));
  if (made->challenges_) answer_acme_handshakes(tls, *made->challenges_);
  for (SSL_CTX* const each : {tls, dtls}) {
    if (!TicketKeys::attach(std::make_unique<TicketKeys>(clock), each))
      return base::failure(openssl_error("TLS settings"));
  }
  TRY(configure_dtls(dtls));
  TRY(check_pem_kinds(certificate, key));
  for (SSL_CTX* const each : {tls, dtls}) TRY(use_certificate(each, certificate, key));
  TRY(made->describe());
  return made;
}

Status TlsContext::describe() {
  X509* leaf = SSL_CTX_get0_certificate(context_.get());
  const auto begins = leaf != nullptr ? beginning_of(leaf) : std::nullopt;
  const auto expires = leaf != nullptr ? expiry_of(leaf) : std::nullopt;
  if (!begins || !expires)
    return base::failure(openssl_error("certificate", Errc::invalid_argument));
  valid_from_ = *begins;
  expires_ = *expires;
  issuer_ = issuer_of(leaf);
  fingerprint_ = print_fingerprint(leaf);
  self_signed_ = X509_self_signed(leaf, 0) == 1;
  names_ = alternative_names(leaf);
  ERR_clear_error();
  return {};
}

Result<std::shared_ptr<TlsContext>> TlsContext::self_signed(const std::filesystem::path& directory,
                                                            const std::vector<std::string>& names,
                                                            SharedChallenges challenges) {
  const std::filesystem::path certificate = directory / "self-signed.pem";
  const std::filesystem::path key = directory / "self-signed.key";
  const base::WallTime now = base::SystemClock{}.wall_now();
  // Makes new files where anything is wrong with the existing ones, also where other users could
  // use the key, and where a crash left two files that do not belong together.
  const bool own = !base::find_file_fault(key.string(), base::this_user());
  if (auto existing = load(certificate, key, challenges);
      own && existing && (*existing)->expires() > now + std::chrono::hours{24} &&
      covers((*existing)->names(), names)) {
    return existing;
  }
  TRY(const PemPair made, make_self_signed(names, now, kSelfSignedDays));
  // An error is ignored here: writing into a folder that is not there fails, and says why.
  std::error_code ignored;
  std::filesystem::create_directories(directory, ignored);
  TRY(write_atomically(key, made.key.reveal(), 0600));
  TRY(write_atomically(certificate, base::as_bytes(made.certificate), 0644));
  return load(certificate, key, std::move(challenges));
}

}  // namespace net
