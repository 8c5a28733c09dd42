// SPDX-License-Identifier: MIT
// Sockets: everything that connects a worker with its clients: UDP listeners, DTLS and streams
// behind one send(). The loop's thread only; listening and inherit() before it runs.
#pragma once

#include <memory>
#include <string>

#include "base/listen_address.hpp"
#include "base/random.hpp"
#include "net/dtls_cookies.hpp"
#include "turn/io/captures.hpp"
#include "turn/io/dtls_clients.hpp"
#include "turn/io/inherited_listeners.hpp"
#include "turn/io/listening.hpp"
#include "turn/io/other_workers.hpp"
#include "turn/io/packets.hpp"
#include "turn/io/streams.hpp"
#include "turn/io/udp_listeners.hpp"

namespace turn::io {

class Sockets {
 public:
  // The references outlive this object.
  Sockets(net::EventLoop& loop, UdpListeners& listeners, Streams& streams, Packets& packets,
          OtherWorkers& others, Captures& captures, InheritedListeners& inherited, Stats& stats)
      : loop_(loop),
        listeners_(listeners),
        streams_(streams),
        packets_(packets),
        others_(others),
        captures_(captures),
        inherited_(inherited),
        stats_(stats) {}

  // Binds UDP, TCP or both on one address. Port 0: the kernel chooses a port that is free for both.
  // `v6_only` matters for "[::]" only. Uses an inherited socket where there is one.
  base::Result<base::Endpoint> listen(const base::ListenAddress& local, V6Only v6_only);
  // Binds UDP only, on one address, and returns the listener's index; an existing listener is used
  // again.
  base::Result<std::uint32_t> listen_udp(const base::Endpoint& local);
  // Binds DTLS over UDP; call enable_dtls() once before. Port 0: the kernel chooses a port that is
  // free for TCP, too.
  base::Status enable_dtls(std::shared_ptr<net::TlsContext> tls, const net::DtlsCookies& cookies,
                           DtlsHost& host, base::Random& random, const DtlsClients::Limits& limits);
  base::Result<base::Endpoint> listen_dtls(const base::Endpoint& local, bool v6_only);

  // The port belongs to an inherited listener.
  bool inherits_port(std::uint16_t port) const noexcept { return inherited_.has_port(port); }

  // Sends a message (a reply or framed data) to a client. UDP: `message` stays valid until the next
  // flush of the packets. `kind` matters for streams only.
  void send(const Leg& to, base::Bytes message, FrameKind kind) noexcept;
  // nullptr: this worker has no DTLS listener.
  DtlsClients* dtls() noexcept { return dtls_.get(); }
  // Version and cipher of a session's client; empty where nothing is encrypted.
  std::string security(const SessionInfo& session) const;

 private:
  base::Result<net::UdpSocket> open(const base::Endpoint& local, const net::UdpOptions& options,
                                    Transport transport);
  base::Result<base::Endpoint> listen_both(const base::Endpoint& local, V6Only v6_only);
  base::Result<base::Endpoint> listen_datagrams(const base::Endpoint& local, bool v6_only);
  void send_over_dtls(const Leg& to, base::Bytes message) noexcept;

  net::EventLoop& loop_;
  UdpListeners& listeners_;
  Streams& streams_;
  Packets& packets_;
  OtherWorkers& others_;
  Captures& captures_;
  InheritedListeners& inherited_;
  Stats& stats_;
  std::unique_ptr<DtlsClients> dtls_;
};

}  // namespace turn::io
