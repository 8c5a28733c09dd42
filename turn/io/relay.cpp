// SPDX-License-Identifier: MIT
#include "turn/io/relay.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/random.hpp"
#include "net/dtls_cookies.hpp"
#include "net/sockaddr.hpp"
#include "net/tcp_listener.hpp"
#include "net/udp_socket.hpp"
#include "turn/io/exchange.hpp"
#include "turn/io/hairpin.hpp"
#include "turn/io/listening.hpp"
#include "turn/io/relay_metrics.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

unsigned worker_count(unsigned configured) {
  if (configured == 0) configured = std::max(1u, std::thread::hardware_concurrency());
  return std::min(configured, Relay::kMostWorkers);
}

std::vector<RelayAddress> relay_addresses(const std::vector<base::IpAddress>& locals,
                                          const std::vector<RelayAddress>& external) {
  std::vector<RelayAddress> addresses;
  addresses.reserve(locals.size());
  for (const base::IpAddress& local : locals)
    addresses.push_back({local, seen_as(external, local)});
  return addresses;
}

base::Status check(const Settings& settings) {
  const auto bad = [](std::string what) {
    return base::failure(base::Errc::invalid_argument, std::move(what));
  };
  if (settings.listen.empty() && settings.tls_listen.empty())
    return bad("the relay has no address to listen on");
  if (settings.relay_addresses.size() > 0xffff) return bad("too many relay addresses");
  if (!settings.nat_discovery.empty() && !fit_for_discovery(settings.nat_discovery))
    return bad("NAT discovery wants two addresses of one family, with two different ports");
  const bool dtls = std::ranges::any_of(settings.tls_listen, &base::ListenAddress::udp);
  if (dtls && !settings.tls) return bad("DTLS wants a certificate");
  for (const base::IpAddress& ip : settings.relay_addresses) {
    if (ip.is_unspecified()) return bad("a relay address must be one address, not " + ip.print());
  }
  for (const RelayAddress& mapped : settings.external) {
    if (mapped.local.family() != mapped.external.family()) {
      return bad("external address " + mapped.external.print() + " is of another family than " +
                 mapped.local.print());
    }
  }
  if (settings.relay_ports.first == 0 || settings.relay_ports.first > settings.relay_ports.last)
    return bad("the range of relay ports is empty");
  const std::string& realm = settings.core.realm;
  // RFC 8489 section 14.9: fewer than 128 characters
  if (realm.empty() || realm.size() > 127) return bad("the realm must have 1 to 127 bytes");
  return {};
}

// The listeners use SO_REUSEPORT, so a second daemon of the same user could bind the same port
// without an error. A bind without SO_REUSEPORT fails if any program uses the port.
base::Status check_free_for_udp(const base::Endpoint& local, bool v6_only) {
  if (local.port == 0) return {};
  net::UdpOptions options;
  options.v6_only = v6_only || !local.ip.is_unspecified();
  options.free_bind = true;
  TRY(net::UdpSocket::open(local, options));
  return {};
}

base::Status check_free_for_tcp(const base::Endpoint& local, bool v6_only) {
  if (local.port == 0) return {};
  TRY(const auto loop, net::EventLoop::open("listen"));
  net::TcpListenOptions options;
  options.v6_only = v6_only || !local.ip.is_unspecified();
  TRY(net::TcpListener::open(*loop, local, options, [](base::UniqueFd, const base::Endpoint&) {}));
  return {};
}

V6Only v6_only_of(const base::Endpoint& at, const std::vector<base::ListenAddress>& all) {
  return {net::has_v4_twin(at, base::endpoints_with(&base::ListenAddress::udp, all)),
          net::has_v4_twin(at, base::endpoints_with(&base::ListenAddress::tcp, all))};
}

}  // namespace

struct Relay::Impl {
  std::mutex reconfiguring;  // all workers get the configurations in the same order
  std::shared_ptr<Shared> shared;
  std::shared_ptr<WorkerStats> stats;
  std::unique_ptr<Hairpin> hairpin;
  std::unique_ptr<Exchange> exchange;
  std::unique_ptr<base::FailureLog> failures;
  // Shared by all workers: the kernel may deliver the second ClientHello to another worker.
  std::unique_ptr<net::DtlsCookies> cookies;
  std::vector<std::unique_ptr<Worker>> workers;  // destroyed after the threads are joined
  std::vector<std::jthread> threads;
  std::vector<base::ListenAddress> bound;
  std::vector<base::ListenAddress> bound_tls;
  std::vector<base::Endpoint> bound_discovery;
  std::atomic<unsigned> next_worker{0};
  base::Seed seed{};  // the keys in `shared` come from it
  std::optional<std::size_t> taken_over;

