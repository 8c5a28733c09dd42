// SPDX-License-Identifier: MIT
#include "probe/wire.hpp"

#include <array>

#include "turn/stun/stream_framer.hpp"

namespace probe {

using base::Errc;
using base::failure;
using net::client::Kind;
using turn::Transport;

base::Result<Wire> Wire::open(Transport transport, const base::Endpoint& server,
                              const net::client::TlsWish& tls, base::Instant deadline,
                              const std::optional<base::Endpoint>& source) {
  const bool datagrams = transport == Transport::udp || transport == Transport::dtls;
  TRY(auto socket,
      net::client::Socket::connect(datagrams ? Kind::udp : Kind::tcp, server, deadline, source));
  if (transport == Transport::udp || transport == Transport::tcp)
    return Wire{transport, std::move(socket)};
  TRY(auto secure, net::client::Tls::connect(std::move(socket), tls, deadline));
  return Wire{transport, std::move(secure)};
}

base::Result<Wire> Wire::open_to_all(const base::Endpoint& server, const base::Endpoint& source) {
  TRY(auto socket, net::client::Socket::open(server, source));
  return Wire{Transport::udp, std::move(socket)};
}

base::Status Wire::send(base::Bytes message, base::Instant deadline) {
  std::vector<std::byte> padded;
  if (is_stream() && message.size() % 4 != 0) {
    padded.assign(message.begin(), message.end());
    padded.resize(stun::padded(message.size()));
    message = padded;
  }
  return std::visit([&](auto& layer) { return layer.send(message, deadline); }, layer_);
}

base::Result<std::vector<std::byte>> Wire::receive(base::Instant deadline) {
  std::array<std::byte, 65536> part;
  for (;;) {
    if (is_stream()) {
      const stun::Frame frame = stun::next_frame(pending_);
      if (frame.state == stun::Frame::State::broken)
        return failure(Errc::corrupt, "what comes is neither STUN nor ChannelData");
      if (frame.state == stun::Frame::State::complete) {
        const auto at = [&](std::size_t n) {
          return pending_.begin() + static_cast<std::ptrdiff_t>(n);
        };
        std::vector<std::byte> message(pending_.begin(), at(frame.size));
        pending_.erase(pending_.begin(), at(frame.wire_size));
        return message;
      }
    }
    TRY(const std::size_t got,
        std::visit([&](auto& layer) { return layer.receive(part, deadline); }, layer_));
    const base::Bytes bytes = base::Bytes{part}.first(got);
    if (!is_stream()) return std::vector<std::byte>(bytes.begin(), bytes.end());
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  }
}

base::Endpoint Wire::local() const noexcept {
  if (const auto* tls = std::get_if<net::client::Tls>(&layer_)) return tls->socket().local();
  return std::get<net::client::Socket>(layer_).local();
}

const net::client::TlsReport* Wire::tls() const noexcept {
  const auto* tls = std::get_if<net::client::Tls>(&layer_);
  return tls == nullptr ? nullptr : &tls->report();
}

}  // namespace probe
