// SPDX-License-Identifier: MIT
#include "net/dtls.hpp"

#include <sys/time.h>

#include <algorithm>
#include <cstring>

#include "net/openssl.hpp"

namespace net {
namespace {

// RFC 6347 section 4.1: type, version, epoch, sequence number, length. Section 4.2.2: the header of
// a handshake message follows.
constexpr std::size_t kRecordHeader = 13;
constexpr std::size_t kHandshakeHeader = 12;
constexpr std::size_t kRandomAt = kRecordHeader + kHandshakeHeader + 2;
constexpr std::size_t kRandomSize = 32;
constexpr auto kHandshakeRecord = std::byte{22};
constexpr auto kClientHello = std::byte{1};

// Limits for an unfinished handshake. OpenSSL stores records of the next epoch, each in a whole
// buffer; a client needs few of them.
constexpr unsigned kMaxHandshakeDatagrams = 64;
constexpr unsigned kMaxEarlyRecords = 8;

// Flights are split into datagrams that every IPv6 path carries (RFC 8200 section 5: 1280 bytes
// with headers).
constexpr int kHandshakeMtu = 1200;
constexpr long kUdpOverhead = 48;  // IPv6 and UDP header

DtlsWire& wire_of(BIO* bio) noexcept { return *static_cast<DtlsWire*>(BIO_get_data(bio)); }

int read_datagram(BIO* bio, char* out, int size) noexcept {
  DtlsWire& wire = wire_of(bio);
  BIO_clear_retry_flags(bio);
  if (wire.datagram.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  // As with a socket, the rest of a datagram that is longer than `out` is lost.
  const std::size_t n = std::min(wire.datagram.size(), static_cast<std::size_t>(size));
  std::memcpy(out, wire.datagram.data(), n);
  wire.datagram = {};
  return static_cast<int>(n);
}

int write_datagram(BIO* bio, const char* data, int size) noexcept {
  DtlsWire& wire = wire_of(bio);
  BIO_clear_retry_flags(bio);
  if (size <= 0) return 0;
  ++wire.written;
  wire.output->on_dtls_output(wire.path, base::as_bytes({data, static_cast<std::size_t>(size)}));
  return size;
}

long control(BIO*, int command, long, void*) noexcept {
  switch (command) {
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD: return kUdpOverhead;
    default: return 0;
  }
}

void free_method(BIO_METHOD* method) noexcept { BIO_meth_free(method); }

std::shared_ptr<BIO_METHOD> make_method() {
  std::shared_ptr<BIO_METHOD> method{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "datagrams of one client"),
                                     free_method};
  if (!method || BIO_meth_set_read(method.get(), read_datagram) != 1 ||
      BIO_meth_set_write(method.get(), write_datagram) != 1 ||
      BIO_meth_set_ctrl(method.get(), control) != 1) {
    return nullptr;
  }
  return method;
}

DtlsWire& wire_of(SSL* ssl) noexcept { return wire_of(SSL_get_rbio(ssl)); }

int generate_cookie(SSL* ssl, unsigned char* out, unsigned* size) noexcept {
  const DtlsWire& wire = wire_of(ssl);
  const auto cookie = wire.cookies->make(wire.path, wire.now);
  std::memcpy(out, cookie.data(), cookie.size());
  *size = static_cast<unsigned>(cookie.size());
  return 1;
}

int verify_cookie(SSL* ssl, const unsigned char* cookie, unsigned size) noexcept {
  const DtlsWire& wire = wire_of(ssl);
  return wire.cookies->accepts({reinterpret_cast<const std::byte*>(cookie), size}, wire.path,
                               wire.now)
             ? 1
             : 0;
}

}  // namespace

void use_dtls_cookies(ssl_ctx_st* context) noexcept {
  SSL_CTX_set_cookie_generate_cb(context, generate_cookie);
  SSL_CTX_set_cookie_verify_cb(context, verify_cookie);
}

bool is_client_hello(base::Bytes datagram) noexcept {
  return datagram.size() >= kRandomAt + kRandomSize && datagram[0] == kHandshakeRecord &&
         base::load_be16(&datagram[3]) == 0 && datagram[kRecordHeader] == kClientHello;
}

void DtlsSession::SslFree::operator()(ssl_st* s) const noexcept { SSL_free(s); }

DtlsSession::~DtlsSession() = default;

std::unique_ptr<DtlsSession> DtlsSession::make(const TlsContext& context, MethodPtr method,
                                               const DtlsCookies& cookies, DtlsOutput& output) {
  ERR_clear_error();
  std::unique_ptr<DtlsSession> made{new DtlsSession(std::move(method))};
  made->ssl_.reset(SSL_new(context.native_dtls()));
  BIO* const bio = made->ssl_ ? BIO_new(made->method_.get()) : nullptr;
  if (bio == nullptr) {
    ERR_clear_error();
    return nullptr;
  }
  made->wire_.cookies = &cookies;
  made->wire_.output = &output;
  BIO_set_data(bio, &made->wire_);
  BIO_set_init(bio, 1);
  SSL_set_bio(made->ssl_.get(), bio, bio);
  SSL_set_accept_state(made->ssl_.get());
  SSL_set_mtu(made->ssl_.get(), kHandshakeMtu);
  return made;
}

void DtlsSession::note_failure(int returned) noexcept {
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: break;
    case SSL_ERROR_ZERO_RETURN: state_ = State::closed; break;
    default: state_ = State::failed; break;
  }
  ERR_clear_error();
}

