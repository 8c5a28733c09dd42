// SPDX-License-Identifier: MIT
#include "api/http_server.hpp"

#include <algorithm>
#include <utility>

#include "api/http_server_impl.hpp"
#include "net/front.hpp"
#include "net/sockaddr.hpp"

namespace api {
namespace {

// libmicrohttpd may want to run again at once; after this many turns the loop's other events get
// their turn.
constexpr int kTurnsInARow = 16;

// libmicrohttpd counts a connection that gave way until it notices that the connection is shut
// down, so its own limit is that much higher.
constexpr unsigned kClosing = 128;

// Each arrival is one of the front's connections, so this mailbox is never full: the places decide
// who stays.
constexpr std::size_t kMostArrivals = 32768;
static_assert(kMostArrivals >= net::FrontLimits{}.connections);

base::Counter& refused(base::Metrics& metrics, const std::string& server, std::string reason) {
  return metrics.counter("lectern_http_refused_total",
                         "HTTP connections and requests turned away, by reason",
                         {{"server", server}, {"reason", std::move(reason)}});
}

base::Counter& gave_way(base::Metrics& metrics, const std::string& server, std::string limit) {
  return metrics.counter("lectern_http_gave_way_total",
                         "Idle HTTP connections closed for new ones, by the limit that was reached",
                         {{"server", server}, {"limit", std::move(limit)}});
}

}  // namespace

HttpServer::Impl::Impl(net::EventLoop& loop, Pools pools, Handler handler, HttpLimits limits,
                       const base::Log& log, base::Metrics& metrics)
    : loop_(loop),
      pools_(pools),
      handler_(std::make_shared<const Handler>(std::move(handler))),
      limits_(std::move(limits)),
      log_(log),
      refused_full_(refused(metrics, limits_.name, "connection_limit")),
      refused_overload_(refused(metrics, limits_.name, "overloaded")),
      cut_off_(refused(metrics, limits_.name, "too_slow")),
      gave_way_total_(gave_way(metrics, limits_.name, "total")),
      gave_way_site_(gave_way(metrics, limits_.name, "site")),
      unanswered_(metrics.counter(
          "lectern_http_unanswered_total",
          "HTTP requests that ended without an answer: the client left, or broke HTTP's rules",
          {{"server", limits_.name}})),
      open_(metrics.gauge("lectern_http_connections", "Open HTTP connections",
                          {{"server", limits_.name}})),
      exchanges_(metrics.gauge("lectern_http_requests", "HTTP requests that are read or answered",
                               {{"server", limits_.name}})),
      id_prefix_(base::SystemRandom{}.hex(4)),
      places_({limits_.connections, std::min(limits_.reserved, limits_.connections)}),
      door_(std::make_shared<Door>(this)),
      arrivals_(loop, kMostArrivals, [this](Arrival arrival) { add(std::move(arrival)); }),
      // Each connection has at most one response on its way, so this mailbox cannot be full.
      finished_(loop, std::size_t{limits_.connections} + kClosing,
                [this](Finished finished) { finish(std::move(finished)); }),
      timeout_(loop, [this] { pump(); }),
      sweep_(loop, [this] { sweep(); }) {
  metrics.histogram_reader("lectern_http_request_duration_seconds",
                           "Time from the head of an HTTP request to the end of its answer",
                           [durations = durations_] { return durations->value(); },
                           {{"server", limits_.name}});
  for (std::size_t digit = 2; digit < std::size(responses_); ++digit) {
    responses_[digit] = &metrics.counter(
        "lectern_http_responses_total", "HTTP answers by the class of their status",
        {{"server", limits_.name}, {"status", std::to_string(digit) + "xx"}});
  }
}

base::Status HttpServer::Impl::start() {
  TRY(ends_, net::EndWatch::open(loop_, [this](int fd, net::PeerEnd end) { peer_ended(fd, end); }));
  // The logger comes first: libmicrohttpd reports errors of the later options by it.
  daemon_.reset(MHD_start_daemon(
      MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
      nullptr, nullptr, &Impl::on_request, this, MHD_OPTION_EXTERNAL_LOGGER, &Impl::on_log, this,
      MHD_OPTION_URI_LOG_CALLBACK, &Impl::on_target, this, MHD_OPTION_NOTIFY_COMPLETED,
      &Impl::on_completed, this, MHD_OPTION_NOTIFY_CONNECTION, &Impl::on_connection, this,
      MHD_OPTION_CONNECTION_LIMIT, limits_.connections + kClosing,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits_.connection_memory, MHD_OPTION_CONNECTION_TIMEOUT,
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
                             bool tls, net::TrustedProxies proxies) {
  // A full mailbox drops the arrival, which closes the descriptor.
  if (!arrivals_.post(Arrival{std::move(fd), client, local, tls, std::move(proxies)}))
    refused_full_.add();
}

void HttpServer::Impl::add(Arrival arrival) {
  if (!daemon_) return;
  if (!make_room(arrival)) return refuse(arrival);
  const net::SocketAddress address{arrival.client};
  const int fd = arrival.fd.release();  // libmicrohttpd closes it, also if it refuses
  arriving_.insert_or_assign(fd, std::move(arrival));
  if (MHD_add_connection(daemon_.get(), fd, address.data(), address.size()) != MHD_YES) {
    arriving_.erase(fd);
    refused_full_.add();
  }
  pump();
}

void HttpServer::Impl::on_io(net::Interest) noexcept { pump(); }

void HttpServer::Impl::pump() noexcept {
  if (!daemon_) return;
  run_library();
  if (ended_.empty()) return;
  close_ended();
  run_library();
}

void HttpServer::Impl::run_library() noexcept {
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
  Connection& connection = *found->second;
  waiting_.erase(found);
  Exchange& exchange = *connection.exchange;
  exchange.response = std::move(finished.response);
  if (exchange.flow != Flow::none) enter(connection, Stage::receiving);
  // libmicrohttpd takes no answer in the middle of a body.
  if (exchange.flow == Flow::flowing && exchange.streamed->problem)
    (void)cut(connection, *exchange.streamed->problem);
  MHD_resume_connection(connection.handle);
  pump();
}

// libmicrohttpd limits only inactivity: a client that sends or reads a byte now and then would stay
// for ever.
void HttpServer::Impl::sweep() {
  const base::Instant now = loop_.now();
  for (const auto& [fd, connection] : connections_) {
    if (connection->deadline > now) continue;
    if (cut(*connection, request_timeout())) cut_off_.add();
  }
  if (!connections_.empty()) sweep_.start_after(limits_.sweep_interval);
  pump();
}

void HttpServer::Impl::stop() {
  if (!daemon_) return;
  stopping_ = true;
  door_->with([](Impl*& self) { self = nullptr; });
  sweep_.stop();
  // A suspended connection would make MHD_stop_daemon abort the process.
  for (const auto& [ticket, connection] : waiting_) {
    connection->exchange->response = to_response(overloaded("The server is stopping."));
    MHD_resume_connection(connection->handle);
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

void HttpServer::adopt(base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls,
                       net::TrustedProxies proxies) {
  impl_->adopt(std::move(fd), client, local, tls, std::move(proxies));
}

void HttpServer::stop() { impl_->stop(); }

}  // namespace api
