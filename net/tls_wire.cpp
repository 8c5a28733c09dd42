// SPDX-License-Identifier: MIT
#include "net/tls_wire.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "net/openssl.hpp"
#include "net/socket_calls.hpp"

namespace net {

// The functions that OpenSSL calls.
struct WireMethods {
  static TlsWire& wire_of(BIO* bio) noexcept { return *static_cast<TlsWire*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* into, int size) noexcept {
    BIO_clear_retry_flags(bio);
    if (size <= 0) return 0;
    TlsWire& wire = wire_of(bio);
    const long n = wire.take(reinterpret_cast<std::byte*>(into), static_cast<std::size_t>(size));
    if (n < 0 && wire.error_ == 0) BIO_set_retry_read(bio);
    return static_cast<int>(n);
  }

  static int write(BIO* bio, const char* from, int size) noexcept {
    BIO_clear_retry_flags(bio);
    if (size <= 0) return 0;
    TlsWire& wire = wire_of(bio);
    const long n = wire.put(base::as_bytes({from, static_cast<std::size_t>(size)}));
    if (n < 0 && wire.error_ == 0) BIO_set_retry_write(bio);
    return static_cast<int>(n);
  }

  static long control(BIO* bio, int command, long, void*) noexcept {
    switch (command) {
      case BIO_CTRL_FLUSH: return 1;  // TlsStream::flush() sends the gathered records
      case BIO_CTRL_EOF: return wire_of(bio).ended_ ? 1 : 0;
      default: return 0;
    }
  }

  static void free(BIO_METHOD* method) noexcept { BIO_meth_free(method); }

  static const BIO_METHOD* method() {
    static const base::Handle<BIO_METHOD, free> made = [] {
      base::Handle<BIO_METHOD, free> m{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "a stream's descriptor")};
      if (m && (BIO_meth_set_read(m.get(), read) != 1 || BIO_meth_set_write(m.get(), write) != 1 ||
                BIO_meth_set_ctrl(m.get(), control) != 1)) {
        m.reset();
      }
      return m;
    }();
    return made.get();
  }
};

bio_st* TlsWire::make_bio() {
  const BIO_METHOD* const method = WireMethods::method();
  BIO* const bio = method != nullptr ? BIO_new(method) : nullptr;
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  return bio;
}

// Receives as many bytes as there are and fit. Returns their number; 0 where the peer has ended; -1
// where nothing is there, or with error_ set.
long TlsWire::fill() noexcept {
  if (!in_) in_.reset(new (std::nothrow) std::byte[kInput]);
  if (!in_) {
    error_ = ENOMEM;
    return -1;
  }
  ssize_t n = 0;
  do { n = ::recv(fd_.get(), in_.get(), kInput, 0); } while (n < 0 && errno == EINTR);
  if (n < 0 && !would_block(errno)) error_ = errno;
  if (n == 0) ended_ = true;
  at_ = 0;
  end_ = n > 0 ? static_cast<std::size_t>(n) : 0;
  // A buffer that is not full means that no more bytes wait; another call would only say so.
  drained_ = n < 0 || end_ < kInput;
  return n;
}

long TlsWire::take(std::byte* into, std::size_t size) noexcept {
  if (!has_input()) {
    if (drained_) return -1;
    if (const long n = fill(); n <= 0) return n;
  }
  const std::size_t n = std::min(size, end_ - at_);
  std::memcpy(into, in_.get() + at_, n);
  at_ += n;
  return static_cast<long>(n);
}

long TlsWire::put(base::Bytes bytes) noexcept {
  if (gathering_ || !out_.empty()) {
    // OpenSSL may write alerts and answers to key updates while the buffer is full; it offers them
    // again.
    if (!gathering_ && out_.full()) return -1;
    out_.append(bytes);
    return static_cast<long>(bytes.size());
  }
  for (;;) {
    const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) return n;
    if (errno == EINTR) continue;
    if (!would_block(errno)) error_ = errno;
    return -1;
  }
}

}  // namespace net
