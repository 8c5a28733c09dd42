// SPDX-License-Identifier: MIT
#include "net/tls_stream.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "net/openssl.hpp"
#include "net/socket_calls.hpp"

namespace net {

using base::Errc;

void TlsStream::SslFree::operator()(ssl_st* s) const noexcept { SSL_free(s); }

TlsStream::TlsStream(SslPtr ssl, UniqueFd fd, const Endpoint& peer, const Endpoint& local) noexcept
    : Stream(peer, local, true), fd_(std::move(fd)), ssl_(std::move(ssl)) {}

TlsStream::~TlsStream() = default;

Result<std::unique_ptr<TlsStream>> TlsStream::accept(const TlsContext& context, UniqueFd fd, const Endpoint& peer,
                                                     const Endpoint& local) {
  ERR_clear_error();
  SslPtr ssl{SSL_new(context.native())};
  if (!ssl || SSL_set_fd(ssl.get(), fd.get()) != 1) return base::failure(openssl_error("SSL_new", Errc::exhausted));
  SSL_set_accept_state(ssl.get());
  return std::unique_ptr<TlsStream>(new TlsStream(std::move(ssl), std::move(fd), peer, local));
}

Result<std::size_t> TlsStream::blocked_or_failed(int returned, const char* call) {
  const int saved_errno = errno;
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ: wants_ = Interest::read; break;
    case SSL_ERROR_WANT_WRITE: wants_ = Interest::write; break;
    case SSL_ERROR_ZERO_RETURN: return base::failure(Errc::closed, "the peer has ended the stream");
    case SSL_ERROR_SYSCALL:
      broken_ = true;
      ERR_clear_error();
      if (saved_errno == 0 || peer_is_gone(saved_errno)) { return base::failure(Errc::closed, "the peer is gone"); }
      return base::failure(base::errno_error(call, saved_errno));
    default: broken_ = true; return base::failure(openssl_error(call, Errc::io));
  }
  ERR_clear_error();
  return std::size_t{0};
}

Result<bool> TlsStream::handshake() {
  ERR_clear_error();
  errno = 0;
  const int r = SSL_do_handshake(ssl_.get());
  if (r == 1) return true;
  if (const auto blocked = blocked_or_failed(r, "TLS handshake"); !blocked) return base::failure(blocked.error());
  return false;
}

std::string TlsStream::alpn() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsStream::server_name() const {
  const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? std::string{} : std::string{name};
}

Result<std::size_t> TlsStream::read(MutableBytes into) {
  ERR_clear_error();
  errno = 0;
  std::size_t n = 0;
  const int r = SSL_read_ex(ssl_.get(), into.data(), into.size(), &n);
  if (r == 1) return n;
  return blocked_or_failed(r, "TLS read");
}

Result<std::size_t> TlsStream::write(Bytes from) {
  if (from.empty()) return std::size_t{0};
  ERR_clear_error();
  errno = 0;
  std::size_t n = 0;
  const int r = SSL_write_ex(ssl_.get(), from.data(), from.size(), &n);
  if (r == 1) return n;
  return blocked_or_failed(r, "TLS write");
}

// OpenSSL reads no further than the record it needs (no read-ahead), so what is beyond is still the kernel's to report.
bool TlsStream::has_pending() const { return SSL_pending(ssl_.get()) > 0; }

void TlsStream::shutdown() noexcept {
  ERR_clear_error();
  if (!broken_ && SSL_is_init_finished(ssl_.get()) == 1) (void)SSL_shutdown(ssl_.get());
  ERR_clear_error();
  ::shutdown(fd_.get(), SHUT_WR);
}

}  // namespace net
