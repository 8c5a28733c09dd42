// SPDX-License-Identifier: MIT
// ClientInput: passes the messages of clients, from UDP, DTLS and streams, to the core. The loop's
// thread only.
#pragma once

#include "turn/io/captures.hpp"
#include "turn/io/datagram_endpoints.hpp"
#include "turn/io/dtls_clients.hpp"
#include "turn/io/exchange.hpp"
#include "turn/io/forwarder.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/io/loop_turn.hpp"
#include "turn/io/memory_trim.hpp"
#include "turn/io/moved_clients.hpp"
#include "turn/io/packets.hpp"
#include "turn/io/sockets.hpp"
#include "turn/io/stream_connection.hpp"
#include "turn/io/streams.hpp"
#include "turn/io/udp_listeners.hpp"
#include "turn/server.hpp"

namespace turn::io {

class ClientInput final : public ListenerHost, public FrameHandler, public DtlsHost {
 public:
  // A client without an allocation sends requests, which are short. The limit bounds the memory
  // that a partial frame of an unknown client takes.
  static constexpr std::size_t kLongestFrameWithoutAllocation = 4096;

  // The references outlive this object.
  ClientInput(Server& server, Effects& effects, Packets& packets, UdpListeners& listeners,
              Streams& streams, Sockets& sockets, Forwarder& forwarder, MovedClients& moved_clients,
              Captures& captures, MemoryTrim& memory_trim, const LoopClock& clock, LoopTurn& turn,
              Stats& stats) noexcept
      : server_(server),
        effects_(effects),
        packets_(packets),
        listeners_(listeners),
        streams_(streams),
        sockets_(sockets),
        forwarder_(forwarder),
        moved_clients_(moved_clients),
        captures_(captures),
        memory_trim_(memory_trim),
        clock_(clock),
        turn_(turn),
        stats_(stats) {}

  // A datagram that another worker has received for an allocation of this worker (RFC 8016).
  void take(const PassedDatagram& passed) noexcept;

  void on_listener_readable(UdpListener& listener) noexcept override;
  void on_frame(StreamConnection& from, base::Bytes frame) noexcept override;
  std::size_t longest_frame(const StreamConnection& connection) noexcept override;
  void on_dtls_message(const Leg& from, base::MutableBytes room,
                       std::size_t size) noexcept override;
  void on_dtls_gone(const FiveTuple& tuple) noexcept override;
  bool has_allocation(const FiveTuple& tuple) const noexcept override {
    return server_.has_allocation(tuple);
  }
  void send_dtls(std::uint32_t listener, const net::DtlsPath& path,
                 base::Bytes datagram) noexcept override;
  void on_dtls_room_needed() noexcept override { packets_.flush(); }
  void on_dtls_turn_done() noexcept override { turn_.finish_turn(); }

 private:
  void read_dtls(UdpListener& listener) noexcept;
  bool unwrap_proxy(std::size_t i, Leg& from) noexcept;
  void handle(const Leg& from, base::Bytes message, base::MutableBytes room, Now now) noexcept;
  void pass_on(base::Bytes message) noexcept;
  void hand_off(StreamConnection& from);

  Server& server_;
  Effects& effects_;
  Packets& packets_;
  UdpListeners& listeners_;
  Streams& streams_;
  Sockets& sockets_;
  Forwarder& forwarder_;
  MovedClients& moved_clients_;
  Captures& captures_;
  MemoryTrim& memory_trim_;
  const LoopClock& clock_;
  LoopTurn& turn_;
  Stats& stats_;
};

}  // namespace turn::io
