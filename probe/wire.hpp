// SPDX-License-Identifier: MIT
// Wire: sends and receives TURN messages over UDP, TCP, TLS or DTLS, for a client that blocks. One
// thread that may block.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "net/client/tls.hpp"
#include "turn/types.hpp"

namespace probe {

class Wire {
 public:
  // Connects to `server`, from `source` where it is given (its port may be 0).
  static base::Result<Wire> open(turn::Transport transport, const base::Endpoint& server,
                                 const net::client::TlsWish& tls, base::Instant deadline,
                                 const std::optional<base::Endpoint>& source = std::nullopt);

  // UDP to `server` from `source`; answers may come from anybody.
  static base::Result<Wire> open_to_all(const base::Endpoint& server, const base::Endpoint& source);

  // Sends one message; pads ChannelData over a stream.
  base::Status send(base::Bytes message, base::Instant deadline);
  // The next message, without padding. Errc::timeout where none comes; Errc::corrupt where the
  // bytes of the stream are neither STUN nor ChannelData.
  base::Result<std::vector<std::byte>> receive(base::Instant deadline);

  bool is_stream() const noexcept {
    return transport_ == turn::Transport::tcp || transport_ == turn::Transport::tls;
  }
  base::Endpoint local() const noexcept;
  const net::client::TlsReport* tls() const noexcept;

 private:
  using Layer = std::variant<net::client::Socket, net::client::Tls>;
  Wire(turn::Transport transport, Layer layer) : transport_(transport), layer_(std::move(layer)) {}

  turn::Transport transport_;
  Layer layer_;
  std::vector<std::byte> pending_;  // received bytes of a stream that are no whole message yet
};

}  // namespace probe
