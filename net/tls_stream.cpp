// SPDX-License-Identifier: MIT
#include "net/tls_stream.hpp"

#include <sys/socket.h>

#include "net/acme_handshake.hpp"
#include "net/openssl.hpp"
#include "net/socket_calls.hpp"

namespace net {

using base::Errc;

namespace {

constexpr std::size_t kLongestRecord = 16384;  // RFC 8446 section 5.1: 2^14 bytes of content

}  // namespace

void TlsStream::SslFree::operator()(ssl_st* s) const noexcept { SSL_free(s); }

TlsStream::TlsStream(SslPtr ssl, base::UniqueFd fd, const Endpoint& peer,
                     const Endpoint& local) noexcept
    : Stream(peer, local, true), wire_(std::move(fd)), ssl_(std::move(ssl)) {}

TlsStream::~TlsStream() = default;

Result<std::unique_ptr<TlsStream>> TlsStream::accept(const TlsContext& context, base::UniqueFd fd,
                                                     const Endpoint& peer, const Endpoint& local) {
  ERR_clear_error();
  SslPtr ssl{SSL_new(context.native())};
  if (!ssl) return base::failure(openssl_error("SSL_new", Errc::exhausted));
  std::unique_ptr<TlsStream> made{new TlsStream(std::move(ssl), std::move(fd), peer, local)};
  BIO* const bio = made->wire_.make_bio();
  if (bio == nullptr) return base::failure(openssl_error("BIO_new", Errc::exhausted));
  SSL_set_bio(made->ssl_.get(), bio, bio);
  SSL_set_accept_state(made->ssl_.get());
  return made;
}

void TlsStream::begin() noexcept {
  clear_openssl_errors();
  wire_.begin();
}

Result<std::size_t> TlsStream::blocked_or_failed(int returned, const char* call) {
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ: wants_ = Interest::read; break;
    case SSL_ERROR_WANT_WRITE: wants_ = Interest::write; break;
    case SSL_ERROR_ZERO_RETURN: return base::failure(Errc::closed, "the peer has ended the stream");
    case SSL_ERROR_SYSCALL:
      broken_ = true;
      ERR_clear_error();
      if (wire_.error() == 0) return base::failure(Errc::closed, "the peer is gone");
      return base::failure(stream_error(call, wire_.error()));
    default: broken_ = true; return base::failure(openssl_error(call, Errc::io));
  }
  clear_openssl_errors();
  return std::size_t{0};
}

Result<bool> TlsStream::handshake() {
  begin();
  const int r = SSL_do_handshake(ssl_.get());
  wire_.trim_input();
  if (r == 1) return true;
  TRY(blocked_or_failed(r, "TLS handshake"));
  (void)SSL_free_buffers(ssl_.get());  // 16 KiB, while the client has the next word
  return false;
}

bool TlsStream::was_acme_challenge() const noexcept { return is_acme_handshake(ssl_.get()); }

std::string TlsStream::security() const {
  return std::string{SSL_get_version(ssl_.get())} + ' ' + SSL_get_cipher_name(ssl_.get());
}

Result<std::size_t> TlsStream::read(MutableBytes into) {
  begin();
  if (ended_) return base::failure(*ended_);
  auto got = read_records(into);
  wire_.trim_input();
  return got;
}

// Reads as many records as have come and fit.
Result<std::size_t> TlsStream::read_records(MutableBytes into) {
  std::size_t total = 0;
  while (total < into.size()) {
    std::size_t n = 0;
    const int r = SSL_read_ex(ssl_.get(), into.data() + total, into.size() - total, &n);
    if (r == 1) {
      total += n;
      // No record has begun to arrive, so another call would read nothing.
      if (!wire_.drained() || wire_.has_input() || SSL_pending(ssl_.get()) > 0) continue;
      wants_ = Interest::read;
      break;
    }
    auto blocked = blocked_or_failed(r, "TLS read");
    if (!blocked && total == 0) return blocked;
    if (!blocked) ended_ = blocked.error();
    break;
  }
  return total;
}

Result<std::size_t> TlsStream::write(Bytes from) {
  if (from.empty()) return std::size_t{0};
  if (auto sealed = seal_shared(); !sealed) return sealed;
  begin();
  std::size_t n = 0;
  const int r = SSL_write_ex(ssl_.get(), from.data(), from.size(), &n);
  if (r == 1) return n;
  return blocked_or_failed(r, "TLS write");
}

Result<std::size_t> TlsStream::seal(Bytes message) {
  begin();
  // Keeps the record's buffer until trim(): allocating it for each record costs a seventh of the
  // record.
  SSL_clear_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS);
  wire_.gather(true);
  Result<std::size_t> taken = std::size_t{0};
  while (taken && *taken < message.size()) {
    std::size_t n = 0;
    const int r = SSL_write_ex(ssl_.get(), message.data() + *taken, message.size() - *taken, &n);
    taken = r == 1 ? Result<std::size_t>{*taken + n} : blocked_or_failed(r, "TLS write");
    if (r != 1 && taken) taken = base::failure(Errc::io, "TLS write: a record was not taken");
  }
  wire_.gather(false);
  return taken;
}

Result<std::size_t> TlsStream::seal_shared() {
  if (shared_.empty()) return std::size_t{0};
  auto sealed = seal(shared_);
  shared_.clear();
  return sealed;
}

Result<std::size_t> TlsStream::gather(Bytes message) {
  if (wire_.out().full()) {
    if (const auto waiting = flush(); !waiting || wire_.out().full())
      return waiting ? Result<std::size_t>{0} : waiting;
  }
  sharing_.count_message();
  if (shared_.size() + message.size() > kLongestRecord) {
    if (auto sealed = seal_shared(); !sealed) return sealed;
  }
  if (!sharing_.shares() || message.size() > kLongestRecord) return seal(message);
  shared_.insert(shared_.end(), message.begin(), message.end());
  return message.size();
}

Result<std::size_t> TlsStream::flush() {
  if (auto sealed = seal_shared(); !sealed) return sealed;
  sharing_.leave();
  wants_ = Interest::write;
  return wire_.out().flush(wire_.fd());
}

bool TlsStream::has_pending() const {
  return SSL_pending(ssl_.get()) > 0 || wire_.has_input() || ended_;
}

void TlsStream::shutdown() noexcept {
  if (!broken_) (void)seal_shared();
  begin();
  if (!broken_ && SSL_is_init_finished(ssl_.get()) == 1) (void)SSL_shutdown(ssl_.get());
  ERR_clear_error();
  (void)wire_.out().flush(wire_.fd());
  ::shutdown(wire_.fd(), SHUT_WR);
}

void TlsStream::trim() noexcept {
  wire_.out().trim();
  if (shared_.empty()) std::vector<std::byte>().swap(shared_);
  SSL_set_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS);
  (void)SSL_free_buffers(ssl_.get());  // OpenSSL refuses where bytes wait in them
}

}  // namespace net
