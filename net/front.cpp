// SPDX-License-Identifier: MIT
#include "net/front.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/fair_places.hpp"
#include "net/failure_reporter.hpp"
#include "net/front_connection.hpp"
#include "net/front_context.hpp"
#include "net/proxy_protocol.hpp"
#include "net/sockaddr.hpp"
#include "net/spare_descriptors.hpp"
#include "net/tcp_listener.hpp"

namespace net {

using base::Errc;
using base::Status;

std::string_view to_string(FrontRefusal refusal) noexcept {
  switch (refusal) {
    case FrontRefusal::address_limit: return "address_limit";
    case FrontRefusal::proxy_header: return "proxy_header";
    case FrontRefusal::untrusted_proxy: return "untrusted_proxy";
    case FrontRefusal::tls_handshake: return "tls_handshake";
    case FrontRefusal::unknown_protocol: return "unknown_protocol";
    case FrontRefusal::bad_request: return "bad_request";
    case FrontRefusal::head_too_large: return "head_too_large";
    case FrontRefusal::timeout: return "timeout";
    case FrontRefusal::gone: return "gone";
    case FrontRefusal::no_sink: return "no_sink";
    case FrontRefusal::internal: return "internal";
  }
  return "unknown";
}

std::string_view to_string(FrontShortage shortage) noexcept {
  switch (shortage) {
    case FrontShortage::waiting: return "waiting";
    case FrontShortage::connections: return "connections";
    case FrontShortage::descriptors: return "descriptors";
  }
  return "unknown";
}

namespace {

// Enough for a crowd to show its requests while all other descriptors of the process are in use.
constexpr std::size_t kSpareDescriptors = 32;
// Stands for the client of a connection whose PROXY header has not come. The proxy's own address
// would let these connections push out clients of the proxy's machine, such as health checks.
constexpr base::IpAddress kNotSaidYet = base::IpAddress::v4(0, 0, 0, 0);

bool is_trusted_proxy(const FrontListener& listener, const base::IpAddress& ip) noexcept {
  if (listener.trusted_proxies.empty()) return ip.is_loopback();
  return base::is_among(ip, listener.trusted_proxies);
}

base::Counter& violations(base::Metrics& metrics, std::string protocol) {
  return metrics.counter("lectern_front_violations_total",
                         "Conversations ended because the client broke the protocol.",
                         {{"protocol", std::move(protocol)}});
}

}  // namespace

FrontCounters::FrontCounters(base::Metrics& metrics)
    : tls_handshake_failures(
          metrics.counter("lectern_tls_handshake_failures_total", "TLS handshakes that failed.")),
      waiting(
          metrics.gauge("lectern_front_waiting", "Connections accepted and not yet handed over.")),
      bridges(metrics.gauge("lectern_front_bridges",
                            "Connections pumped to the HTTP and WebSocket servers.")),
      system_failures(metrics.counter(
          "lectern_front_system_failures_total",
          "Connections that the system did not give the front, or not at once: no descriptors.")),
      http_violations(violations(metrics, "http")),
      websocket_violations(violations(metrics, "websocket")) {
  constexpr std::string_view names[] = {"turn", "websocket", "http", "redirect", "challenge"};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    kinds[i] = &metrics.counter("lectern_front_connections_total",
                                "Connections served, by what they asked for.",
                                {{"kind", std::string{names[i]}}});
  }
  for (std::size_t i = 0; i < refusals.size(); ++i) {
    refusals[i] =
        &metrics.counter("lectern_front_refused_total", "Connections not served, by reason.",
                         {{"reason", std::string{to_string(static_cast<FrontRefusal>(i))}}});
  }
  for (std::size_t i = 0; i < shortages.size(); ++i) {
    shortages[i] =
        &metrics.counter("lectern_front_gave_way_total",
                         "Connections ended to make room for others, by what had run out.",
                         {{"reason", std::string{to_string(static_cast<FrontShortage>(i))}}});
  }
}

class Front::Impl {
 public:
  // A bridge is idle while it moves no bytes.
  class Activity final : public BridgeMeter {
   public:
    explicit Activity(Impl& front) noexcept : front_(front) {}
    void on_moved(std::uint64_t, std::uint64_t) noexcept override { front_.served_.touch(bridge); }
    const Bridge* bridge = nullptr;

   private:
    Impl& front_;
  };
  struct ServedBridge {
    std::unique_ptr<Activity> activity;  // before the bridge, which uses it
    std::unique_ptr<Bridge> bridge;
  };

