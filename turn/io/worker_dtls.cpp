// SPDX-License-Identifier: MIT
// A worker's DTLS clients: their listeners, and what lies between DtlsClients and the rest of the
// worker.
#include <algorithm>

#include "turn/io/layout.hpp"
#include "turn/io/listening.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

// Batches of one wake-up, so that handshakes do not keep media waiting.
constexpr int kBatchesPerTurn = 2;

}  // namespace

base::Status Worker::enable_dtls(std::shared_ptr<net::TlsContext> tls,
                                 const net::DtlsCookies& cookies) {
  DtlsClients::Limits limits;
  limits.sessions = stream_limits_.per_worker;
  limits.hellos_per_second = server_.config().challenge_rate;
  limits.hello_burst = server_.config().stranger_burst;
  auto clients = DtlsClients::make(*loop_, std::move(tls), cookies, static_cast<DtlsHost&>(*this),
                                   stats_, random_, limits);
  if (!clients) return base::failure(clients.error());
  dtls_ = std::move(*clients);
  return {};
}

base::Result<base::Endpoint> Worker::listen_dtls(const base::Endpoint& local, bool v6_only) {
  const net::UdpOptions options = listener_options(local, v6_only, Transport::dtls);
  auto socket = open_listener(local, options, Transport::dtls);
  const auto free_for_tcp = [&](const base::Endpoint& at) {
    net::TcpListenOptions tcp;
    tcp.v6_only = options.v6_only;
    return net::TcpListener::open(*loop_, at, tcp, [](base::UniqueFd, const base::Endpoint&) {})
        .has_value();
  };
  // TLS is to get the same number.
  for (int i = 0; local.port == 0 && socket && i < kPortAttempts && !free_for_tcp(socket->local());
       ++i)
    socket = net::UdpSocket::open(local, options);
  if (!socket) return base::failure(socket.error());
  const base::Endpoint bound = socket->local();
  (void)add_listener(std::move(*socket), Transport::dtls);
  return bound;
}

void Worker::set_tls(std::shared_ptr<net::TlsContext> tls) {
  (void)loop_->post([this, tls = std::move(tls)] {
    if (dtls_) dtls_->set_tls(tls);
  });
}

void Worker::read_dtls(UdpListener& listener) noexcept {
  for (int round = 0; round < kBatchesPerTurn; ++round) {
    const std::size_t count = listener.out().socket.receive_more(packets_);
    for (std::size_t i = packets_.size() - count; i < packets_.size(); ++i) {
      // A datagram that was cut holds a record that was cut: OpenSSL drops it.
      const base::Endpoint server{packets_.local(i).value_or(listener.local().ip),
                                  listener.local().port};
      dtls_->receive(listener.index(), {packets_.peer(i), server}, packets_.payload(i));
    }
    if (!packets_.full()) break;
    finish_batch();
  }
}

void Worker::on_dtls_message(const Leg& from, base::MutableBytes room, std::size_t size) noexcept {
  const base::Bytes message = room.subspan(kHeadRoom, size);
  if (!elsewhere_.empty() && passed_on(from, message)) return;
  captures_.from_client(from, message);
  forward(server_.handle_client(from, message, now(), effects_), room);
  if (!effects_.handoffs().empty()) pass_on_handled(message);
}

void Worker::send_over_dtls(const Leg& to, base::Bytes message) noexcept {
  if (!to.moved) return dtls_->send(to.socket, message);
  // RFC 8016: the allocation is here, the association is not.
  if (!exchange_.post(to.via, ForDtls{to.socket, {message.begin(), message.end()}}))
    stats_.drop(Drop::ring_full);
}

void Worker::on_for_dtls(const ForDtls& answer) noexcept {
  dtls_->send(answer.client, answer.message);
  finish_turn();
}

void Worker::on_dtls_gone(const FiveTuple& tuple) noexcept {
  server_.client_gone(tuple, now(), effects_);
}

void Worker::send_dtls(std::uint32_t listener, const net::DtlsPath& path,
                       base::Bytes datagram) noexcept {
  UdpListener& out = *listeners_[listener];
  const auto from = out.wildcard() ? std::optional{path.server.ip} : std::nullopt;
  const base::Bytes copy = copied(datagram).subspan(kHeadRoom, datagram.size());
  outbox_.add(out.out(), path.client, copy, from, false);
}

}  // namespace turn::io
