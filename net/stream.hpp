// SPDX-License-Identifier: MIT
// Stream: a connected, non-blocking byte stream over plain TCP or TLS; code that speaks a protocol
// over it does not see the difference. One owner thread at a time; a stream may move to another
// thread while no watch has its descriptor.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"

namespace net {

using base::Bytes;
using base::Endpoint;
using base::MutableBytes;

class Stream {
 public:
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Returns the number of bytes read, at most `into.size()` (> 0). 0: the call would block, see
  // wants(). Errc::closed: the peer has ended its side. Where fewer bytes come than fit, the next
  // read would block, unless has_pending().
  virtual Result<std::size_t> read(MutableBytes into) = 0;
  // Returns the number of bytes taken from the front of `from`. 0: the call would block, see
  // wants(). Errc::closed: the peer is gone. After 0 the next write must begin with the same bytes
  // (at least as many), because TLS has already encrypted them.
  virtual Result<std::size_t> write(Bytes from) = 0;

  // The other way to write; do not mix it with write(). Takes a whole message, which flush() sends.
  // Over TLS it becomes a record of its own, or several where it is longer than a record; it may
  // share a record with other messages (see RecordSharing). Returns the size; 0 where the buffer is
  // full and the message was not taken.
  virtual Result<std::size_t> gather(Bytes message) = 0;
  // Sends the gathered messages. Returns how many bytes (over TLS: encrypted ones) still wait until
  // the descriptor is writable.
  virtual Result<std::size_t> flush() = 0;

  virtual int fd() const = 0;
  // The readiness that the last blocked operation waits for. A TLS read may wait until the
  // descriptor is writable, and the reverse; the owner adds this to its own interest.
  virtual Interest wants() const = 0;
  // Whether bytes or the end of the stream wait inside. Read again without waiting for the
  // descriptor: the kernel does not report them.
  virtual bool has_pending() const = 0;
  // Ends our side (TLS close_notify, then FIN); reading stays possible. Never blocks.
  virtual void shutdown() noexcept = 0;
  // Frees the memory that a burst has left behind.
  virtual void trim() noexcept = 0;

  const Endpoint& peer() const noexcept { return peer_; }
  const Endpoint& local() const noexcept { return local_; }
  bool is_tls() const noexcept { return is_tls_; }
  // Version and cipher, "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty without encryption.
  virtual std::string security() const { return {}; }

  // Keeps an object alive as long as the connection (a place in a ConnectionTable).
  void keep(std::shared_ptr<void> companion) noexcept { companion_ = std::move(companion); }

 protected:
  Stream(const Endpoint& peer, const Endpoint& local, bool is_tls) noexcept
      : peer_(peer), local_(local), is_tls_(is_tls) {}

 private:
  Endpoint peer_;
  Endpoint local_;
  bool is_tls_;
  std::shared_ptr<void> companion_;
};

}  // namespace net
