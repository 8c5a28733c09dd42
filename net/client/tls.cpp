// SPDX-License-Identifier: MIT
#include "net/client/tls.hpp"

#include <openssl/x509v3.h>
#include <sys/time.h>

#include <algorithm>
#include <array>

#include "base/endpoint.hpp"
#include "net/certificate.hpp"
#include "net/openssl.hpp"
#include "net/sigpipe.hpp"
#include "net/sockaddr.hpp"
#include "net/tls_context.hpp"

namespace net::client {
namespace {

using base::Errc;
using base::failure;

constexpr long kDtlsMtu = 1200;

void free_chain(STACK_OF(X509) * chain) noexcept { sk_X509_pop_free(chain, X509_free); }
using StorePtr = base::Handle<X509_STORE, X509_STORE_free>;
using StoreContextPtr = base::Handle<X509_STORE_CTX, X509_STORE_CTX_free>;

std::string print_name(const X509_NAME* name) {
  const BioPtr out{BIO_new(BIO_s_mem())};
  if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

void describe(const X509* certificate, TlsReport& report) {
  report.subject = print_name(X509_get_subject_name(certificate));
  report.issuer = print_name(X509_get_issuer_name(certificate));
  report.names = alternative_names(certificate);
  report.expires = expiry_of(certificate).value_or(base::WallTime{});
}

void expect_name(X509_VERIFY_PARAM* parameters, const std::string& name) {
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (base::IpAddress::parse(name)) X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str());
  else X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), name.size());
}

}  // namespace

void Tls::Free::operator()(ssl_ctx_st* p) const noexcept { SSL_CTX_free(p); }
void Tls::Free::operator()(ssl_st* p) const noexcept { SSL_free(p); }
Tls::~Tls() {
  if (ssl_) (void)SSL_shutdown(ssl_.get());
  ERR_clear_error();
}
Tls::Tls(Tls&& other) noexcept = default;

base::Result<Tls> Tls::connect(Socket socket, const TlsWish& wish, base::Instant deadline) {
  ignore_sigpipe();
  Tls out{std::move(socket)};
  TRY(out.prepare(wish));
  TRY(out.shake_hands(deadline));
  out.look_at_certificate();
  if (!out.report_.trusted && !wish.insecure) {
    return failure(Errc::unauthenticated, "the certificate is not trusted: " + out.report_.why_not);
  }
  return out;
}

base::Status Tls::prepare(const TlsWish& wish) {
  const bool dtls = socket_.kind() == Kind::udp;
  context_.reset(SSL_CTX_new(dtls ? DTLS_client_method() : TLS_client_method()));
  if (!context_) return failure(openssl_error("TLS"));
  // look_at_certificate() judges the certificate after the handshake and can report it.
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_AUTO_RETRY);
  if (wish.ca_file.empty()) (void)SSL_CTX_set_default_verify_paths(context_.get());
  else if (SSL_CTX_load_verify_locations(context_.get(), wish.ca_file.c_str(), nullptr) != 1)
    return failure(openssl_error("CA file " + wish.ca_file, Errc::invalid_argument));
  ssl_.reset(SSL_new(context_.get()));
  if (!ssl_) return failure(openssl_error("TLS"));
  expect_name(SSL_get0_param(ssl_.get()), wish.name);
  std::string sni = wish.name;  // copied by OpenSSL, whose macro casts const away
  if (!base::IpAddress::parse(wish.name))
    (void)SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sni.data());
  // RFC 7443
  static constexpr std::array<unsigned char, 10> kAlpn{9,   's', 't', 'u', 'n',
                                                       '.', 't', 'u', 'r', 'n'};
  (void)SSL_set_alpn_protos(ssl_.get(), kAlpn.data(), static_cast<unsigned>(kAlpn.size()));
  BIO* bio =
      dtls ? BIO_new_dgram(socket_.fd(), BIO_NOCLOSE) : BIO_new_socket(socket_.fd(), BIO_NOCLOSE);
  if (bio == nullptr) return failure(openssl_error("TLS"));
  SSL_set_bio(ssl_.get(), bio, bio);  // takes ownership
  if (dtls) {
    SocketAddress remote{socket_.remote()};
    (void)BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_CONNECTED, 0, remote.data());
    SSL_set_options(ssl_.get(), SSL_OP_NO_QUERY_MTU);
    (void)SSL_set_mtu(ssl_.get(), kDtlsMtu);
  }
  return {};
}

