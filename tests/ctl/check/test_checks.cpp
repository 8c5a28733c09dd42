// SPDX-License-Identifier: MIT
// The findings of `lecternctl check` for contents of the kernel's files and of the configuration.
#include "ctl/check/checks.hpp"

#include <fstream>
#include <map>

#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace ctl;
using namespace ctl::check;

Host host(std::map<std::string, std::string> files) {
  return {[files = std::move(files)](const std::string& path) -> std::optional<std::string> {
    const auto at = files.find(path);
    return at == files.end() ? std::nullopt : std::optional{at->second};
  }};
}
const std::string kRange = "/proc/sys/net/ipv4/ip_local_port_range",
                  kReserved = "/proc/sys/net/ipv4/ip_local_reserved_ports";

// "level topic" of each.
std::string levels(const Findings& findings) {
  std::string out;
  for (const Finding& f : findings.list()) {
    CHECK_EQ(f.todo.empty(), f.level == Level::ok);
    out += (out.empty() ? "" : " ") + std::string{f.level == Level::ok        ? "ok"
                                                  : f.level == Level::warning ? "warning"
                                                                              : "error"};
  }
  return out;
}
bool said(const Findings& findings, std::string_view part) {
  return std::ranges::any_of(
      findings.list(), [&](const Finding& f) { return f.said.find(part) != std::string::npos; });
}

std::string ports(const std::string& local, const std::string& reserved, unsigned quota = 0) {
  config::TurnConfig turn;
  turn.core.total_quota = quota;
  Findings out;
  check_relay_ports(turn, host({{kRange, local}, {kReserved, reserved}}), out);
  return levels(out);
}

void relay_ports_are_not_given_away() {
  CHECK_EQ(ports("32768\t60999", ""), "warning");
  CHECK_EQ(ports("32768\t60999", "49152-65535"), "ok");
  CHECK_EQ(ports("32768\t60999", "8080,49152-60000,60001-65535"), "ok");
  CHECK_EQ(ports("32768\t60999", "49152-60998"), "warning");  // one is left
  CHECK_EQ(ports("32768\t49151", ""), "ok");
  CHECK_EQ(ports("nonsense", "x-y,-,70000-1"), "ok");
  CHECK_EQ(ports("32768\t49151", "", 16384), "ok");
  CHECK_EQ(ports("32768\t49151", "", 16385), "ok warning");
  Findings out;
  check_relay_ports({}, host({}), out);
  CHECK_EQ(levels(out), "ok");
}

void the_firewalls_ports_are_those_that_strangers_reach() {
  config::Config c;
  c.listen.resize(2);
  c.listen[0].address = *base::Endpoint::parse("[::]:443");
  c.listen[0].tls = true;
  c.listen[1].address = *base::Endpoint::parse("127.0.0.1:3000");
  c.turn.listen = {*base::ListenAddress::parse("[::]:3478"),
                   *base::ListenAddress::parse("udp:[::]:443")};
  c.metrics.listen = base::Endpoint::parse("10.0.0.5:9641");
  Findings out;
  check_firewall(c, out);
  CHECK(said(out, "clients need UDP 443, 3478, 49152-65535 and TCP 443, 3478"));
}

void own_addresses_among_the_peers() {
  config::Config c;
  c.turn.core.allow_peers = {*base::Cidr::parse("203.0.113.10")};
  c.turn.core.allow_ports = {{*base::IpAddress::parse("203.0.113.11"), 50000, 50000}};
  const config::OwnAddresses own{
      {*base::IpAddress::parse("203.0.113.10"), *base::IpAddress::parse("203.0.113.11")}, {}};
  Findings out;
  check_own_peers(c, own, out);
  CHECK_EQ(levels(out), "error warning");
  CHECK(said(out, "203.0.113.11:50000 lies in relay_ports"));
  CHECK(said(out, "203.0.113.10 is an address of the relay itself"));
}

void buffers_of_udp() {
  const std::string snmp =
      "Ip: A B\nIp: 1 2\nUdp: InDatagrams NoPorts RcvbufErrors SndbufErrors\nUdp: 10 2 ";
  const auto look = [&](const std::string& most, const std::string& lost) {
    Findings out;
    check_buffers(
        host({{"/proc/sys/net/core/rmem_max", most}, {"/proc/net/snmp", snmp + lost + " 0\n"}}),
        out);
    return levels(out);
  };
  CHECK_EQ(look("4194304", "0"), "ok");
  CHECK_EQ(look("212992", "0"), "warning");
  CHECK_EQ(look("4194304", "17"), "ok warning");
  Findings out;
  check_buffers(host({}), out);
  CHECK(out.list().empty());
}

void connection_tracking() {
  const auto look = [](const std::string& count, const std::string& most) {
    Findings out;
    check_conntrack(host({{"/proc/sys/net/netfilter/nf_conntrack_count", count},
                          {"/proc/sys/net/netfilter/nf_conntrack_max", most}}),
                    out);
    return levels(out);
  };
  CHECK_EQ(look("10", "262144"), "ok");
  CHECK_EQ(look("10", "8192"), "warning");
  CHECK_EQ(look("250000", "262144"), "error");
  CHECK_EQ(look("10", "0"), "");
}

void open_files() {
  DaemonFacts facts;
  facts.pid = 77;
  config::TurnConfig turn;
  const auto look = [&](const std::string& limit) {
    Findings out;
    check_files(turn, facts,
                host({{"/proc/77/limits",
                       "Limit  Soft  Hard  Units\nMax processes 1 2 p\nMax open files            " +
                           limit + "     524288     files\n"}}),
                out);
    return levels(out);
  };
  CHECK_EQ(look("65536"), "ok");
  CHECK_EQ(look("unlimited"), "ok");
  CHECK_EQ(look("1024"), "warning");
  turn.core.total_quota = 100;
  CHECK_EQ(look("4195"), "warning");
  CHECK_EQ(look("4196"), "ok");
}

