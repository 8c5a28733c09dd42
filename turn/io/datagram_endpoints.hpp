// SPDX-License-Identifier: MIT
// UdpListener and RelaySocket: a UDP socket with its watch, which tells its host when the socket is
// readable. The loop's thread only.
#pragma once

#include <cstdint>

#include "net/event_loop.hpp"
#include "net/ready_set.hpp"
#include "turn/io/outbox.hpp"
#include "turn/io/read_batch_size.hpp"
#include "turn/types.hpp"

namespace turn::io {

class UdpListener;
class RelaySocket;

class ListenerHost {
 public:
  virtual void on_listener_readable(UdpListener& listener) noexcept = 0;

 protected:
  ~ListenerHost() = default;
};

class RelayHost {
 public:
  // Data has come from peers, or an error: see net::UdpSocket::take_error_hint().
  virtual void on_relay_readable(RelaySocket& relay) noexcept = 0;

 protected:
  ~RelayHost() = default;
};

// Clients send to this socket. Each worker has one for each address; SO_REUSEPORT lets them share
// the address.
class UdpListener final : private net::IoHandler {
 public:
  UdpListener(net::ReadySet& ready, net::UdpSocket socket, std::uint32_t index, ListenerHost& host,
              Transport transport = Transport::udp)
      : out_{std::move(socket), false},
        index_(index),
        transport_(transport),
        wildcard_(out_.socket.local().ip.is_unspecified()),
        host_(host),
        watch_(ready, out_.socket.fd(), *this) {}

  OutSocket& out() noexcept { return out_; }
  const base::Endpoint& local() const noexcept { return out_.socket.local(); }
  std::uint32_t index() const noexcept { return index_; }
  Transport transport() const noexcept { return transport_; }  // udp or dtls
  // True if bound to the wildcard address: then the kernel reports the local address of each
  // datagram, and the answer leaves from that address.
  bool wildcard() const noexcept { return wildcard_; }
  // The address that a datagram was sent to; `ip` is the address that the kernel has reported.
  base::Endpoint local_of(const std::optional<base::IpAddress>& ip) const noexcept {
    return {ip.value_or(local().ip), local().port};
  }
  // The source address of an answer to a client that has sent to `server`; nullopt: the kernel
  // chooses it.
  std::optional<base::IpAddress> source_for(const base::IpAddress& server) const noexcept {
    return wildcard_ ? std::optional{server} : std::nullopt;
  }

 private:
  void on_io(net::Interest) noexcept override { host_.on_listener_readable(*this); }

  OutSocket out_;
  std::uint32_t index_;
  Transport transport_;
  bool wildcard_;
  ListenerHost& host_;
  net::ReadySet::Watch watch_;  // last member: destroyed before the socket
};

// Peers send to this socket: the relayed address of one allocation.
class RelaySocket final : private net::IoHandler {
 public:
  RelaySocket(net::ReadySet& ready, net::UdpSocket socket, AllocationId allocation, RelayHost& host)
      : out_{std::move(socket), false},
        allocation_(allocation),
        host_(host),
        watch_(ready, out_.socket.fd(), *this) {}

  OutSocket& out() noexcept { return out_; }
  AllocationId allocation() const noexcept { return allocation_; }
  ReadBatchSize& read_batch() noexcept { return read_batch_; }
  int watch_error() const noexcept { return watch_.error(); }  // see net::ReadySet::Watch

 private:
  void on_io(net::Interest) noexcept override { host_.on_relay_readable(*this); }

  OutSocket out_;
  AllocationId allocation_;
  ReadBatchSize read_batch_;
  RelayHost& host_;
  net::ReadySet::Watch watch_;  // last member: destroyed before the socket
};

}  // namespace turn::io
