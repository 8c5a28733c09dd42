// SPDX-License-Identifier: MIT
#include "signaling/ws_server_sockets.hpp"

#include <utility>

namespace signaling {
namespace {

// As long as a read of TLS may be: see net/tls_wire.
constexpr std::size_t kReadBytes = std::size_t{64} * 1024;
constexpr auto kTick = std::chrono::milliseconds{500};

}  // namespace

WsSockets::WsSockets(net::EventLoop& loop, WsHandler& handler, TransportSettings settings)
    : loop_(loop),
      handler_(handler),
      settings_(std::move(settings)),
      read_scratch_(kReadBytes),
      unfinished_({settings_.unfinished_bytes, 0}),
      round_(loop, [this] { end_round(); }),
      timer_(loop, [this] { check_time(); }) {
  timer_.start_after(kTick);
}

WsSockets::~WsSockets() { shut_down(); }

void WsSockets::adopt(std::unique_ptr<net::Stream> stream, const net::WebSocketRequest& request,
                      base::MutableBytes first) {
  if (shutting_down_) return;
  const SocketId id{next_socket_++};
  auto made = std::make_unique<WsSocket>(*this, id, std::move(stream));
  WsSocket& socket = *made;
  sockets_.emplace(id, std::move(made));
  socket.open(request, first);
}

void WsSockets::deliver(SocketId id) noexcept {
  if (const auto found = sockets_.find(id); found != sockets_.end()) flush_later(*found->second);
}

void WsSockets::close(SocketId id, CloseCode code) noexcept {
  if (const auto found = sockets_.find(id); found != sockets_.end()) found->second->close(code);
}

void WsSockets::flush_later(WsSocket& socket) noexcept {
  if (std::exchange(socket.in_flush_list, true)) return;
  if (to_flush_.empty()) round_.signal();
  to_flush_.push_back(&socket);
}

void WsSockets::read_later(WsSocket& socket) noexcept {
  if (std::exchange(socket.in_read_list, true)) return;
  to_read_.push_back(&socket);
  round_.signal();
}

void WsSockets::bury(WsSocket& socket) noexcept {
  if (over_.empty()) round_.signal();
  over_.push_back(&socket);
  unfinished_.leave(socket.id());
}

// Sending may end sockets, whose end is told to others: until nothing is left to send.
void WsSockets::end_round() noexcept {
  for (WsSocket* socket : std::exchange(to_read_, {})) {
    socket->in_read_list = false;
    socket->read();
  }
  while (!to_flush_.empty()) {
    flushing_.swap(to_flush_);  // both keep their memory
    for (WsSocket* socket : flushing_) {
      socket->in_flush_list = false;
      socket->flush();
    }
    flushing_.clear();
  }
  for (WsSocket* socket : std::exchange(over_, {})) {
    if (socket->in_read_list) std::erase(to_read_, socket);
    sockets_.erase(socket->id());
  }
}

void WsSockets::hold_unfinished(WsSocket& socket, std::size_t bytes) {
  socket.holds_unfinished = bytes != 0;
  if (bytes == 0 || socket.over()) return unfinished_.leave(socket.id());
  unfinished_.enter(socket.id(), socket.client().ip, 0);
  unfinished_.touch(socket.id());
  unfinished_.hold(socket.id(), bytes);
  while (unfinished_.taken() > settings_.unfinished_bytes) {
    WsSocket& slowest = *sockets_.at(*unfinished_.next_to_give_way());
    unfinished_.leave(slowest.id());
    slowest.holds_unfinished = false;
    slowest.give_up(CloseCode::try_again_later);
  }
}

void WsSockets::check_time() noexcept {
  const base::Instant now = loop_.now();
  for (const auto& [id, socket] : sockets_) socket->check_time(now);
  timer_.start_after(kTick);
}

void WsSockets::shut_down() noexcept {
  shutting_down_ = true;
  timer_.stop();
  std::vector<WsSocket*> left;
  for (const auto& [id, socket] : sockets_) left.push_back(socket.get());
  for (WsSocket* socket : left) socket->cut_off();
  end_round();
  sockets_.clear();
}

}  // namespace signaling
