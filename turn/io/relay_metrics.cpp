// SPDX-License-Identifier: MIT
#include "turn/io/relay_metrics.hpp"

#include <functional>
#include <string>
#include <utility>

#include "base/time.hpp"

namespace turn::io {
namespace {

// Registers `read(const Stats&) -> counter` summed over all workers.
class Registrar {
 public:
  Registrar(base::Metrics& metrics, std::shared_ptr<const WorkerStats> stats) : metrics_(metrics), stats_(std::move(stats)) {}

  template <class Read>
  void counter(const char* name, const char* help, Read read, base::MetricLabels labels = {}) {
    std::function<double()> total = [stats = stats_, read] { return sum(*stats, read); };
    metrics_.counter_reader(name, help, std::move(total), std::move(labels));
  }
  template <class Read>
  void gauge(const char* name, const char* help, Read read) {
    metrics_.gauge_reader(name, help, [stats = stats_, read] { return sum(*stats, read); });
  }

 private:
  template <class Read>
  static double sum(const WorkerStats& all, Read read) {
    double total = 0;
    for (const auto& stats : all) total += static_cast<double>(read(*stats));
    return total;
  }
  base::Metrics& metrics_;
  std::shared_ptr<const WorkerStats> stats_;
};

// The two are read one after the other while the worker counts on: never below zero.
std::uint64_t difference(const StatCounter& up, const StatCounter& down) noexcept {
  const std::uint64_t more = up.value(), less = down.value();
  return more > less ? more - less : 0;
}

void add_flows(Registrar& add) {
  constexpr auto kPackets = "lectern_turn_packets_total";
  constexpr auto kBytes = "lectern_turn_bytes_total";
  constexpr auto kPacketsHelp = "Relayed datagrams by direction";
  constexpr auto kBytesHelp = "Relayed payload bytes by direction";
  const auto flow = [&](const char* direction, FlowStats Stats::*member) {
    add.counter(kPackets, kPacketsHelp, [member](const Stats& s) { return (s.*member).packets.value(); },
                {{"direction", direction}});
    add.counter(kBytes, kBytesHelp, [member](const Stats& s) { return (s.*member).bytes.value(); }, {{"direction", direction}});
  };
  flow("to_peers", &Stats::to_peers);
  flow("to_clients", &Stats::to_clients);
  flow("hairpin", &Stats::hairpin);
}

void add_dtls(Registrar& add) {
  add.gauge("lectern_turn_dtls_sessions", "DTLS associations of TURN clients",
            [](const Stats& s) { return difference(s.dtls_opened, s.dtls_closed); });
  constexpr auto kHandshakes = "lectern_turn_dtls_handshakes_total";
  constexpr auto kHelp = "DTLS handshakes by how they ended; cookie = a stranger was asked for one, and nothing was kept";
  const auto ended = [&](const char* result, StatCounter Stats::*member) {
    add.counter(kHandshakes, kHelp, [member](const Stats& s) { return (s.*member).value(); }, {{"result", result}});
  };
  ended("done", &Stats::dtls_handshakes);
  ended("failed", &Stats::dtls_failed);
  ended("refused", &Stats::dtls_refused);
  ended("cookie", &Stats::dtls_cookies);
}

void add_reasons(Registrar& add) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::count_); ++i) {
    add.counter("lectern_turn_dropped_total", "Packets and messages dropped without an answer, by reason",
                [i](const Stats& s) { return s.drops[i].value(); }, {{"reason", std::string{to_string(static_cast<Drop>(i))}}});
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(AuthFailure::count_); ++i) {
    add.counter("lectern_turn_auth_failures_total", "Requests that were not authenticated, by reason",
                [i](const Stats& s) { return s.auth_failures[i].value(); },
                {{"reason", std::string{to_string(static_cast<AuthFailure>(i))}}});
  }
  for (std::size_t i = 0; i < kCountedErrors.size(); ++i) {
    add.counter("lectern_turn_error_responses_total", "Error responses by code",
                [i](const Stats& s) { return s.errors[i].value(); }, {{"code", std::to_string(kCountedErrors[i])}});
  }
}

}  // namespace

void register_metrics(base::Metrics& metrics, const std::shared_ptr<const WorkerStats>& stats,
                      const std::shared_ptr<Shared>& shared) {
  Registrar add{metrics, stats};
  add.gauge("lectern_turn_allocations", "Allocations at this moment",
            [](const Stats& s) { return difference(s.allocations_opened, s.allocations_closed); });
  add.counter("lectern_turn_allocations_total", "Allocations made", [](const Stats& s) { return s.allocations_opened.value(); });
  add.counter("lectern_stun_bindings_total", "Binding requests answered", [](const Stats& s) { return s.bindings.value(); });
  add.gauge("lectern_turn_streams", "TCP and TLS connections of TURN clients",
            [](const Stats& s) { return difference(s.streams_opened, s.streams_closed); });
  add.counter("lectern_turn_streams_refused_total", "Connections over the limit",
              [](const Stats& s) { return s.streams_refused.value(); });
  add.counter("lectern_turn_peer_errors_total", "ICMP errors of peers that clients were told of",
              [](const Stats& s) { return s.peer_errors.value(); });
  add_dtls(add);
  add.gauge("lectern_turn_peer_connections", "TCP connections between relayed addresses and peers",
            [](const Stats& s) { return difference(s.peer_connections_opened, s.peer_connections_closed); });
  add.counter("lectern_turn_peer_connections_total", "TCP connections made with peers",
              [](const Stats& s) { return s.peer_connections_opened.value(); });
  add_flows(add);
  add_reasons(add);
  metrics.gauge_reader("lectern_turn_ports_free", "Relay ports neither used nor reserved",
                       [shared] { return static_cast<double>(shared->ports.free_ports(base::SystemClock{}.now())); });
  metrics.gauge_reader("lectern_turn_ports_total", "Relay ports",
                       [shared] { return static_cast<double>(shared->ports.total_ports()); });
}

}  // namespace turn::io
