// SPDX-License-Identifier: MIT
#include "bench/relay/options.hpp"

#include <CLI/CLI.hpp>
#include <map>

#include "bench/relay/fixed_map.hpp"
#include "bench/relay/payload.hpp"

namespace bench {
namespace {

std::chrono::nanoseconds seconds(double value) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>{value});
}

// What CLI11 fills in before it is checked.
struct Words {
  std::string mode = "relay", server, transport = "udp", direction = "up", framing = "channel",
              bursts = "gso";
  std::string client_net, peer_ip = "127.0.0.1", relay_ip = "127.0.0.1";
  double warm_up = 0.3, measure = 2;
};

void add_options(CLI::App& app, Options& o, Words& w) {
  app.add_option("mode", w.mode, "what to do")
      ->check(CLI::IsMember({"relay", "binding", "cycle", "hold"}));
  app.add_option("--server", w.server, "ADDRESS:PORT")->required();
  app.add_option("--transport", w.transport, "the clients' way to the server")
      ->check(CLI::IsMember({"udp", "tcp", "tls"}));
  app.add_option("--user", o.user);
  app.add_option("--password", o.password);
  app.add_flag("--fixed", o.fixed, "the server is bench_relay_forwarder");
  app.add_option("--client-namespace", o.client_namespace);
  app.add_option("--peer-namespace", o.peer_namespace);
  app.add_option("--client-net", w.client_net,
                 "IPv4 prefix routed here: each client binds to a /24 of its own");
  app.add_option("--peer-ip", w.peer_ip, "where peers are");
  app.add_option("--relay-ip", w.relay_ip, "with --fixed: the forwarder's relay address");
  app.add_option("--clients", o.clients)->check(CLI::Range(1u, 60'000u));
  app.add_option("--size", o.size, "payload bytes")
      ->check(CLI::Range(static_cast<unsigned>(kPayloadHead), 8'000u));
  app.add_option("--burst", o.burst, "packets for one client in a row")->check(CLI::Range(1u, 64u));
  app.add_option("--window", o.window, "packets in flight at most")->check(CLI::Range(1u, 65'536u));
  app.add_option("--rate", o.rate, "packets a second; 0 = as the window lets")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--at-once", o.at_once, "dialogues in flight (cycle, hold, set-up)")
      ->check(CLI::Range(1u, 4096u));
  app.add_option("--direction", w.direction)->check(CLI::IsMember({"up", "down", "both"}));
  app.add_option("--framing", w.framing)->check(CLI::IsMember({"channel", "indication"}));
  app.add_option("--bursts", w.bursts, "how a burst is sent")
      ->check(CLI::IsMember({"gso", "batch"}));
  app.add_option("--warm-up", w.warm_up, "seconds")->check(CLI::Range(0.0, 60.0));
  app.add_option("--measure", w.measure, "seconds")->check(CLI::Range(0.05, 600.0));
  app.add_option("--charge", o.charge, "process whose CPU time counts; several");
  app.add_option("--memory-of", o.memory_of, "process whose resident memory is read");
  app.add_option("--cpu", o.cpu, "run on this processor");
}

template <class Enum>
Enum choose(const std::map<std::string, Enum>& words, const std::string& word) {
  return words.at(word);  // CLI11 has checked membership
}

bool understand(const Words& w, Options& o) {
  o.mode = choose<Mode>({{"relay", Mode::relay},
                         {"binding", Mode::binding},
                         {"cycle", Mode::cycle},
                         {"hold", Mode::hold}},
                        w.mode);
  o.transport = choose<Transport>(
      {{"udp", Transport::udp}, {"tcp", Transport::tcp}, {"tls", Transport::tls}}, w.transport);
  o.direction = choose<Direction>(
      {{"up", Direction::up}, {"down", Direction::down}, {"both", Direction::both}}, w.direction);
  o.framing = choose<Framing>({{"channel", Framing::channel}, {"indication", Framing::indication}},
                              w.framing);
  o.bursts = choose<Bursts>({{"gso", Bursts::gso}, {"batch", Bursts::batch}}, w.bursts);
  o.warm_up = seconds(w.warm_up);
  o.measure = seconds(w.measure);
  const auto server = base::Endpoint::parse(w.server);
  const auto peer = base::IpAddress::parse(w.peer_ip), relay = base::IpAddress::parse(w.relay_ip);
  if (!server || !peer || !relay) return false;
  o.server = *server;
  o.peer_ip = *peer;
  o.relay_ip = *relay;
  if (w.client_net.empty()) return true;
  o.client_net = base::Cidr::parse(w.client_net);
  return o.client_net && o.client_net->network().is_v4() && o.client_net->prefix_length() <= 24;
}

}  // namespace

base::Result<Options, int> parse_options(int argc, char** argv) {
  CLI::App app{
      "Load for a TURN server: clients and peers in one process; the result is one JSON object",
      "bench_relay_load"};
  Options options;
  Words words;
  add_options(app, options, words);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) { return base::failure(app.exit(error)); }
  if (!understand(words, options)) {
    std::cerr << "an address is not one, or --client-net is no IPv4 prefix of /24 or shorter\n";
    return base::failure(2);
  }
  if (options.fixed &&
      (options.mode != Mode::relay || options.transport != Transport::udp ||
       options.framing != Framing::channel || options.clients > kMaxFixedClients)) {
    std::cerr << "--fixed relays channels over UDP for at most " << kMaxFixedClients
              << " clients and does nothing else\n";
    return base::failure(2);
  }
  return options;
}

}  // namespace bench
