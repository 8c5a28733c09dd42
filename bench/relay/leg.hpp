// SPDX-License-Identifier: MIT
// Leg: one end of the traffic, a connected UDP socket or a TCP or TLS connection that carries STUN
// frames. Sends bursts without copying, hands over whole messages. Failures of the network are
// losses; the caller that expected the packets counts them. One thread.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"
#include "bench/relay/options.hpp"

namespace bench {

// One message in pieces, so that heads and bodies may lie in different places. Unused pieces are
// empty.
using Packet = std::array<iovec, 3>;
inline std::size_t size_of(const Packet& packet) noexcept {
  return packet[0].iov_len + packet[1].iov_len + packet[2].iov_len;
}
inline iovec piece(base::Bytes bytes) noexcept {
  return {const_cast<std::byte*>(bytes.data()), bytes.size()};
}

class Sink {
 public:
  virtual void on_message(base::Bytes message) = 0;

 protected:
  ~Sink() = default;
};

class Leg {
 public:
  Leg() = default;
  virtual ~Leg() = default;
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;

  virtual int fd() const noexcept = 0;
  virtual base::Endpoint local() const noexcept = 0;
  // In order; all packets are of the same size. The number that the kernel took.
  virtual std::size_t send(std::span<const Packet> packets) noexcept = 0;
  // Hands over the messages that have come.
  virtual void receive(Sink& sink) noexcept = 0;
  // Takes no more for now: sending would only fill a queue.
  virtual bool congested() const noexcept { return false; }

  // Repeats a request that has had no answer; over a stream that would be a second one.
  virtual void send_again(base::Bytes) noexcept {}
  std::size_t send_one(base::Bytes message) noexcept {
    const Packet packet{piece(message), iovec{}, iovec{}};
    return send({&packet, 1});
  }
};

// TCP or TLS, connected and (TLS) shaken hands. `local`: nullopt = the kernel chooses. Waits at
// most ten seconds.
base::Result<std::unique_ptr<Leg>> open_stream_leg(Transport transport,
                                                   const std::optional<base::IpAddress>& local,
                                                   const base::Endpoint& server);

class UdpLeg final : public Leg {
 public:
  // Port 0: the kernel chooses. Connected later: peers learn the relayed address after they have
  // told theirs.
  static base::Result<std::unique_ptr<UdpLeg>> open(const base::Endpoint& local, Bursts bursts);
  base::Status connect(const base::Endpoint& to) noexcept;

  int fd() const noexcept override { return fd_.get(); }
  base::Endpoint local() const noexcept override;
  std::size_t send(std::span<const Packet> packets) noexcept override;
  void receive(Sink& sink) noexcept override;
  void send_again(base::Bytes message) noexcept override { (void)send_one(message); }

 private:
  UdpLeg(base::UniqueFd fd, Bursts bursts) noexcept : fd_(std::move(fd)), bursts_(bursts) {}
  std::size_t send_segmented(std::span<const Packet> packets) noexcept;
  std::size_t send_batch(std::span<const Packet> packets) noexcept;

  base::UniqueFd fd_;
  Bursts bursts_;
};

}  // namespace bench