void DtlsSession::handshake() noexcept {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_.get());
  if (done == 1) {
    state_ = State::open;
  } else {
    note_failure(done);
  }
}

bool DtlsSession::within_budget(base::Bytes datagram) noexcept {
  while (datagram.size() >= kRecordHeader) {
    if (base::load_be16(&datagram[3]) != 0) ++early_records_;
    const std::size_t size = kRecordHeader + base::load_be16(&datagram[11]);
    if (size > datagram.size()) break;
    datagram = datagram.subspan(size);
  }
  return ++datagrams_ <= kMaxHandshakeDatagrams && early_records_ <= kMaxEarlyRecords;
}

DtlsSession::State DtlsSession::receive(base::Bytes datagram) noexcept {
  if (state_ == State::closed || state_ == State::failed) return state_;
  if (state_ == State::handshaking && !within_budget(datagram)) return state_ = State::failed;
  wire_.datagram = datagram;
  if (state_ == State::handshaking) handshake();
  return state_;
}

std::size_t DtlsSession::read(base::MutableBytes into) noexcept {
  if (state_ != State::open) return 0;
  ERR_clear_error();
  std::size_t n = 0;
  const int r = SSL_read_ex(ssl_.get(), into.data(), into.size(), &n);
  if (r == 1) return n;
  wire_.datagram = {};  // OpenSSL could not use the rest
  note_failure(r);
  return 0;
}

std::string DtlsSession::security() const {
  return std::string{SSL_get_version(ssl_.get())} + ' ' + SSL_get_cipher_name(ssl_.get());
}

bool DtlsSession::send(base::Bytes message) noexcept {
  if (state_ != State::open || message.empty() || message.size() > kMaxMessage) return false;
  ERR_clear_error();
  std::size_t n = 0;
  const int r = SSL_write_ex(ssl_.get(), message.data(), message.size(), &n);
  if (r != 1) note_failure(r);
  return r == 1;
}

void DtlsSession::close() noexcept {
  ERR_clear_error();
  // OpenSSL forbids SSL_shutdown after a fatal error.
  if (state_ == State::open || state_ == State::closed) (void)SSL_shutdown(ssl_.get());
  ERR_clear_error();
  if (state_ != State::failed) state_ = State::closed;
}

std::optional<std::chrono::microseconds> DtlsSession::timeout() const noexcept {
  timeval left{};
  if (DTLSv1_get_timeout(ssl_.get(), &left) != 1) return std::nullopt;
  return std::chrono::seconds{left.tv_sec} + std::chrono::microseconds{left.tv_usec};
}

DtlsSession::State DtlsSession::on_timeout() noexcept {
  ERR_clear_error();
  // -1: the flight was sent as often as OpenSSL allows.
  if (DTLSv1_handle_timeout(ssl_.get()) < 0) state_ = State::failed;
  ERR_clear_error();
  return state_;
}

bool DtlsSession::began_with(base::Bytes client_hello) const noexcept {
  std::array<std::byte, kRandomSize> random{};
  SSL_get_client_random(ssl_.get(), base::as_uchar(base::MutableBytes{random}), random.size());
  return is_client_hello(client_hello) &&
         std::ranges::equal(random, client_hello.subspan(kRandomAt, kRandomSize));
}

base::Result<std::unique_ptr<DtlsAcceptor>> DtlsAcceptor::make(std::shared_ptr<TlsContext> context,
                                                               const DtlsCookies& cookies,
                                                               DtlsOutput& output) {
  auto method = make_method();
  if (!method) return base::failure(openssl_error("BIO_meth_new", base::Errc::exhausted));
  return std::unique_ptr<DtlsAcceptor>{
      new DtlsAcceptor(std::move(context), std::move(method), cookies, output)};
}

std::unique_ptr<DtlsSession> DtlsAcceptor::accept(const DtlsPath& path, base::Bytes datagram,
                                                  base::Instant now) noexcept {
  asked_ = false;
  if (!is_client_hello(datagram)) return nullptr;
  if (!listening_) listening_ = DtlsSession::make(*context_, method_, cookies_, output_);
  if (!listening_) return nullptr;
  DtlsWire& wire = listening_->wire_;
  wire.path = path;
  wire.now = now;
  wire.datagram = datagram;
  wire.written = 0;
  ERR_clear_error();
  // DTLSv1_listen writes the client's address here; our BIO does not know one.
  const base::Handle<BIO_ADDR, BIO_ADDR_free> nobody{BIO_ADDR_new()};
  const int heard = nobody ? DTLSv1_listen(listening_->ssl_.get(), nobody.get()) : -1;
  ERR_clear_error();
  wire.datagram = {};
  asked_ = heard != 1 && wire.written != 0;
  if (heard < 0) listening_.reset();  // the object is unusable; the next datagram gets a new one
  if (heard != 1) return nullptr;
  listening_->handshake();
  return std::move(listening_);
}

void DtlsAcceptor::set_context(std::shared_ptr<TlsContext> context) noexcept {
  context_ = std::move(context);
  listening_.reset();
}

}  // namespace net
