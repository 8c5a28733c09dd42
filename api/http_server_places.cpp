// SPDX-License-Identifier: MIT
// Who has a place in the HTTP server, who gives way when the places run out, and who is cut off.
// Loop thread.
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include "api/http_server_impl.hpp"
#include "base/time.hpp"
#include "net/http_answer.hpp"

namespace api {
namespace {

// So many connections that are being answered are passed over for an idle one.
constexpr int kMostPassedOver = 64;
// Of what a client has sent, so much is read and dropped before its connection closes. Closing with
// unread bytes resets the connection, and the client could lose the refusal.
constexpr std::size_t kMostDrained = std::size_t{256} * 1024;

// Returns how many bytes waited.
std::size_t drain(int fd) noexcept {
  std::array<char, 16384> dropped{};
  std::size_t total = 0;
  while (total < kMostDrained) {
    const ssize_t n = ::recv(fd, dropped.data(), dropped.size(), MSG_DONTWAIT);
    if (n <= 0) break;
    total += static_cast<std::size_t>(n);
  }
  return total;
}

// A refusal is short: a socket that cannot take it at once belongs to a client that reads nothing.
void send_last(int fd, std::string_view text) noexcept {
  (void)::send(fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

bool has_unread_bytes(int fd) noexcept {
  int bytes = 0;
  return ::ioctl(fd, FIONREAD, &bytes) == 0 && bytes > 0;
}

}  // namespace

// The connection's idle time begins anew. A slow body does not prolong it: the client is idle since
// its request began.
void HttpServer::Impl::enter(Connection& connection, Stage stage) {
  if (connection.stage == Stage::closing) return;
  const Stage before = std::exchange(connection.stage, stage);
  connection.since = loop_.now();
  switch (stage) {
    case Stage::idle: connection.deadline = connection.since + limits_.head_time; break;
    case Stage::receiving: connection.deadline = connection.since + limits_.body_time; break;
    case Stage::sending: connection.deadline = connection.since + limits_.send_time; break;
    case Stage::handling:
    case Stage::closing: connection.deadline = base::Instant::max(); break;
  }
  if (before == Stage::handling && stage != Stage::handling) {
    --with_workers_;
    places_.enter(connection.fd, connection.client.ip);
  } else if (before != Stage::handling && stage == Stage::handling) {
    ++with_workers_;
    places_.leave(connection.fd);
  } else {
    places_.touch(connection.fd);
  }
}

template <class Next>
HttpServer::Impl::Connection* HttpServer::Impl::choose_idle(Next next) {
  const base::Instant now = loop_.now();
  Connection* chosen = nullptr;
  for (int i = 0; i < kMostPassedOver; ++i) {
    const std::optional<int> fd = next();
    if (!fd) return nullptr;
    chosen = connections_.at(*fd).get();
    const bool reads =
        chosen->stage == Stage::sending && now < chosen->since + limits_.reading_time;
    if (!reads) return chosen;
    places_.touch(*fd);
  }
  return chosen;
}

// False where nobody can give way, because workers have all requests.
bool HttpServer::Impl::make_room(const Arrival& arrival) {
  const base::IpAddress& client = arrival.client.ip;
  const auto over_share = [&] {
    const bool exempt = client.is_loopback() || net::is_among(client, arrival.proxies);
    return !exempt && places_.taken_by_site(client) >= limits_.connections_per_site;
  };
  while (over_share()) {
    Connection* idle = choose_idle([&] { return places_.longest_idle_of_site(client); });
    if (idle == nullptr) return false;
    give_way(*idle, gave_way_site_);
  }
  while (!places_.has_room(client, with_workers_ + 1)) {
    Connection* idle = choose_idle([&] { return places_.next_to_give_way(); });
    if (idle == nullptr) return false;
    give_way(*idle, gave_way_total_);
  }
  return true;
}

void HttpServer::Impl::give_way(Connection& connection, base::Counter& reason) {
  reason.add();
  (void)cut(connection, server_busy());
}

// A client that waits for its next request learns nothing: it opens another connection. An answer
// that nobody asked for could be taken for the answer to that request.
bool HttpServer::Impl::cut(Connection& connection, const Problem& why) {
  const bool answered = connection.stage == Stage::sending;
  const bool asks = drain(connection.fd) > 0 || connection.stage == Stage::receiving;
  if (asks && !answered) send_last(connection.fd, print_refusal(connection.tls, why));
  ::shutdown(connection.fd, SHUT_RDWR);
  enter(connection, Stage::closing);
  places_.leave(connection.fd);
  return asks || answered;
}

void HttpServer::Impl::refuse(const Arrival& arrival) {
  refused_full_.add();
  (void)drain(arrival.fd.get());
  const auto why = server_busy();
  send_last(arrival.fd.get(), print_refusal(arrival.tls, why));
}

std::string HttpServer::Impl::print_refusal(bool tls, const Problem& why) const {
  Request about;
  about.tls = tls;
  Response response = to_response(why);
  handler_->decorate(about, response);
  return net::make_http_answer(base::SystemClock{}.wall_now(), response.status,
                               response.header_lines(), response.text());
}

void HttpServer::Impl::peer_ended(int fd, net::PeerEnd end) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  // No worker begins a request whose client is gone.
  if (end == net::PeerEnd::full && connection.exchange) connection.exchange->job->abandoned = true;
  ended_.insert(fd);
  timeout_.start_after(std::chrono::nanoseconds{0});  // one run for all ends of this wake-up
}

// libmicrohttpd does not see an end that comes together with the last bytes: it waits for another
// event of an edge-triggered epoll. An incomplete request of a client that sends no more never
// completes, so its connection closes. A complete one gets its answer first.
void HttpServer::Impl::close_ended() {
  std::erase_if(ended_, [this](int fd) {
    Connection& connection = *connections_.at(fd);
    if (connection.stage == Stage::handling || connection.stage == Stage::sending) return false;
    if (connection.stage != Stage::closing) {
      if (has_unread_bytes(fd)) return false;
      ::shutdown(fd, SHUT_RDWR);
      enter(connection, Stage::closing);
      places_.leave(fd);
    }
    return true;
  });
}

}  // namespace api
