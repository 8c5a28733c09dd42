// SPDX-License-Identifier: MIT
#include "api/http_server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "api/http_server_impl.hpp"
#include "api/problem.hpp"
#include "api/rate_limit.hpp"
#include "net/sockaddr.hpp"

namespace api {
namespace {

// libmicrohttpd may want to run again at once; after this many turns the loop's other events get
// their turn.
constexpr int kTurnsInARow = 16;

base::Counter& refused(base::Metrics& metrics, const std::string& server, std::string reason) {
  return metrics.counter("lectern_http_refused_total",
                         "HTTP connections and requests turned away, by reason",
                         {{"server", server}, {"reason", std::move(reason)}});
}

}  // namespace

HttpServer::Impl::Impl(net::EventLoop& loop, Pools pools, Handler handler, HttpLimits limits,
                       const base::Log& log, base::Metrics& metrics)
    : loop_(loop),
      pools_(pools),
      handler_(std::make_shared<const Handler>(std::move(handler))),
      limits_(std::move(limits)),
      log_(log),
      refused_address_(refused(metrics, limits_.name, "address_limit")),
      refused_full_(refused(metrics, limits_.name, "connection_limit")),
      refused_overload_(refused(metrics, limits_.name, "overloaded")),
      cut_off_(refused(metrics, limits_.name, "too_slow")),
      open_(metrics.gauge("lectern_http_connections", "Open HTTP connections",
                          {{"server", limits_.name}})),
      id_prefix_(base::SystemRandom{}.hex(4)),
      door_(std::make_shared<Door>(this)),
      arrivals_(loop, limits_.connections, [this](Arrival arrival) { add(std::move(arrival)); }),
      // Each connection has at most one response on its way, so this mailbox cannot be full.
      finished_(loop, std::size_t{limits_.connections} + 1,
                [this](Finished finished) { finish(std::move(finished)); }),
      timeout_(loop, [this] { pump(); }),
      sweep_(loop, [this] { sweep(); }) {
  for (std::size_t digit = 2; digit < std::size(responses_); ++digit) {
    responses_[digit] = &metrics.counter(
        "lectern_http_responses_total", "HTTP answers by the class of their status",
        {{"server", limits_.name}, {"status", std::to_string(digit) + "xx"}});
  }
}

base::Status HttpServer::Impl::start() {
  // The logger comes first: libmicrohttpd reports errors of the later options by it.
  daemon_.reset(MHD_start_daemon(
      MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
      nullptr, nullptr, &Impl::on_request, this, MHD_OPTION_EXTERNAL_LOGGER, &Impl::on_log, this,
      MHD_OPTION_URI_LOG_CALLBACK, &Impl::on_target, this, MHD_OPTION_NOTIFY_COMPLETED,
      &Impl::on_completed, this, MHD_OPTION_NOTIFY_CONNECTION, &Impl::on_connection, this,
      MHD_OPTION_CONNECTION_LIMIT, limits_.connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      limits_.connection_memory, MHD_OPTION_CONNECTION_TIMEOUT,
      static_cast<unsigned>(limits_.inactivity.count()), MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_END));
  if (!daemon_) return base::failure(base::Errc::internal, "libmicrohttpd does not start");
  const MHD_DaemonInfo* info = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD);
  if (info == nullptr || info->epoll_fd < 0)
    return base::failure(base::Errc::internal, "libmicrohttpd has no epoll");
  watch_ = std::make_unique<net::IoWatch>(loop_, info->epoll_fd, *this);
  watch_->set(net::Interest::read);
  return {};
}

void HttpServer::Impl::adopt(base::UniqueFd fd, base::Endpoint client, base::Endpoint local,
                             bool tls) {
  // A full mailbox drops the arrival, which closes the descriptor.
  if (!arrivals_.post(Arrival{std::move(fd), client, local, tls})) refused_full_.add();
}

bool HttpServer::Impl::over_address_limit(const std::string& address) const {
  const auto found = per_address_.find(address);
  return found != per_address_.end() && found->second >= limits_.connections_per_address;
}

