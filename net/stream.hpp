// SPDX-License-Identifier: MIT
// Stream: a connected, non-blocking byte stream, plain TCP or TLS, so that whoever speaks a
// protocol over it need not know which. One owner thread at a time; a stream may move between
// threads while nobody watches its descriptor.
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

  // Bytes read, at most `into.size()` (> 0); 0 = would block, see wants(); Errc::closed = the peer
  // has ended its side. Where fewer come than there is room for, the next read would block, unless
  // has_pending().
  virtual Result<std::size_t> read(MutableBytes into) = 0;
  // Bytes taken, from the front of `from`; 0 = would block, see wants(). Errc::closed = the peer is
  // gone. After 0 the next write must begin with the same bytes (at least as many): TLS has
  // encrypted them already.
  virtual Result<std::size_t> write(Bytes from) = 0;

  // The other way to write; the two do not mix. Takes a whole message, which over TLS becomes a
  // record of its own (several, if it is longer than one can be; one with others where they keep
  // coming in crowds, see RecordSharing), to leave by flush(). Its size; 0 = not taken, as much
  // waits as may.
  virtual Result<std::size_t> gather(Bytes message) = 0;
  // Sends what was gathered. How many bytes (over TLS: encrypted ones) still wait for writability.
  virtual Result<std::size_t> flush() = 0;

  virtual int fd() const = 0;
  // What the last blocked operation waits for. A TLS read may wait for writability and the reverse;
  // the owner adds this to its own interest.
  virtual Interest wants() const = 0;
  // Bytes wait inside, or the end does: read on without waiting for the descriptor (the kernel will
  // not report them).
  virtual bool has_pending() const = 0;
  // Ends our side (TLS close_notify, then FIN); reading stays possible. Never waits.
  virtual void shutdown() noexcept = 0;
  // Gives back memory that a burst has left behind.
  virtual void trim() noexcept = 0;

  const Endpoint& peer() const noexcept { return peer_; }
  const Endpoint& local() const noexcept { return local_; }
  bool is_tls() const noexcept { return is_tls_; }
  // Version and cipher, "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty where nothing is encrypted.
  virtual std::string security() const { return {}; }

  // Something that is to live as long as the connection (a place among the connections that one
  // address may hold).
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