  Impl(EventLoop& loop, std::shared_ptr<TlsContext> tls, FrontSinks sinks, const base::Log& log,
       base::Metrics& metrics, const FrontLimits& limits)
      : log_(log),
        tls_(std::move(tls)),
        table_(ConnectionTable::make(limits.connections_per_address, limits.exempt_loopback)),
        context_{loop, std::move(sinks), limits, FrontCounters(metrics), 443, {}, {}, {}, {}, {},
                 {}},
        waiting_({limits.waiting, std::min(limits.reserved, limits.waiting)}),
        served_({limits.connections, std::min(limits.reserved, limits.connections)}),
        spares_(kSpareDescriptors, limits.descriptor_ceiling),
        failures_(loop, log, "front_system_failure") {
    context_.scratch.resize(
        std::max({Bridge::kScratch, limits.head_bytes + 1, kLongestProxyHeader}));
    context_.on_end = [this](FrontConnection& c) { end(&c); };
    context_.on_client_known = [this](FrontConnection& c, const base::IpAddress& client) {
      waiting_.leave(&c);
      wait(c, client);
    };
    context_.free_descriptors = [this](FrontConnection& c) {
      waiting_.leave(&c);  // it has shown its request, and does not give way to itself
      const bool freed =
          end_next(served_, FrontShortage::descriptors) || (free_one() && free_one());
      // One served connection frees two descriptors at once, and the new one needs three. Without a
      // second one to give way the spares run out, and the listener pauses before the next client.
      if (spares_.size() < kSpareDescriptors) (void)end_next(served_, FrontShortage::descriptors);
      return freed;
    };
    context_.on_failure = [this](std::string_view what, const base::Error& error) {
      context_.counters.system_failures.add();
      failures_.note(what, error);
    };
    context_.make_bridge = [this](std::unique_ptr<Stream> outer, base::UniqueFd near,
                                  std::vector<std::byte> first,
                                  std::unique_ptr<BridgeFilter> filter) -> Bridge& {
      return make_bridge(std::move(outer), std::move(near), std::move(first), std::move(filter));
    };
  }

