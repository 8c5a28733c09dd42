// SPDX-License-Identifier: MIT
#include "turn/io/sockets.hpp"

#include <utility>

#include "turn/io/listening.hpp"

namespace turn::io {

base::Result<net::UdpSocket> Sockets::open(const base::Endpoint& local,
                                           const net::UdpOptions& options, Transport transport) {
  if (auto fd = inherited_.take(local, transport))
    return net::UdpSocket::adopt(std::move(fd), options);
  return net::UdpSocket::open(local, options);
}

base::Result<base::Endpoint> Sockets::listen(const base::ListenAddress& local, V6Only v6_only) {
  const base::Endpoint& at = local.endpoint;
  if (!local.tcp) return listen_datagrams(at, v6_only.udp);
  if (!local.udp) return streams_.listen(at, v6_only.tcp || !at.ip.is_unspecified());
  if (at.port != 0) return listen_both(at, v6_only);
  base::Result<base::Endpoint> bound = base::failure(base::Errc::internal, "no attempt");
  for (int i = 0; i < kPortAttempts && !bound; ++i) bound = listen_both(at, v6_only);
  return bound;
}

base::Result<base::Endpoint> Sockets::listen_both(const base::Endpoint& local, V6Only v6_only) {
  TRY(auto udp, open(local, listener_options(local, v6_only.udp, Transport::udp), Transport::udp));
  const base::Endpoint bound = udp.local();
  base::Endpoint same_port = local;
  same_port.port = bound.port;
  TRY(streams_.listen(same_port, v6_only.tcp || !local.ip.is_unspecified()));
  (void)listeners_.add(std::move(udp), Transport::udp);
  return bound;
}

base::Result<base::Endpoint> Sockets::listen_datagrams(const base::Endpoint& local, bool v6_only) {
  TRY(auto udp, open(local, listener_options(local, v6_only, Transport::udp), Transport::udp));
  const base::Endpoint bound = udp.local();
  (void)listeners_.add(std::move(udp), Transport::udp);
  return bound;
}

base::Result<std::uint32_t> Sockets::listen_udp(const base::Endpoint& local) {
  if (const UdpListener* existing = listeners_.find(local, Transport::udp))
    return existing->index();
  TRY(auto udp, open(local, listener_options(local, true, Transport::udp), Transport::udp));
  return listeners_.add(std::move(udp), Transport::udp);
}

base::Status Sockets::enable_dtls(std::shared_ptr<net::TlsContext> tls,
                                  const net::DtlsCookies& cookies, DtlsHost& host,
                                  base::Random& random, const DtlsClients::Limits& limits) {
  TRY(auto clients,
      DtlsClients::make(loop_, std::move(tls), cookies, host, stats_, random, limits));
  dtls_ = std::move(clients);
  return {};
}

base::Result<base::Endpoint> Sockets::listen_dtls(const base::Endpoint& local, bool v6_only) {
  const net::UdpOptions options = listener_options(local, v6_only, Transport::dtls);
  auto socket = open(local, options, Transport::dtls);
  const auto free_for_tcp = [&](const base::Endpoint& at) {
    net::TcpListenOptions tcp;
    tcp.v6_only = options.v6_only;
    tcp.free_bind = true;
    return net::TcpListener::open(loop_, at, tcp, [](base::UniqueFd, const base::Endpoint&) {})
        .has_value();
  };
  // TLS listens on the same port.
  for (int i = 0; local.port == 0 && socket && i < kPortAttempts && !free_for_tcp(socket->local());
       ++i)
    socket = net::UdpSocket::open(local, options);
  if (!socket) return base::failure(socket.error());
  const base::Endpoint bound = socket->local();
  (void)listeners_.add(std::move(*socket), Transport::dtls);
  return bound;
}

void Sockets::send(const Leg& to, base::Bytes message, FrameKind kind) noexcept {
  captures_.to_client(to, message);
  if (to.is_stream()) return streams_.send(to.socket, message, kind);
  if (to.tuple.transport == Transport::dtls) return send_over_dtls(to, message);
  UdpListener& listener = listeners_[to.socket];
  packets_.send(listener.out(), to.next_hop(), message, listener.source_for(to.tuple.server.ip),
                false);
}

void Sockets::send_over_dtls(const Leg& to, base::Bytes message) noexcept {
  if (!to.moved) return dtls_->send(to.socket, message);
  // RFC 8016: this worker has the allocation, another worker has the DTLS association.
  if (!others_.send(to.via, ForDtls{to.socket, {message.begin(), message.end()}}))
    stats_.drop(Drop::ring_full);
}

std::string Sockets::security(const SessionInfo& session) const {
  if (session.transport == Transport::tls) return streams_.security(session.connection);
  if (session.transport == Transport::dtls && dtls_) return dtls_->security(session.connection);
  return {};
}

}  // namespace turn::io
