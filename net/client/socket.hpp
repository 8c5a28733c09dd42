// SPDX-License-Identifier: MIT
// Socket: a UDP or TCP socket of a client that waits, with a deadline for every call. For commands
// and for the pool of workers that may block; never on a loop. One thread.
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
  // From `source`, where given (its port may be 0). Errors name what failed; Errc::timeout where
  // nobody answered.
  static base::Result<Socket> connect(Kind kind, const base::Endpoint& to, base::Instant deadline,
                                      const std::optional<base::Endpoint>& source = std::nullopt);

  // UDP from `source`, sent to `to`, and what anybody sends is received.
  static base::Result<Socket> open(const base::Endpoint& to, const base::Endpoint& source);

  // All of it.
  base::Status send(base::Bytes bytes, base::Instant deadline);
  // One datagram, or what there is of a stream; 0 bytes of a stream: its end (Errc::closed).
  // Errc::timeout: nothing came.
  base::Result<std::size_t> receive(base::MutableBytes into, base::Instant deadline);

  // False: the deadline has come first.
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