base::IpAddress ip(std::string_view text) { return *base::IpAddress::parse(text); }

void addresses_seen_from_outside() {
  config::TurnConfig turn;
  const auto look = [&](const std::vector<base::IpAddress>& locals,
                        const std::vector<turn::RelayAddress>& external) {
    Findings out;
    check_addresses(turn, locals, external, out);
    return levels(out);
  };
  CHECK_EQ(look({ip("8.8.8.8")}, {}), "ok");
  CHECK_EQ(look({ip("10.0.0.5")}, {}), "ok warning");
  CHECK_EQ(look({ip("10.0.0.5")}, {{ip("10.0.0.5"), ip("8.8.8.8")}}), "ok");
  // An entry for an address that is not relayed on.
  turn.external_ip = {config::ExternalAddress{ip("8.8.8.8"), {}, ip("10.9.9.9")}};
  CHECK_EQ(look({ip("1.1.1.1")}, {}), "ok warning");
  turn.external_ip = {config::ExternalAddress{ip("8.8.8.8"), {}, std::nullopt}};
  CHECK_EQ(look({ip("2606:4700::1")}, {}), "ok warning warning");
}

// A client that asks for no family wants an IPv4 address (RFC 8656 section 7.2). Browsers ask for
// none.
void a_relay_without_ipv4_serves_no_browser() {
  const auto said = [](const std::vector<base::IpAddress>& locals) {
    Findings out;
    check_addresses({}, locals, {}, out);
    return out.print();
  };
  const std::string warned = said({ip("2606:4700::1")});
  CHECK(warned.find("browsers do not ask for a family, get error 440") != std::string::npos);
  CHECK(warned.find("give this machine an IPv4 address") != std::string::npos);
  CHECK(said({ip("2606:4700::1"), ip("8.8.8.8")}).find("440") == std::string::npos);
  CHECK(said({ip("8.8.8.8")}).find("440") == std::string::npos);
  CHECK(said({}).find("440") == std::string::npos);
}

void addresses_that_this_machine_does_not_have() {
  config::Config config;
  for (const auto* at : {"203.0.113.99:80", "127.0.0.1:80", "[::]:443"}) {
    config::Listener listener;
    listener.address = *base::Endpoint::parse(at);
    config.listen.push_back(listener);
  }
  config.turn.listen = {*base::ListenAddress::parse("203.0.113.99:3478")};
  config.turn.relay_addresses = {ip("127.0.0.1"), ip("203.0.113.99")};
  const auto look = [&](const std::optional<DaemonFacts>& facts) {
    Findings out;
    check_own_addresses(config, facts, out);
    return levels(out);
  };
  CHECK_EQ(look(std::nullopt), "error warning warning");
  config.turn.enabled = false;
  CHECK_EQ(look(std::nullopt), "warning");
  // The running daemon knows better: it sees what the kernel has.
  config.turn.enabled = true;
  DaemonFacts facts;
  facts.relay_addresses = {ip("127.0.0.1")};
  CHECK_EQ(look(facts), "");
  facts.missing = {{ip("203.0.113.99")}, {*base::Endpoint::parse("203.0.113.99:80")}};
  CHECK_EQ(look(facts), "error warning");
  facts.missing = {};
  facts.relay_addresses.clear();
  CHECK_EQ(look(facts), "error");  // nothing to relay on
}

void findings_are_readable() {
  Findings out;
  out.ok("clock", "is synchronized");
  out.warning("public_url", "is not set", "site.public_url = \"https://meet.example.org\"");
  CHECK_EQ(out.print(),
           "ok       clock          is synchronized\n"
           "WARNING  public_url     is not set\n"
           "                     -> site.public_url = \"https://meet.example.org\"\n"
           "1 thing is well, 1 warning, 0 errors.\n");
  CHECK(out.to_json()["ok"].as_bool() == true);
  out.error("disk", std::string(30, 'x').append(" ").append(80, 'y'), "make room");
  CHECK(out.to_json()["ok"].as_bool() == false);
  CHECK(out.print().find("\n                        " + std::string(80, 'y')) != std::string::npos);
}

void certificates() {
  config::Config config;
  const auto look = [&] {
    Findings out;
    check_certificate(config, base::SystemClock{}.wall_now(), out);
    return out;
  };
  CHECK(said(look(), "no listener speaks TLS"));
  config.listen.emplace_back().tls = true;
  const lectern_test::TempFolder state;
  config.site.state_dir = state.path().string();
  CHECK(said(look(), "self-signed"));
  CHECK(look().list().front().todo.starts_with("lecternctl tls acme "));
  // What lecternctl tls acme has installed is examined as files of [tls] are.
  std::ofstream(state.file("acme.pem")) << "no certificate";
  CHECK_EQ(levels(look()), "error");
  CHECK(said(look(), "acme.pem"));
  config.tls = {"/nonexistent/cert.pem", "/nonexistent/key.pem"};
  CHECK_EQ(levels(look()), "error");
}

}  // namespace

int main() {
  return lectern_test::run(
      "checks", {TEST(relay_ports_are_not_given_away),
                 TEST(the_firewalls_ports_are_those_that_strangers_reach),
                 TEST(own_addresses_among_the_peers), TEST(buffers_of_udp),
                 TEST(connection_tracking), TEST(open_files), TEST(addresses_seen_from_outside),
                 TEST(a_relay_without_ipv4_serves_no_browser),
                 TEST(addresses_that_this_machine_does_not_have), TEST(findings_are_readable),
                 TEST(certificates)});
}
