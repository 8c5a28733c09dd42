// SPDX-License-Identifier: MIT
// Socket: a UDP or TCP socket of a client that blocks, with a deadline for every call. For commands
// and WorkerPool jobs; never use it on a loop. One thread.
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace net::client {

enum class Kind : std::uint8_t { udp, tcp };

class Socket {
 public:
  // Connects to `to`, from `source` where it is given (its port may be 0). Errc::timeout where the
  // server does not answer.
  static base::Result<Socket> connect(Kind kind, const base::Endpoint& to, base::Instant deadline,
                                      const std::optional<base::Endpoint>& source = std::nullopt);

  // A UDP socket bound to `source` that sends to `to` and receives from any sender.
  static base::Result<Socket> open(const base::Endpoint& to, const base::Endpoint& source);

  // Sends all bytes.
  base::Status send(base::Bytes bytes, base::Instant deadline);
  // Receives one datagram, or the waiting bytes of a stream. Errc::closed at the end of a stream;
  // Errc::timeout where no bytes came.
  base::Result<std::size_t> receive(base::MutableBytes into, base::Instant deadline);

  // Waits until the socket is readable or writable. False where the deadline came first.
  bool wait(bool for_writing, base::Instant deadline) const;
  Kind kind() const noexcept { return kind_; }
  int fd() const noexcept { return fd_.get(); }
  base::Endpoint local() const noexcept;
  const base::Endpoint& remote() const noexcept { return remote_; }

 private:
  Socket(Kind kind, base::UniqueFd fd, const base::Endpoint& remote)
      : kind_(kind), fd_(std::move(fd)), remote_(remote) {}

  Kind kind_;
  base::UniqueFd fd_;
  base::Endpoint remote_;
  bool connected_ = true;
};

base::Instant now() noexcept;

}  // namespace net::client
