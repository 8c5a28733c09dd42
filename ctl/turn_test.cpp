// SPDX-License-Identifier: MIT
// lecternctl turn test: chooses the server, the ways and the credential. probe/turn_test does the
// test.
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "config/config.hpp"
#include "control/client.hpp"
#include "ctl/complain.hpp"
#include "ctl/line.hpp"
#include "ctl/local_relay.hpp"
#include "net/client/resolve.hpp"
#include "probe/account.hpp"
#include "probe/turn_test.hpp"
#include "turn/client/uri.hpp"

namespace ctl {
namespace {

using base::Json;
using turn::Transport;

struct Words {
  std::string server, user = "lecternctl-test", password, secret, transport, ca;
  bool password_stdin = false, secret_stdin = false;
  bool insecure = false, v4 = false, v6 = false;
  unsigned count = 20;
};

constexpr auto kCredentialLifetime = std::chrono::minutes{10};
constexpr std::uint16_t kTlsPort = 5349;

std::vector<Transport> transports_of(const std::string& word, const turn::client::Uri& uri) {
  if (const auto named = turn::transport_of(word)) return {*named};
  if (word == "all") return {Transport::udp, Transport::tcp, Transport::tls, Transport::dtls};
  if (uri.transport) return {*uri.transport};
  if (uri.stun && !uri.secure) return {Transport::udp};
  return uri.secure ? std::vector{Transport::tls} : std::vector{Transport::udp, Transport::tcp};
}

// Connecting a UDP socket sends nothing: a kernel without a route fails at once.
bool has_route(const base::IpAddress& ip) {
  return net::client::Socket::connect(net::client::Kind::udp, {ip, kTlsPort}, net::client::now())
      .has_value();
}

base::Result<std::vector<probe::Way>> ways_of(const turn::client::Uri& uri, const Words& words) {
  TRY(const auto addresses, net::client::resolve(uri.host));
  std::vector<base::IpAddress> chosen;  // one of each family
  for (const base::IpAddress& ip : addresses) {
    if ((words.v4 && ip.is_v6()) || (words.v6 && ip.is_v4())) continue;
    const bool first =
        std::ranges::find(chosen, ip.family(), &base::IpAddress::family) == chosen.end();
    if (first && (has_route(ip) || words.v4 || words.v6)) chosen.push_back(ip);
  }
  if (chosen.empty())
    return base::failure(base::Errc::not_found,
                         uri.host + ": no address of that family that there is a route to");
  std::vector<probe::Way> ways;
  for (const base::IpAddress& ip : chosen) {
    for (const Transport transport : transports_of(words.transport, uri)) {
      const bool secure = transport == Transport::tls || transport == Transport::dtls;
      const std::uint16_t port = secure == uri.secure ? uri.port_or_default()
                                 : secure             ? kTlsPort
                                                      : config::kStunPort;
      ways.push_back({transport, uri.host, {ip, port}});
    }
  }
  return ways;
}

probe::TimedAccount account_of(const Words& words) {
  if (words.secret.empty()) return probe::given_account(words.user, base::Secret{words.password});
  return probe::issued_account(base::Secret{words.secret}, words.user,
                               base::SystemClock{}.wall_now() + kCredentialLifetime);
}

int run(Words words, const std::string& socket, bool json) {
  if (words.password_stdin) std::getline(std::cin, words.password);
  if (words.secret_stdin) std::getline(std::cin, words.secret);
  probe::TestWish wish;
  wish.count = words.count;
  wish.tls = {{}, words.ca, words.insecure};
  if (words.server.empty()) {
    auto local = local_relay(socket, words.user);
    if (!local) return complain(local.error());
    wish.ways = std::move(local->ways);
    wish.account = std::move(local->account);
    wish.expires = local->expires;
    // The certificate is not for the loopback address; `lecternctl check` judges it.
    wish.tls.insecure = words.ca.empty();
    std::erase_if(wish.ways, [&](const probe::Way& way) {
      const bool other = !words.transport.empty() && words.transport != "all" &&
                         words.transport != to_string(way.transport);
      return other || (words.v4 && way.server.ip.is_v6()) || (words.v6 && way.server.ip.is_v4());
    });
    if (wish.ways.empty()) return complain("the daemon does not listen that way");
  } else {
    const auto uri = turn::client::parse_uri(words.server);
    auto ways = ways_of(*uri, words);
    if (!ways) return complain(ways.error().what + ". DNS, or the name, is wrong.");
    wish.ways = std::move(*ways);
    wish.binding_only = uri->stun;
    auto timed = account_of(words);
    wish.account = std::move(timed.account);
    wish.expires = timed.expires;
  }
  std::vector<probe::WayReport> reports;
  for (const probe::Way& way : wish.ways) reports.push_back(probe::test_way(way, wish));
  std::fputs(json ? (probe::reports_to_json(reports).print_pretty() + "\n").c_str()
                  : probe::print_reports(reports).c_str(),
             stdout);
  return std::ranges::all_of(reports, &probe::WayReport::works) ? 0 : 1;
}

void check_words(Words& words) {
  if (words.server.empty()) return;
  // "turn.example.org" alone means a TURN server.
  if (!turn::client::parse_uri(words.server) && turn::client::parse_uri("turn:" + words.server))
    words.server.insert(0, "turn:");
  const auto uri = turn::client::parse_uri(words.server);
  if (!uri)
    throw CLI::ValidationError("--server",
                               "wants a URI such as turn:turn.example.org:3478?transport=udp");
  const bool account = !words.secret.empty() || !words.password.empty() || words.password_stdin ||
                       words.secret_stdin;
  if (!uri->stun && !account)
    throw CLI::ValidationError(
        "--server", "wants --user and --password, or --secret (coturn: static-auth-secret)");
}

}  // namespace

void add_turn_test(Line& line) {
  CLI::App* test =
      line.add(*line.group("turn", "the relay"), "test",
               "allocate, permit, echo: at this machine's daemon, or at any STUN or TURN server");
  const auto words = std::make_shared<Words>();
  test->add_option(
      "--server", words->server,
      "turn:HOST[:PORT][?transport=udp|tcp], turns:, stun: (default: the running daemon)");
  test->add_option("--user", words->user, "user name, or with --secret the identity")
      ->capture_default_str();
  auto* password = test->add_option("--password", words->password, "of the user");
  test->add_option("--secret", words->secret,
                   "shared secret, to make a time-limited credential with")
      ->excludes(password);
  test->add_flag("--password-stdin", words->password_stdin,
                 "take the first line of standard input as the password")
      ->excludes(password);
  test->add_flag("--secret-stdin", words->secret_stdin, "take it as the secret")
      ->excludes(password);
  test->add_option("--transport", words->transport,
                   "udp, tcp, tls, dtls or all (default: what the URI says)")
      ->check(CLI::IsMember({"udp", "tcp", "tls", "dtls", "all"}));
  test->add_option(
          "--ca", words->ca,
          "PEM file of the authority that certificates must be from (default: the system's)")
      ->check(CLI::ExistingFile);
  test->add_flag("--insecure", words->insecure, "go on with a certificate that is not trusted");
  test->add_option("--count", words->count, "echoes")
      ->capture_default_str()
      ->check(CLI::Range(1u, 10000u));
  auto* v4 = test->add_flag("-4", words->v4, "IPv4 only");
  test->add_flag("-6", words->v6, "IPv6 only")->excludes(v4);
  test->callback([&line, words] {
    check_words(*words);
    line.run(Job{
        {}, false, [words = *words](const Job& job) { return run(words, job.socket, job.json); }});
  });
}

}  // namespace ctl