void HttpServer::Impl::add(Arrival arrival) {
  if (!daemon_) return;
  const bool exempt = arrival.client.ip.is_loopback();
  if (!exempt && over_address_limit(RateLimits::address_key(arrival.client.ip)))
    return refused_address_.add();
  const net::SocketAddress address{arrival.client};
  const int fd = arrival.fd.release();  // libmicrohttpd closes it, also if it refuses
  arriving_.insert_or_assign(fd,
                             Arrival{base::UniqueFd{}, arrival.client, arrival.local, arrival.tls});
  if (MHD_add_connection(daemon_.get(), fd, address.data(), address.size()) != MHD_YES) {
    arriving_.erase(fd);
    refused_full_.add();
  }
  pump();
}

void HttpServer::Impl::on_io(net::Interest) noexcept { pump(); }

void HttpServer::Impl::pump() noexcept {
  if (!daemon_) return;
  for (int turn = 0; turn < kTurnsInARow; ++turn) {
    MHD_run(daemon_.get());
    MHD_UNSIGNED_LONG_LONG milliseconds = 0;
    if (MHD_get_timeout(daemon_.get(), &milliseconds) != MHD_YES) return timeout_.stop();
    if (milliseconds != 0) {
      // An hour is long enough for its coarse timeouts, and it does not overflow.
      const auto wait = std::min<MHD_UNSIGNED_LONG_LONG>(milliseconds, 3'600'000);
      return timeout_.start_after(std::chrono::milliseconds{wait});
    }
  }
  timeout_.start_after(std::chrono::nanoseconds{0});
}

// In external mode MHD_resume_connection does not wake the loop (0.9.75 drops its wake-up pipe):
// resume here, then pump.
void HttpServer::Impl::finish(Finished finished) {
  const auto found = waiting_.find(finished.ticket);
  if (found == waiting_.end()) return;
  const Waiting waiting = found->second;
  waiting_.erase(found);
  waiting.exchange->response = std::move(finished.response);
  MHD_resume_connection(waiting.handle);
  pump();
}

void HttpServer::Impl::enter(Connection& connection, Stage stage) noexcept {
  connection.stage = stage;
  switch (stage) {
    case Stage::idle: connection.deadline = loop_.now() + limits_.head_time; break;
    case Stage::receiving: connection.deadline = loop_.now() + limits_.body_time; break;
    case Stage::handling: connection.deadline = base::Instant::max(); break;
    case Stage::sending: connection.deadline = loop_.now() + limits_.send_time; break;
  }
}

// libmicrohttpd limits only inactivity: a client that sends or reads a byte now and then would stay
// for ever.
void HttpServer::Impl::sweep() {
  const base::Instant now = loop_.now();
  for (const auto& [key, connection] : connections_) {
    if (connection->deadline > now) continue;
    ::shutdown(connection->fd, SHUT_RDWR);
    connection->deadline = base::Instant::max();
    cut_off_.add();
  }
  if (!connections_.empty()) sweep_.start_after(limits_.sweep_interval);
  pump();
}

void HttpServer::Impl::stop() {
  if (!daemon_) return;
  door_->with([](Impl*& self) { self = nullptr; });
  sweep_.stop();
  // A suspended connection would make MHD_stop_daemon abort the process.
  for (const auto& [ticket, waiting] : waiting_) {
    waiting.exchange->response = to_response(overloaded("The server is stopping."));
    MHD_resume_connection(waiting.handle);
  }
  waiting_.clear();
  MHD_run(daemon_.get());
  timeout_.stop();
  watch_.reset();
  daemon_.reset();
}

base::Result<std::unique_ptr<HttpServer>> HttpServer::open(net::EventLoop& loop, Pools pools,
                                                           Handler handler, HttpLimits limits,
                                                           const base::Log& log,
                                                           base::Metrics& metrics) {
  auto impl =
      std::make_unique<Impl>(loop, pools, std::move(handler), std::move(limits), log, metrics);
  TRY(impl->start());
  return std::unique_ptr<HttpServer>{new HttpServer(std::move(impl))};
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

void HttpServer::adopt(base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls) {
  impl_->adopt(std::move(fd), client, local, tls);
}

void HttpServer::stop() { impl_->stop(); }

}  // namespace api