  base::Status build(Settings settings, const base::Log& log, base::Metrics& metrics,
                     std::optional<Handover> inherited);
  void take_over(const std::vector<PortPool::Reserved>& reserved, base::Instant since,
                 const base::Log& log);
  bool inherits_port(std::uint16_t port) const noexcept;
  base::Status check_free(const base::ListenAddress& local, V6Only v6_only) const;
  // Binds the address in every worker: the first one learns the port, the others get it.
  using Open = std::function<base::Result<base::Endpoint>(Worker&, const base::ListenAddress&)>;
  base::Status listen(const base::ListenAddress& local, V6Only v6_only, const Open& open,
                      std::vector<base::ListenAddress>& bound_to, const base::Log& log);
  base::Status listen_plain(const std::vector<base::ListenAddress>& addresses,
                            const base::Log& log);
  base::Status listen_tls(const std::vector<base::ListenAddress>& addresses,
                          const std::shared_ptr<net::TlsContext>& tls, const base::Log& log);
  static base::Result<std::uint16_t> free_port(const base::IpAddress& a, const base::IpAddress& b);
  // The four endpoints of NAT discovery; empty where it is off.
  base::Result<std::vector<base::Endpoint>> probe_discovery(
      const std::vector<base::Endpoint>& two) const;
  base::Status listen_discovery(const std::vector<base::Endpoint>& four);
};

