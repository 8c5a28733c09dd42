// SPDX-License-Identifier: MIT
#include "turn/io/relay_metrics.hpp"

#include <array>
#include <functional>
#include <string>
#include <utility>

#include "base/time.hpp"
#include "turn/io/host_udp.hpp"

namespace turn::io {
namespace {

// Registers metrics whose value is read(const Stats&), summed over all workers.
class Registrar {
 public:
  Registrar(base::Metrics& metrics, std::shared_ptr<const WorkerStats> stats)
      : metrics_(metrics), stats_(std::move(stats)) {}

  template <class Read>
  void counter(const char* name, const char* help, Read read, base::MetricLabels labels = {}) {
    std::function<double()> total = [stats = stats_, read] { return sum(*stats, read); };
    metrics_.counter_reader(name, help, std::move(total), std::move(labels));
  }
  template <class Read>
  void gauge(const char* name, const char* help, Read read, base::MetricLabels labels = {}) {
    std::function<double()> total = [stats = stats_, read] { return sum(*stats, read); };
    metrics_.gauge_reader(name, help, std::move(total), std::move(labels));
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

// At least 0: the worker may count between the two reads.
std::uint64_t difference(const StatCounter& up, const StatCounter& down) noexcept {
  const std::uint64_t more = up.value(), less = down.value();
  return more > less ? more - less : 0;
}

constexpr std::array kTransportOrder{Transport::udp, Transport::tcp, Transport::tls,
                                     Transport::dtls};

void add_flows(Registrar& add) {
  constexpr auto kPackets = "lectern_turn_packets_total";
  constexpr auto kBytes = "lectern_turn_bytes_total";
  constexpr auto kPacketsHelp =
      "Relayed datagrams by direction, transport of the client's side and family of the address "
      "they were sent to";
  constexpr auto kBytesHelp =
      "Relayed payload bytes by direction, transport of the client's side and family of the "
      "address they were sent to";
  const auto legs = [&](const char* direction, LegStats Stats::*member) {
    for (const Transport transport : kTransportOrder) {
      for (const base::Family family : {base::Family::v4, base::Family::v6}) {
        const auto flow = [=](const Stats& s) -> const FlowStats& {
          return (s.*member).of(transport, family);
        };
        const base::MetricLabels labels{{"direction", direction},
                                        {"transport", std::string{to_string(transport)}},
                                        {"family", family == base::Family::v6 ? "ipv6" : "ipv4"}};
        add.counter(
            kPackets, kPacketsHelp, [flow](const Stats& s) { return flow(s).packets.value(); },
            labels);
        add.counter(
            kBytes, kBytesHelp, [flow](const Stats& s) { return flow(s).bytes.value(); }, labels);
      }
    }
  };
  legs("to_peers", &Stats::to_peers);
  legs("to_clients", &Stats::to_clients);
  add.counter("lectern_turn_hairpin_packets_total",
              "Datagrams from one of our relayed addresses to another one, inside the process",
              [](const Stats& s) { return s.hairpin.packets.value(); });
  add.counter("lectern_turn_hairpin_bytes_total",
              "Payload bytes from one of our relayed addresses to another one",
              [](const Stats& s) { return s.hairpin.bytes.value(); });
}

void add_socket_failures(Registrar& add) {
  for (std::size_t p = 0; p < static_cast<std::size_t>(SocketPurpose::count_); ++p) {
    for (std::size_t r = 0; r < static_cast<std::size_t>(SystemFailure::count_); ++r) {
      add.counter("lectern_turn_socket_failures_total",
                  "Sockets that the system did not give the relay, by purpose and reason",
                  [p, r](const Stats& s) { return s.socket_failures[p][r].value(); },
                  {{"purpose", std::string{to_string(static_cast<SocketPurpose>(p))}},
                   {"reason", std::string{to_string(static_cast<SystemFailure>(r))}}});
    }
  }
}

void add_allocations(Registrar& add) {
  constexpr std::array kFamilies{"ipv4", "ipv6", "both"};
  for (const Transport transport : kTransportOrder) {
    for (std::size_t family = 0; family < kFamilies.size(); ++family) {
      const Stats::Kind kind{static_cast<std::uint8_t>(transport),
                             static_cast<std::uint8_t>(family)};
      add.gauge("lectern_turn_allocations",
                "Allocations at this moment by the transport they were made over and the family of "
                "their relayed addresses",
                [kind](const Stats& s) { return difference(s.of(kind).in, s.of(kind).out); },
                {{"transport", std::string{to_string(transport)}}, {"family", kFamilies[family]}});
    }
  }
  add.counter("lectern_turn_allocations_made_total", "Allocations made",
              [](const Stats& s) { return s.allocations_opened.value(); });
  for (std::size_t i = 0; i < static_cast<std::size_t>(Refused::count_); ++i) {
    add.counter("lectern_turn_allocations_refused_total",
                "Allocations refused to known users, by reason",
                [i](const Stats& s) { return s.refused[i].value(); },
                {{"reason", std::string{to_string(static_cast<Refused>(i))}}});
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(EndReason::count_); ++i) {
    add.counter("lectern_turn_sessions_ended_total", "Allocations that ended, by reason",
                [i](const Stats& s) { return s.ended[i].value(); },
                {{"reason", std::string{to_string(static_cast<EndReason>(i))}}});
  }
}

// One series for each worker shows whether the load is spread evenly.
void add_workers(base::Metrics& metrics, const std::shared_ptr<const WorkerStats>& stats) {
  for (std::size_t i = 0; i < stats->size(); ++i) {
    const base::MetricLabels label{{"worker", std::to_string(i)}};
    metrics.gauge_reader(
        "lectern_turn_worker_allocations", "Allocations at this moment by worker",
        [stats, i] {
          const Stats& s = *(*stats)[i];
          return static_cast<double>(difference(s.allocations_opened, s.allocations_closed));
        },
        label);
    metrics.counter_reader(
        "lectern_turn_worker_packets_total", "Relayed datagrams of both directions by worker",
        [stats, i] {
          const Stats& s = *(*stats)[i];
          return static_cast<double>(s.to_peers.packets() + s.to_clients.packets());
        },
        label);
  }
}

void add_lengths(base::Metrics& metrics, const std::shared_ptr<const WorkerStats>& stats) {
  metrics.histogram_reader(
      "lectern_turn_session_seconds", "How long sessions were that have ended", [stats] {
        base::HistogramValue value;
        value.limits.assign(SessionLengths::kUpTo.begin(), SessionLengths::kUpTo.end());
        value.counts.resize(SessionLengths::kUpTo.size() + 1);
        for (const auto& s : *stats) {
          for (std::size_t i = 0; i < value.counts.size(); ++i)
            value.counts[i] += s->lengths.counts[i].value();
          value.sum += static_cast<double>(s->lengths.seconds.value());
        }
        return value;
      });
}

void add_host(Registrar& add, base::Metrics& metrics) {
  add.counter("lectern_turn_listener_overflows_total",
              "Datagrams that the kernel dropped because a listener's buffer was full",
              [](const Stats& s) { return s.listener_overflows.value(); });
  for (const base::Family family : {base::Family::v4, base::Family::v6}) {
    const base::MetricLabels label{{"family", family == base::Family::v6 ? "ipv6" : "ipv4"}};
    metrics.counter_reader(
        "lectern_host_udp_receive_buffer_errors_total",
        "Datagrams to any program of this host that were dropped because a socket's buffer was "
        "full (RcvbufErrors)",
        [family] { return static_cast<double>(read_host_udp(family).receive_buffer_errors); },
        label);
    metrics.counter_reader(
        "lectern_host_udp_send_buffer_errors_total",
        "Datagrams of any program of this host that a full socket buffer kept from being sent "
        "(SndbufErrors)",
        [family] { return static_cast<double>(read_host_udp(family).send_buffer_errors); }, label);
  }
}

void add_dtls(Registrar& add) {
  add.gauge("lectern_turn_dtls_sessions", "DTLS associations of TURN clients",
            [](const Stats& s) { return difference(s.dtls_opened, s.dtls_closed); });
  add.counter("lectern_turn_dtls_gave_way_total",
              "DTLS associations without an allocation that were ended to make room for others",
              [](const Stats& s) { return s.dtls_gave_way.value(); });
  constexpr auto kHandshakes = "lectern_turn_dtls_handshakes_total";
  constexpr auto kHelp =
      "DTLS handshakes by how they ended; cookie = a stranger was asked for one, and nothing was "
      "kept";
  const auto ended = [&](const char* result, StatCounter Stats::*member) {
    add.counter(kHandshakes, kHelp, [member](const Stats& s) { return (s.*member).value(); },
                {{"result", result}});
  };
  ended("done", &Stats::dtls_handshakes);
  ended("failed", &Stats::dtls_failed);
  ended("refused", &Stats::dtls_refused);
  ended("cookie", &Stats::dtls_cookies);
}

void add_reasons(Registrar& add) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::count_); ++i) {
    add.counter("lectern_turn_dropped_total",
                "Packets and messages dropped without an answer, by reason",
                [i](const Stats& s) { return s.drops[i].value(); },
                {{"reason", std::string{to_string(static_cast<Drop>(i))}}});
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(AuthFailure::count_); ++i) {
    add.counter("lectern_turn_auth_failures_total",
                "Requests that were not authenticated, by reason",
                [i](const Stats& s) { return s.auth_failures[i].value(); },
                {{"reason", std::string{to_string(static_cast<AuthFailure>(i))}}});
  }
  for (std::size_t i = 0; i < kCountedErrors.size(); ++i) {
    add.counter("lectern_turn_error_responses_total", "Error responses by code",
                [i](const Stats& s) { return s.errors[i].value(); },
                {{"code", std::to_string(kCountedErrors[i])}});
  }
}

}  // namespace