  ~Impl() { context_.counters.bridges.add(-static_cast<std::int64_t>(bridges_.size())); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // Call once.
  Status listen(std::vector<FrontListener> listeners);

  const base::Log& log_;
  std::mutex tls_mutex_;
  std::shared_ptr<TlsContext> tls_;  // guarded by tls_mutex_
  std::shared_ptr<ConnectionTable> table_;
  FrontContext context_;
  std::unordered_map<const FrontConnection*, std::unique_ptr<FrontConnection>> connections_;
  std::unordered_map<const Bridge*, ServedBridge> bridges_;
  base::FairPlaces<const FrontConnection*> waiting_;  // all of connections_
  base::FairPlaces<const Bridge*> served_;            // all of bridges_
  SpareDescriptors spares_;
  FailureReporter failures_;
  std::vector<FrontListener> wanted_;
  std::vector<std::unique_ptr<TcpListener>> listeners_;
  std::vector<Endpoint> bound_;

 private:
  void accept(const FrontListener& listener, base::UniqueFd fd, const Endpoint& peer);
  Bridge& make_bridge(std::unique_ptr<Stream> outer, base::UniqueFd near,
                      std::vector<std::byte> first, std::unique_ptr<BridgeFilter> filter);
  void wait(const FrontConnection& connection, const base::IpAddress& client);
  void end(const FrontConnection* connection);
  void end(const Bridge* bridge);
  // A descriptor that no served connection needs.
  bool free_one() { return spares_.give_one() || end_next(waiting_, FrontShortage::descriptors); }
  // Ends the holder of these places that has to give way; false where there is none.
  template <class Key>
  bool end_next(const base::FairPlaces<Key>& places, FrontShortage why);
};

Status Front::Impl::listen(std::vector<FrontListener> listeners) {
  wanted_ = std::move(listeners);
  std::vector<Endpoint> addresses;
  addresses.reserve(wanted_.size());
  for (const FrontListener& listener : wanted_) addresses.push_back(listener.address);
  for (const FrontListener& listener : wanted_) {
    if (listener.tls && listener.redirect_to_https) {
      return base::failure(Errc::invalid_argument,
                           "listener " + listener.address.print() +
                               ": tls and redirect_to_https exclude each other");
    }
    if (listener.tls && !tls_) {
      return base::failure(Errc::invalid_argument,
                           "listener " + listener.address.print() + ": no certificate");
    }
    TcpListenOptions options;
    options.free_a_descriptor = [this] { return free_one(); };
    options.descriptor_ceiling = context_.limits.descriptor_ceiling;
    options.on_failure = [this](const base::Error& error) {
      context_.on_failure("connection_of_client", error);
    };
    // "[::]:443" alone takes IPv4, too; beside "0.0.0.0:443" it takes IPv6 only.
    options.v6_only = has_v4_twin(listener.address, addresses);
    options.free_bind = true;
    auto opened = TcpListener::open(context_.loop, listener.address, options,
                                    [this, &listener](base::UniqueFd fd, Endpoint peer) {
                                      accept(listener, std::move(fd), peer);
                                    });
    if (!opened && opened.error().code == Errc::unsupported && options.v6_only) {
      log_.warning("no_ipv6", {{"address", listener.address.print()},
                               {"effect", "IPv4 only, by its listener on the same port"}});
      bound_.push_back(Endpoint{base::IpAddress{}, listener.address.port});
      continue;
    }
    if (!opened) {
      return base::failure(opened.error().code,
                           "listener " + listener.address.print() + ": " + opened.error().what);
    }
    bound_.push_back((*opened)->local());
    if (listener.address.ip.is_v6() && bound_.back().ip.is_v4())
      log_.warning("no_ipv6", {{"address", listener.address.print()}, {"effect", "IPv4 only"}});
    listeners_.push_back(std::move(*opened));
    log_.info("listening", {{"address", bound_.back().print()},
                            {"tls", listener.tls},
                            {"redirect", listener.redirect_to_https},
                            {"proxy_protocol", listener.proxy_protocol}});
  }
  const auto https =
      std::find_if(wanted_.begin(), wanted_.end(), [](const FrontListener& l) { return l.tls; });
  if (https != wanted_.end())
    context_.https_port = bound_[static_cast<std::size_t>(https - wanted_.begin())].port;
  return {};
}

void Front::Impl::accept(const FrontListener& listener, base::UniqueFd fd, const Endpoint& peer) {
  if (listener.proxy_protocol && !is_trusted_proxy(listener, peer.ip)) {
    return context_.counters.refused(FrontRefusal::untrusted_proxy);
  }
  std::shared_ptr<TlsContext> tls;
  if (listener.tls) {
    const std::scoped_lock lock(tls_mutex_);
    tls = tls_;
  }
  const Endpoint local = local_endpoint(fd.get());
  auto made = std::make_unique<FrontConnection>(
      context_, std::move(fd),
      FrontConnection::Origin{peer, local, listener.proxy_protocol, listener.redirect_to_https,
                              listener.http_proxies, listener.https_origin, std::move(tls),
                              table_->admit()});
  FrontConnection& connection = *made;
  connections_.emplace(&connection, std::move(made));
  wait(connection, listener.proxy_protocol ? kNotSaidYet : peer.ip);
  spares_.refill();
  connection.start();
}

// Gives the connection a place among those that have not shown a request.
void Front::Impl::wait(const FrontConnection& connection, const base::IpAddress& client) {
  while (!waiting_.has_room(client) && end_next(waiting_, FrontShortage::waiting)) {}
  waiting_.enter(&connection, client);
}

void Front::Impl::end(const FrontConnection* connection) {
  waiting_.leave(connection);
  connections_.erase(connection);
}

void Front::Impl::end(const Bridge* bridge) {
  served_.leave(bridge);
  bridges_.erase(bridge);
  context_.counters.bridges.add(-1);
}

template <class Key>
bool Front::Impl::end_next(const base::FairPlaces<Key>& places, FrontShortage why) {
  const auto next = places.next_to_give_way();
  if (!next) return false;
  context_.counters.gave_way(why);
  end(*next);
  return true;
}

Bridge& Front::Impl::make_bridge(std::unique_ptr<Stream> outer, base::UniqueFd near,
                                 std::vector<std::byte> first,
                                 std::unique_ptr<BridgeFilter> filter) {
  const base::IpAddress client = outer->peer().ip;
  while (!served_.has_room(client) && end_next(served_, FrontShortage::connections)) {}
  auto activity = std::make_unique<Activity>(*this);
  auto made = std::make_unique<Bridge>(
      context_.loop, std::move(outer), std::move(near), std::move(first), context_.scratch,
      BridgeLimits{context_.limits.stall_timeout}, [this](Bridge& ended) { end(&ended); },
      activity.get(), std::move(filter));
  Bridge& bridge = *made;
  activity->bridge = &bridge;
  bridges_.emplace(&bridge, ServedBridge{std::move(activity), std::move(made)});
  served_.enter(&bridge, client);
  context_.counters.bridges.add(1);
  return bridge;
}

Front::Front(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Front::~Front() = default;

base::Result<std::unique_ptr<Front>> Front::open(EventLoop& loop,
                                                 std::vector<FrontListener> listeners,
                                                 std::shared_ptr<TlsContext> tls, FrontSinks sinks,
                                                 const base::Log& log, base::Metrics& metrics,
                                                 FrontLimits limits) {
  auto impl = std::make_unique<Impl>(loop, std::move(tls), std::move(sinks), log, metrics, limits);
  TRY(impl->listen(std::move(listeners)));
  return std::unique_ptr<Front>(new Front(std::move(impl)));
}

std::vector<Endpoint> Front::bound() const { return impl_->bound_; }

void Front::set_tls(std::shared_ptr<TlsContext> tls) {
  const std::scoped_lock lock(impl_->tls_mutex_);
  impl_->tls_.swap(tls);
}

void Front::stop_accepting() { impl_->listeners_.clear(); }

std::size_t Front::connections() const noexcept { return impl_->table_->size(); }

}  // namespace net