Relay::Relay(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Relay::~Relay() { stop(); }

base::Result<std::unique_ptr<Relay>> Relay::start(Settings settings, const base::Log& log,
                                                  base::Metrics& metrics,
                                                  std::optional<Handover> inherited) {
  TRY(check(settings));
  auto impl = std::make_unique<Impl>();
  TRY(impl->build(std::move(settings), log, metrics, std::move(inherited)));
  for (const auto& worker : impl->workers)
    impl->threads.emplace_back([&worker = *worker] { worker.run(); });
  return std::unique_ptr<Relay>{new Relay(std::move(impl))};
}

base::Status Relay::Impl::build(Settings settings, const base::Log& log, base::Metrics& metrics,
                                std::optional<Handover> inherited) {
  if (!settings.core.can_authenticate()) {
    log.warning("turn_no_credentials",
                {{"effect", "nothing is relayed: neither a secret nor a user is configured"}});
  }
  const auto addresses = relay_addresses(settings.relay_addresses, settings.external);
  base::SystemRandom random;
  const unsigned count = worker_count(settings.workers);
  if (inherited && inherited->workers.size() != count) {
    log.warning("turn_not_taken_over", {{"why", "another number of workers"},
                                        {"before", inherited->workers.size()},
                                        {"now", count}});
    inherited.reset();
  }
  if (inherited) seed = inherited->seed;
  else random.fill(seed);
  base::KeyStream keys{seed};
  shared = std::make_shared<Shared>(std::move(settings.core), addresses, settings.relay_ports.first,
                                    settings.relay_ports.last, keys,
                                    inherited ? inherited->next_nonce : 0);
  if (settings.revoked) shared->revoked = settings.revoked;
  stats = std::make_shared<WorkerStats>();
  hairpin = std::make_unique<Hairpin>(count);
  exchange = std::make_unique<Exchange>(count);
  failures = std::make_unique<base::FailureLog>(log, "turn_system_failure");
  shared->workers = static_cast<WorkerIndex>(count);
  // Each worker bounds its own number; a share of nothing would refuse everybody.
  const std::size_t share = std::max<std::size_t>(settings.max_streams_in_all / count, 1);
  const std::size_t max_streams = std::min(settings.max_streams, share);
  const auto table =
      net::ConnectionTable::make(settings.max_streams_per_address, settings.exempt_loopback);
  for (unsigned i = 0; i < count; ++i) {
    stats->push_back(std::make_unique<Stats>());
    TRY(auto worker,
        Worker::open(static_cast<WorkerIndex>(i), *shared, *hairpin, *exchange, *stats->back(), log,
                     *failures, StreamLimits{max_streams, table, settings.descriptor_ceiling}));
    worker->session_records().on_ended(settings.on_session_ended);
    if (inherited) worker->handover().inherit(std::move(inherited->workers[i]));
    workers.push_back(std::move(worker));
  }
  TRY(const auto discovery, probe_discovery(settings.nat_discovery));
  TRY(listen_plain(settings.listen, log));
  cookies = std::make_unique<net::DtlsCookies>(random);
  TRY(listen_tls(settings.tls_listen, settings.tls, log));
  TRY(listen_discovery(discovery));
  register_metrics(metrics, stats, shared);
  if (inherited) take_over(inherited->reserved, inherited->at, log);
  return {};
}

void Relay::Impl::take_over(const std::vector<PortPool::Reserved>& reserved, base::Instant since,
                            const base::Log& log) {
  taken_over = 0;
  for (const auto& worker : workers) *taken_over += worker->handover().take_over();
  for (const PortPool::Reserved& one : reserved) shared->ports.restore(one);
  const auto away =
      std::chrono::duration_cast<std::chrono::milliseconds>(base::SystemClock{}.now() - since);
  log.info("turn_taken_over", {{"allocations", *taken_over},
                               {"milliseconds_away", static_cast<std::int64_t>(away.count())}});
}

// Inherited sockets of the previous process hold the port: this relay may use it.
bool Relay::Impl::inherits_port(std::uint16_t port) const noexcept {
  return std::ranges::any_of(
      workers, [port](const auto& worker) { return worker->sockets().inherits_port(port); });
}

// A port that is free on both addresses.
base::Result<std::uint16_t> Relay::Impl::free_port(const base::IpAddress& a,
                                                   const base::IpAddress& b) {
  base::Result<std::uint16_t> port =
      base::failure(base::Errc::exhausted, "no port is free on both addresses of NAT discovery");
  for (int i = 0; i < kPortAttempts && !port; ++i) {
    net::UdpOptions options;
    options.free_bind = true;
    TRY(const auto first, net::UdpSocket::open({a, 0}, options));
    if (check_free_for_udp({b, first.local().port}, true)) port = first.local().port;
  }
  return port;
}

// Call before anything is bound: a listener on "[::]" would make the endpoints look used.
base::Result<std::vector<base::Endpoint>> Relay::Impl::probe_discovery(
    const std::vector<base::Endpoint>& two) const {
  std::vector<base::Endpoint> four;
  if (two.empty()) return four;
  std::vector<std::uint16_t> ports;
  for (const base::Endpoint& one : two) {
    ports.push_back(one.port);
    if (one.port != 0) continue;
    TRY(ports.back(), free_port(two[0].ip, two[1].ip));
  }
  for (const base::Endpoint& address : two) {
    for (const std::uint16_t port : ports) {
      four.push_back({address.ip, port});
      if (inherits_port(port)) continue;
      TRY(check_free_for_udp(four.back(), true));
    }
  }
  return four;
}

base::Status Relay::Impl::listen_discovery(const std::vector<base::Endpoint>& four) {
  for (std::size_t i = 0; i < four.size(); ++i) {
    NatDiscovery::Place& place = shared->discovery.places[i];
    place.at = four[i];
    for (const auto& worker : workers) {
      TRY(const auto socket, worker->sockets().listen_udp(place.at));
      place.socket = socket;  // the same index in all workers: all have the same listeners
    }
    bound_discovery.push_back(place.at);
  }
  shared->discovery.enabled = !four.empty();
  return {};
}

// Where the listener takes UDP, TCP listens on the same port without asking: a second daemon has
// failed by then.
base::Status Relay::Impl::check_free(const base::ListenAddress& local, V6Only v6_only) const {
  if (!local.udp) return check_free_for_tcp(local.endpoint, v6_only.tcp);
  return inherits_port(local.endpoint.port) ? base::Status{}
                                            : check_free_for_udp(local.endpoint, v6_only.udp);
}

base::Status Relay::Impl::listen(const base::ListenAddress& local, V6Only v6_only, const Open& open,
                                 std::vector<base::ListenAddress>& bound_to, const base::Log& log) {
  base::ListenAddress at = local;
  auto done = check_free(local, v6_only);
  for (std::size_t i = 0; i < workers.size() && done; ++i) {
    const auto got = open(*workers[i], at);
    if (got) at.endpoint = *got;
    else done = base::failure(got.error());
  }
  const bool twin = (local.udp && v6_only.udp) || (local.tcp && v6_only.tcp);
  const bool no_ipv6 = at.endpoint.ip.family() != local.endpoint.ip.family() ||
                       (!done && done.error().code == base::Errc::unsupported && twin);
  if (no_ipv6) log.warning("no_ipv6", {{"address", local.print()}, {"effect", "IPv4 only"}});
  if (!done && !no_ipv6) return done;
  if (done) bound_to.push_back(at);
  return {};
}

base::Status Relay::Impl::listen_plain(const std::vector<base::ListenAddress>& addresses,
                                       const base::Log& log) {
  for (const base::ListenAddress& local : addresses) {
    const V6Only v6_only = v6_only_of(local.endpoint, addresses);
    TRY(listen(
        local, v6_only,
        [&](Worker& worker, const base::ListenAddress& at) {
          return worker.sockets().listen(at, v6_only);
        },
        bound, log));
  }
  return {};
}

base::Status Relay::Impl::listen_tls(const std::vector<base::ListenAddress>& addresses,
                                     const std::shared_ptr<net::TlsContext>& tls,
                                     const base::Log& log) {
  const bool dtls = std::ranges::any_of(addresses, &base::ListenAddress::udp);
  for (std::size_t i = 0; i < workers.size() && dtls; ++i) {
    TRY(workers[i]->enable_dtls(tls, *cookies));
  }
  for (const base::ListenAddress& local : addresses) {
    if (!local.udp) {
      bound_tls.push_back(local);
      continue;
    }
    const V6Only v6_only = v6_only_of(local.endpoint, addresses);
    TRY(listen(
        local, v6_only,
        [&](Worker& worker, const base::ListenAddress& at) {
          return worker.sockets().listen_dtls(at.endpoint, v6_only.udp);
        },
        bound_tls, log));
  }
  return {};
}

std::optional<std::size_t> Relay::taken_over() const noexcept { return impl_->taken_over; }

Handover Relay::hand_over() {
  Handover handover;
  handover.seed = impl_->seed;
  handover.at = base::SystemClock{}.now();
  handover.reserved = impl_->shared->ports.reserved(handover.at);
  for (const auto& worker : impl_->workers) {
    auto handed = worker->hand_over();
    handover.workers.push_back(handed ? std::move(*handed) : HandedWorker{});
  }
  handover.next_nonce = impl_->shared->nonces.next_number();  // no worker makes nonces any more
  return handover;
}

void Relay::stop(EndReason reason) {
  for (const auto& worker : impl_->workers) worker->stop(reason);
  impl_->threads.clear();  // joins
}

void Relay::adopt(std::unique_ptr<net::Stream> stream, std::vector<std::byte> first) {
  if (!stream) return;
  const unsigned at = impl_->next_worker.fetch_add(1, std::memory_order_relaxed);
  // A full mailbox destroys the parcel, which closes the connection.
  (void)impl_->workers[at % impl_->workers.size()]->adopt(
      Adopted{std::move(stream), std::move(first)});
}

std::vector<base::ListenAddress> Relay::bound() const { return impl_->bound; }
std::vector<base::ListenAddress> Relay::bound_tls() const { return impl_->bound_tls; }
std::vector<base::Endpoint> Relay::bound_discovery() const { return impl_->bound_discovery; }

void Relay::set_tls(const std::shared_ptr<net::TlsContext>& tls) {
  for (const auto& worker : impl_->workers) worker->set_tls(tls);
}

void Relay::reconfigure(Config core) {
  const std::scoped_lock lock(impl_->reconfiguring);
  impl_->shared->quotas.set_limits(Shared::allocation_limits(core));
  impl_->shared->connections.set_limits(Shared::connection_limits(core));
  const auto sealed = std::make_shared<const Config>(std::move(core));
  for (const auto& worker : impl_->workers) worker->reconfigure(sealed);
}

void Relay::set_addresses(const std::vector<base::IpAddress>& locals,
                          const std::vector<RelayAddress>& external) {
  impl_->shared->ports.readdress(relay_addresses(locals, external));
}

void Relay::addresses_lost(const std::vector<base::IpAddress>& locals) {
  for (const auto& worker : impl_->workers) worker->addresses_lost(locals);
}

std::vector<SessionInfo> Relay::sessions() {
  std::vector<SessionInfo> all;
  for (const auto& worker : impl_->workers) {
    auto some = worker->sessions().all();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

std::optional<SessionDetails> Relay::session(const SessionId& id) {
  return id.worker < impl_->workers.size()
             ? impl_->workers[id.worker]->sessions().find(id.allocation)
             : std::nullopt;
}

std::size_t Relay::kick(const std::vector<SessionId>& ids) {
  std::size_t kicked = 0;
  for (std::size_t i = 0; i < impl_->workers.size(); ++i) {
    std::vector<AllocationId> here;
    for (const SessionId& id : ids) {
      if (id.worker == i) here.push_back(id.allocation);
    }
    if (!here.empty()) kicked += impl_->workers[i]->sessions().kick(here);
  }
  return kicked;
}

std::shared_ptr<CaptureTap> Relay::start_capture(const SessionId& id, std::uint32_t snaplen) {
  return id.worker < impl_->workers.size()
             ? impl_->workers[id.worker]->sessions().start_capture(id.allocation, snaplen)
             : nullptr;
}

void Relay::stop_capture(const SessionId& id, const std::shared_ptr<CaptureTap>& tap) {
  if (id.worker < impl_->workers.size()) impl_->workers[id.worker]->sessions().stop_capture(tap);
}

void Relay::set_draining(bool draining) noexcept {
  impl_->shared->draining.store(draining, std::memory_order_relaxed);
}
bool Relay::draining() const noexcept {
  return impl_->shared->draining.load(std::memory_order_relaxed);
}
std::size_t Relay::in_use() const { return impl_->shared->quotas.in_use(); }

std::vector<const net::EventLoop*> Relay::loops() const {
  std::vector<const net::EventLoop*> loops;
  for (const auto& worker : impl_->workers) loops.push_back(&worker->loop());
  return loops;
}

}  // namespace turn::io
