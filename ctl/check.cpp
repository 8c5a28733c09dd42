// SPDX-License-Identifier: MIT
// lecternctl check: examines the configuration, this machine and the running daemon, if there is
// one, as an administrator would.
#include <algorithm>
#include <cstdio>

#include "config/commands.hpp"
#include "config/value.hpp"
#include "control/client.hpp"
#include "ctl/check/checks.hpp"
#include "ctl/line.hpp"
#include "ctl/local_relay.hpp"

namespace ctl {
namespace {

using base::Json;
using check::DaemonFacts;
using check::Findings;

struct Words {
  std::string config, stun;
};

std::optional<base::IpAddress> address_of(const Json& value) {
  return base::IpAddress::parse(value.text());
}

DaemonFacts read_facts(const Json& answer) {
  DaemonFacts facts;
  facts.pid = static_cast<long>(answer["pid"].as_integer().value_or(0));
  facts.config_source = answer["config_source"].text();
  facts.state_dir = answer["state_dir"].text();
  for (const char* kind : {"http", "https", "redirect"}) {
    for (const Json& listener : answer["listeners"][kind].items()) {
      auto at = base::Endpoint::parse(listener.text());
      if (!at) continue;
      if (at->ip.is_unspecified()) at->ip = base::IpAddress::v4(127, 0, 0, 1);
      facts.web.push_back(*at);
    }
  }
  for (const Json& address : answer["relay_addresses"].items()) {
    if (const auto ip = address_of(address)) facts.relay_addresses.push_back(*ip);
  }
  for (const Json& address : answer["missing_relay_addresses"].items()) {
    if (const auto ip = address_of(address)) facts.missing.relay.push_back(*ip);
  }
  for (const Json& listener : answer["missing_listeners"].items()) {
    if (const auto at = base::Endpoint::parse(listener.text()))
      facts.missing.listeners.push_back(*at);
  }
  for (const Json& pair : answer["external"].items()) {
    const auto local = address_of(pair["local"]), outside = address_of(pair["external"]);
    if (local && outside) facts.external.push_back({*local, *outside});
  }
  for (const Json& finding : answer["address_findings"].items())
    facts.address_findings.push_back(finding.text());
  for (const Json& failure : answer["address_failures"].items())
    facts.address_failures.push_back(failure.text());
  for (const Json& node : answer["nodes"].items()) {
    facts.nodes.push_back({node["name"].text(), node["region"].text(), node["relay"].size() != 0,
                           node["relay_refused"].as_bool().value_or(false)});
  }
  return facts;
}

std::optional<DaemonFacts> ask_facts(const std::string& socket, Findings& out) {
  const auto answer = control::ask_daemon(socket, {"check-facts", Json::object()});
  if (answer) {
    DaemonFacts facts = read_facts(*answer);
    out.ok("daemon", "runs as process " + std::to_string(facts.pid) + " on " + facts.config_source);
    return facts;
  }
  out.warning("daemon", answer.error().message,
              "only the configuration and this machine are looked at");
  return std::nullopt;
}

// nullopt where loading failed; `out` tells why.
std::optional<config::Loaded> load(const Words& words, const std::optional<DaemonFacts>& facts,
                                   Findings& out) {
  std::optional<std::string> file;
  if (!words.config.empty()) file = words.config;
  else if (facts && facts->config_source.starts_with('/')) file = facts->config_source;
  const auto source = config::find_config(file);
  if (!source) {
    out.error("configuration", source.error().what,
              "--config names another file; root may read all of them");
    return std::nullopt;
  }
  auto loaded = config::load_source(*source);
  if (loaded) return std::move(*loaded);
  for (const config::Problem& problem : loaded.error())
    out.error("configuration", problem.print(), "see lectern.toml(5)");
  return std::nullopt;
}

void check_addresses(const config::Loaded& loaded, const Words& words, const DaemonFacts& facts,
                     Findings& out) {
  std::vector<base::IpAddress> ours = facts.relay_addresses;
  for (const auto& [local, outside] : facts.external) ours.push_back(outside);
  check::check_public_url(loaded.config, ours, out);
  if (!loaded.config.turn.enabled) return;
  check::check_addresses(loaded.config.turn, facts.relay_addresses, facts.external, out);
  config::OwnAddresses own = config::named_addresses(loaded.config);
  own.relay = ours;
  check::check_own_peers(loaded.config, own, out);
  for (const std::string& said : facts.address_findings) out.ok("address", said);
  for (const std::string& said : facts.address_failures) {
    out.warning("address", "external_ip: " + said,
                "until it is found, clients get the last known address, else the local one; the "
                "relay looks again by itself");
  }
  std::optional<config::HostPort> server;
  if (!words.stun.empty()) server = *config::parse_host_port(words.stun, config::kStunPort);
  else if (!loaded.config.turn.stun_servers.empty())
    server = loaded.config.turn.stun_servers.front();
  if (server)
    check::check_nat(*server, loaded.config.turn.relay_ports, facts.relay_addresses, facts.external,
                     out);
}

void check_relay(const std::string& socket, Findings& out) {
  const auto local = local_relay(socket, "lecternctl-check");
  if (!local) return out.error("relay loop", local.error().message, "");
  check::check_relay_loop(local->ways, local->account, out);
}

int run(const Words& words, const Job& job) {
  Findings out;
  const auto facts = ask_facts(job.socket, out);
  const auto loaded = load(words, facts, out);
  const check::Host host = check::this_host();
  if (loaded) {
    const config::Config& config = loaded->config;
    check::check_configuration(*loaded, out);
    check::check_certificate(config, base::SystemClock{}.wall_now(), out);
    check::check_firewall(config, out);
    if (config.turn.enabled) {
      check::check_relay_ports(config.turn, host, out);
      check::check_files(config.turn, facts, host, out);
    }
    check::check_own_addresses(config, facts, out);
    if (facts) check::check_nodes(config, *facts, out);
    if (facts) check_addresses(*loaded, words, *facts, out);
  }
  check::check_buffers(host, out);
  check::check_conntrack(host, out);
  check::check_clock(out);
  if (facts) {
    check::check_disk(facts->state_dir, out);
    check::check_listeners(*facts, out);
    if (!facts->relay_addresses.empty()) check_relay(job.socket, out);
  }
  std::fputs(job.json ? (out.to_json().print_pretty() + "\n").c_str() : out.print().c_str(),
             stdout);
  return out.count(check::Level::error) == 0 ? 0 : 1;
}

}  // namespace

void add_check(Line& line) {
  CLI::App* command = line.add(
      line.app(), "check",
      "look at configuration, addresses, ports, certificate, limits, clock, and try the relay");
  const auto words = std::make_shared<Words>();
  command->add_option(
      "--config", words->config,
      "a configuration file (default: the running daemon's, else the packaged one)");
  command->add_option(
      "--stun", words->stun,
      "a STUN server that tells how this machine is seen (default: turn.stun_servers)");
  command->callback([&line, words] {
    if (!words->stun.empty() && !config::parse_host_port(words->stun, config::kStunPort))
      throw CLI::ValidationError("--stun", "wants a server such as stun.example.org:3478");
    line.run(Job{{}, false, [words = *words](const Job& job) { return run(words, job); }});
  });
}

}  // namespace ctl
