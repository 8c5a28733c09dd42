// SPDX-License-Identifier: MIT
// TcpStream: a connected TCP (or socketpair) descriptor as a Stream. One owner thread at a time.
#pragma once

#include "base/fd.hpp"
#include "net/send_buffer.hpp"
#include "net/stream.hpp"

namespace net {

class TcpStream final : public Stream {
 public:
  // `fd` is connected and non-blocking. `peer` is the client of the connection; behind a proxy it
  // differs from the descriptor's peer.
  TcpStream(base::UniqueFd fd, const Endpoint& peer, const Endpoint& local) noexcept
      : Stream(peer, local, false), fd_(std::move(fd)) {}

  Result<std::size_t> read(MutableBytes into) override;
  Result<std::size_t> write(Bytes from) override;
  Result<std::size_t> gather(Bytes message) override;
  Result<std::size_t> flush() override;
  int fd() const override { return fd_.get(); }
  Interest wants() const override { return wants_; }
  bool has_pending() const override { return false; }
  void shutdown() noexcept override;
  void trim() noexcept override { out_.trim(); }

 private:
  base::UniqueFd fd_;
  SendBuffer out_;
  Interest wants_ = Interest::none;
};

}  // namespace net