base::Status Tls::shake_hands(base::Instant deadline) {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_connect(ssl_.get());
    if (result == 1) return {};
    TRY(go_on(result, "handshake", deadline));
  }
}

base::Status Tls::go_on(int result, const char* doing, base::Instant deadline) {
  const int wants = SSL_get_error(ssl_.get(), result);
  const std::string remote = socket_.remote().print();
  if (wants == SSL_ERROR_ZERO_RETURN)
    return failure(Errc::closed, remote + " has closed the connection");
  if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) {
    if (ERR_peek_error() != 0)
      return failure(openssl_error("TLS " + std::string{doing}, Errc::unavailable));
    return failure(Errc::closed, remote + " has ended the connection in the " + doing);
  }
  // DTLSv1_handle_timeout() sends the last DTLS flight again.
  auto until = deadline;
  timeval left{};
  const bool timer = socket_.kind() == Kind::udp && DTLSv1_get_timeout(ssl_.get(), &left) == 1;
  if (timer)
    until = std::min(
        until, now() + std::chrono::seconds{left.tv_sec} + std::chrono::microseconds{left.tv_usec});
  if (socket_.wait(wants == SSL_ERROR_WANT_WRITE, until)) return {};
  if (now() >= deadline) return failure(Errc::timeout, remote + " does not answer");
  if (timer) (void)DTLSv1_handle_timeout(ssl_.get());
  return {};
}

void Tls::look_at_certificate() {
  report_.protocol = SSL_get_version(ssl_.get());
  report_.cipher = SSL_get_cipher_name(ssl_.get());
  const CertificatePtr certificate{SSL_get1_peer_certificate(ssl_.get())};
  if (!certificate) {
    report_.why_not = "the server has sent none";
    return;
  }
  describe(certificate.get(), report_);
  const long verdict = SSL_get_verify_result(ssl_.get());
  report_.trusted = verdict == X509_V_OK;
  if (!report_.trusted) report_.why_not = X509_verify_cert_error_string(verdict);
}

base::Status Tls::send(base::Bytes bytes, base::Instant deadline) {
  for (;;) {
    ERR_clear_error();
    const int n = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (n > 0) return {};
    TRY(go_on(n, "connection", deadline));
  }
}

base::Result<std::size_t> Tls::receive(base::MutableBytes into, base::Instant deadline) {
  for (;;) {
    ERR_clear_error();
    const int n = SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size()));
    if (n > 0) return static_cast<std::size_t>(n);
    TRY(go_on(n, "connection", deadline));
  }
}

base::Result<TlsReport> judge_chain(const std::string& pem_file, const std::string& name,
                                    const std::string& ca_file) {
  const BioPtr file{BIO_new_file(pem_file.c_str(), "r")};
  if (!file) return failure(openssl_error(pem_file, Errc::not_found));
  const base::Handle<STACK_OF(X509), free_chain> chain{sk_X509_new_null()};
  while (X509* one = PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr))
    sk_X509_push(chain.get(), one);
  ERR_clear_error();
  if (sk_X509_num(chain.get()) == 0)
    return failure(Errc::corrupt, pem_file + " holds no certificate");
  const StorePtr store{X509_STORE_new()};
  const StoreContextPtr context{X509_STORE_CTX_new()};
  const bool trust = ca_file.empty()
                         ? X509_STORE_set_default_paths(store.get()) == 1
                         : X509_STORE_load_locations(store.get(), ca_file.c_str(), nullptr) == 1;
  X509* leaf = sk_X509_value(chain.get(), 0);
  if (!trust || X509_STORE_CTX_init(context.get(), store.get(), leaf, chain.get()) != 1)
    return failure(openssl_error("CA"));
  if (!name.empty()) expect_name(X509_STORE_CTX_get0_param(context.get()), name);
  (void)X509_STORE_CTX_set_default(context.get(), "ssl_server");
  TlsReport report;
  describe(leaf, report);
  report.trusted = X509_verify_cert(context.get()) == 1;
  if (!report.trusted)
    report.why_not = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
  ERR_clear_error();
  return report;
}

base::Status check_key_pair(const std::string& certificate_file, const std::string& key_file) {
  TRY(TlsContext::load(certificate_file, key_file));
  return {};
}

}  // namespace net::client