void register_metrics(base::Metrics& metrics, const std::shared_ptr<const WorkerStats>& stats,
                      const std::shared_ptr<Shared>& shared) {
  Registrar add{metrics, stats};
  add_allocations(add);
  add_socket_failures(add);
  add_workers(metrics, stats);
  add_lengths(metrics, stats);
  add_host(add, metrics);
  add.counter("lectern_stun_bindings_total", "Binding requests answered",
              [](const Stats& s) { return s.bindings.value(); });
  add.gauge("lectern_turn_streams", "TCP and TLS connections of TURN clients",
            [](const Stats& s) { return difference(s.streams_opened, s.streams_closed); });
  add.counter("lectern_turn_streams_refused_total", "Connections over the limit",
              [](const Stats& s) { return s.streams_refused.value(); });
  add.counter("lectern_turn_streams_gave_way_total",
              "Connections without an allocation that were closed to make room for others",
              [](const Stats& s) { return s.streams_gave_way.value(); });
  add.counter("lectern_turn_peer_errors_total", "ICMP errors of peers that clients were told of",
              [](const Stats& s) { return s.peer_errors.value(); });
  add_dtls(add);
  add.gauge("lectern_turn_peer_connections", "TCP connections between relayed addresses and peers",
            [](const Stats& s) {
              return difference(s.peer_connections_opened, s.peer_connections_closed);
            });
  add.counter("lectern_turn_peer_connections_made_total", "TCP connections made with peers",
              [](const Stats& s) { return s.peer_connections_opened.value(); });
  add_flows(add);
  add_reasons(add);
  metrics.gauge_reader(
      "lectern_turn_ports_free", "Relay ports neither used nor reserved", [shared] {
        return static_cast<double>(shared->ports.free_ports(base::SystemClock{}.now()));
      });
  metrics.gauge_reader("lectern_turn_ports",
                       "Relay ports of the addresses that the relay relays on",
                       [shared] { return static_cast<double>(shared->ports.total_ports()); });
}

}  // namespace turn::io
