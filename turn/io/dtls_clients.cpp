// SPDX-License-Identifier: MIT
#include "turn/io/dtls_clients.hpp"

#include <algorithm>

namespace turn::io {
namespace {

using State = net::DtlsSession::State;

// Decrypted messages that wait to be forwarded at the same time.
constexpr std::size_t kRooms = 64;
// An odd number of cache lines, for the same reason as kSlotSize.
constexpr std::size_t kRoomSize = 259 * 64;
static_assert(kRoomSize >= kHeadRoom + net::DtlsSession::kMaxMessage + kTailRoom);

}  // namespace

DtlsClients::DtlsClients(net::EventLoop& loop, DtlsHost& host, Stats& stats, base::Random& random,
                         const Limits& limits)
    : loop_(loop),
      host_(host),
      stats_(stats),
      limits_(limits),
      hello_limit_(limits.hellos_per_second, limits.hello_burst, random),
      places_(net::ConnectionTable::make(limits.sessions_per_address, true)),
      handshake_places_(net::ConnectionTable::make(limits.handshakes_per_address, false)),
      handshaking_({limits.handshakes, 0}),
      timer_(loop, [this] { on_timer(); }),
      rooms_(new std::byte[kRooms * kRoomSize]) {}

void DtlsClients::set_hello_limit(std::uint32_t per_second, std::uint32_t burst,
                                  base::Random& random) {
  // A new limiter begins with a full burst, so replace it only when the limit changes.
  if (per_second == limits_.hellos_per_second && burst == limits_.hello_burst) return;
  limits_.hellos_per_second = per_second;
  limits_.hello_burst = burst;
  hello_limit_ = PrefixLimiter{per_second, burst, random};
}

DtlsClients::~DtlsClients() = default;

base::Result<std::unique_ptr<DtlsClients>> DtlsClients::make(
    net::EventLoop& loop, std::shared_ptr<net::TlsContext> tls, const net::DtlsCookies& cookies,
    DtlsHost& host, Stats& stats, base::Random& random, const Limits& limits) {
  std::unique_ptr<DtlsClients> made{new DtlsClients(loop, host, stats, random, limits)};
  TRY(auto acceptor, net::DtlsAcceptor::make(std::move(tls), cookies, *made));
  made->acceptor_ = std::move(acceptor);
  return made;
}

DtlsClients::Client* DtlsClients::find(std::uint32_t id) noexcept {
  const auto at = clients_.find(id);
  return at == clients_.end() ? nullptr : at->second.get();
}

void DtlsClients::on_dtls_output(const net::DtlsPath& path, base::Bytes datagram) noexcept {
  host_.send_dtls(output_listener_, path, datagram);
}

void DtlsClients::receive(std::uint32_t listener, const net::DtlsPath& path,
                          base::Bytes datagram) noexcept {
  output_listener_ = listener;
  const FiveTuple tuple{Transport::dtls, path.client, path.server};
  const auto known = by_tuple_.find(tuple);
  if (known == by_tuple_.end()) return meet(listener, tuple, path, datagram);
  const net::DtlsSession& session = *clients_.at(known->second)->session;
  // RFC 6347 section 4.2.8: a client may begin a new association from the same port. The old
  // association ends when the client has returned a cookie. A delayed copy of the ClientHello that
  // began the old association does not count.
  if (session.state() == State::open && net::is_client_hello(datagram) &&
      !session.began_with(datagram))
    return meet(listener, tuple, path, datagram);
  feed(known->second, datagram);
}

void DtlsClients::meet(std::uint32_t listener, const FiveTuple& tuple, const net::DtlsPath& path,
                       base::Bytes datagram) noexcept {
  const base::Instant now = loop_.now();
  if (!net::is_client_hello(datagram)) return stats_.drop(Drop::not_turn);
  if (!hello_limit_.allow(path.client.ip, now)) return stats_.drop(Drop::rate_limited);
  auto session = acceptor_->accept(path, datagram, now);
  if (acceptor_->asked_for_cookie()) stats_.dtls_cookies.add();
  if (!session) return;
  // The cookie has proved the client's address.
  auto client = std::make_unique<Client>();
  client->place = places_->admit();
  client->handshake_place = handshake_places_->admit();
  if (!client->place->claim(path.client.ip) || !client->handshake_place->claim(path.client.ip))
    return stats_.dtls_refused.add();
  if (const auto old = by_tuple_.find(tuple); old != by_tuple_.end()) end(old->second);
  if (!make_room(path.client.ip)) return stats_.dtls_refused.add();
  output_listener_ = listener;  // end() has changed it
  while (clients_.contains(next_id_)) ++next_id_;
  const std::uint32_t id = next_id_++;
  client->session = std::move(session);
  client->leg.tuple = tuple;
  client->leg.socket = id;
  client->listener = listener;
  client->give_up = now + limits_.handshake_time;
  client->last_message = now;
  client->timer = deadlines_.add(client->give_up, id);
  Client& added = *client;
  clients_.emplace(id, std::move(client));
  by_tuple_.emplace(tuple, id);
  handshaking_.enter(id, path.client.ip);
  associations_.enter(id, path.client.ip, now);
  stats_.dtls_opened.add();
  note_progress(id, added);
  arm();
}

// For one more handshake and one more association.
bool DtlsClients::make_room(const base::IpAddress& client) noexcept {
  while (!handshaking_.has_room(client)) {
    const auto next = handshaking_.next_to_give_way();
    if (!next) return false;
    stats_.dtls_gave_way.add();
    end(*next);
  }
  if (clients_.size() < limits_.sessions) return true;
  const auto next = associations_.next_to_give_way(
      [this](std::uint32_t id) { return clients_.at(id)->last_message; },
      [this](std::uint32_t id) { return host_.has_allocation(clients_.at(id)->leg.tuple); });
  if (!next) return false;
  stats_.dtls_gave_way.add();
  end(*next);
  return true;
}

void DtlsClients::feed(std::uint32_t id, base::Bytes datagram) noexcept {
  Client& client = *find(id);
  const bool was_open = client.session->state() == State::open;
  client.session->receive(datagram);
  hand_over(client);
  if (!was_open || client.session->state() != State::open) note_progress(id, client);
}

void DtlsClients::hand_over(Client& client) noexcept {
  for (;;) {
    if (rooms_used_ == kRooms) {
      host_.on_dtls_room_needed();
      rooms_used_ = 0;
    }
    std::byte* const room = rooms_.get() + rooms_used_ * kRoomSize;
    const std::size_t size =
        client.session->read({room + kHeadRoom, net::DtlsSession::kMaxMessage});
    if (size == 0) return;
    ++rooms_used_;
    client.last_message = loop_.now();
    host_.on_dtls_message(client.leg, {room, kHeadRoom + size + kTailRoom}, size);
  }
}

// Sets the next deadline of a handshake; ends an association that is closed or has failed.
void DtlsClients::note_progress(std::uint32_t id, Client& client) noexcept {
  switch (client.session->state()) {
    case State::handshaking: {
      base::Instant next = client.give_up;
      if (const auto repeat = client.session->timeout())
        next = std::min(next, loop_.now() + *repeat);
      deadlines_.reschedule(client.timer, next);
      return arm();
    }
    case State::open:
      if (client.handshake_place) stats_.dtls_handshakes.add();
      client.handshake_place.reset();
      handshaking_.leave(id);
      deadlines_.cancel(client.timer);
      return;
    case State::closed:
    case State::failed:
      if (client.handshake_place) stats_.dtls_failed.add();
      return end(id);
  }
}

void DtlsClients::send(std::uint32_t id, base::Bytes message) noexcept {
  Client* client = find(id);
  if (client == nullptr) return;
  if (message.size() > net::DtlsSession::kMaxMessage) return stats_.drop(Drop::too_long);
  const std::uint32_t before = std::exchange(output_listener_, client->listener);
  if (!client->session->send(message)) {
    stats_.drop(Drop::send_failed);
    if (client->session->state() != State::open) closing_.push_back(id);
  }
  output_listener_ = before;
}

void DtlsClients::bury() noexcept {
  for (const std::uint32_t id : std::exchange(closing_, {})) end(id);
}

void DtlsClients::end(std::uint32_t id) noexcept {
  Client* client = find(id);
  if (client == nullptr) return;
  output_listener_ = client->listener;
  client->session->close();
  deadlines_.cancel(client->timer);
  by_tuple_.erase(client->leg.tuple);
  handshaking_.leave(id);
  associations_.leave(id);
  stats_.dtls_closed.add();
  const auto gone = clients_.extract(id);
  host_.on_dtls_gone(gone.mapped()->leg.tuple);
}

void DtlsClients::close_all() noexcept {
  for (const auto& [id, client] : clients_) closing_.push_back(id);
  bury();
  timer_.stop();
}

void DtlsClients::on_timer() noexcept {
  const base::Instant now = loop_.now();
  // The clients are collected first: a new deadline must not be due in the same call.
  std::vector<std::uint32_t> due;
  deadlines_.expire(now, [&](std::uint32_t id) { due.push_back(id); });
  for (const std::uint32_t id : due) {
    Client* client = find(id);
    if (client == nullptr) continue;
    output_listener_ = client->listener;
    const bool late = client->give_up <= now;
    if (late || client->session->on_timeout() != State::handshaking) {
      stats_.dtls_failed.add();
      end(id);
      continue;
    }
    client->timer = deadlines_.add(client->give_up, id);
    note_progress(id, *client);
  }
  host_.on_dtls_turn_done();
  arm();
}

void DtlsClients::arm() noexcept {
  if (const auto next = deadlines_.next_deadline()) timer_.start_at(*next);
}

}  // namespace turn::io
