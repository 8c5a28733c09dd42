// SPDX-License-Identifier: MIT
// The import of single lines: each line is named, no line opens anything by itself, and the result
// always loads.
#include "ctl/coturn/import.hpp"

#include <set>

#include "base/text_file.hpp"
#include "config/schema.hpp"
#include "ctl/coturn/options.hpp"
#include "tests/ctl/coturn/fixture.hpp"
#include "tests/support/source_tree.hpp"

using namespace ctl::coturn;
using lectern_test::Import;
using enum Verdict;

namespace {

// A configuration that gives no cause for remarks.
const std::string kClean =
    "use-auth-secret\nstatic-auth-secret=0123456789abcdef0123\nrealm=r.example\n"
    "denied-peer-ip=10.0.0.0-10.255.255.255\ndenied-peer-ip=172.16.0.0-172.31.255.255\ndenied-peer-"
    "ip=192.168.0.0-192.168.255."
    "255\n";
constexpr unsigned kCleanLines = 6;

// The finding about one line that is added to a clean configuration.
Finding about(const std::string& line) {
  return Import{kClean + line}.at(std::to_string(kCleanLines + 1));
}

}  // namespace

static void a_configuration_without_remarks_is_clean() {
  const Import import{kClean};
  CHECK_EQ(import.conclusion(), Conclusion::clean);
  CHECK_EQ(import.imported.findings.size(), kCleanLines);
  CHECK_EQ(import.config.turn.core.realm, "r.example");
  CHECK_EQ(import.config.turn.core.secrets.size(), 1u);
}

static void every_option_has_a_verdict_and_a_true_target() {
  std::set<std::string_view> names;
  std::set<char> letters;
  for (const Option& option : options()) {
    CHECK(names.insert(option.name).second);
    CHECK(option.letter == 0 || letters.insert(option.letter).second);
    CHECK(option.verdict == mapped || !option.reason.empty());
    if (!option.target.empty()) {
      const std::size_t dot = option.target.find('.');
      CHECK(config::find_key(option.target.substr(0, dot), option.target.substr(dot + 1)) !=
            nullptr);
    }
  }
  // every long option of the releases 4.4.5 to 4.17.1
  CHECK_EQ(names.size(), 154u);
}

// Whatever an option is given, the line is named and the result loads.
static void every_option_stands_every_value() {
  bool accept_dangerous = false;
  for (const Option& option : options()) {
    for (const std::string_view value :
         {"", "1", "off", "-1", "99999999999999999999", "a:b", "::1", "10.0.0.1", "\"", "%s"}) {
      accept_dangerous = !accept_dangerous;
      const Import import{std::string{option.name} + "=" + std::string{value}, accept_dangerous};
      CHECK_EQ(import.at("1").option, option.name);
    }
    accept_dangerous = !accept_dangerous;  // the other way round for the next option
  }
}

static void the_page_shows_this_table() {
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/coturn.md")));
  if (page.find(print_options()) == std::string::npos) {
    lectern_test::check_failed(
        "docs/coturn.md is stale: its table is that of lecternctl import-coturn --options",
        __FILE__, __LINE__);
  }
}

static void nat_discovery_wants_two_addresses() {
  const std::string two =
      kClean + "listening-ip=192.0.2.1\nlistening-ip=2001:db8::1\nlistening-ip=192.0.2.2\n";
  CHECK(Import{two + "rfc5780"}.holds("nat_discovery = [\"192.0.2.1:3478\", \"192.0.2.2:3479\"]"));
  CHECK(Import{two + "rfc5780\nalt-listening-port=4000"}.holds(
      "nat_discovery = [\"192.0.2.1:3478\", \"192.0.2.2:4000\"]"));
  CHECK(Import{two}.config.turn.nat_discovery.empty());
  CHECK(Import{two + "rfc5780\nno-rfc5780"}.config.turn.nat_discovery.empty());
  CHECK_EQ(Import{two + "alt-listening-port=4000"}.verdict("10"), ignored);
  CHECK_EQ(about("rfc5780").verdict, changed);
}

static void unknown_options_name_the_nearest() {
  const Finding finding = about("listning-port=3478");
  CHECK_EQ(finding.verdict, unknown);
  CHECK(finding.text.find("did you mean listening-port?") != std::string::npos);
  CHECK(about("zzzzzzzzzzzzzzzzz=1").text.find("did you mean") == std::string::npos);
}

static void booleans_are_read_as_coturn_does() {
  for (const std::string_view off : {"0", "no", "No", "false", "F", "off", "OFF", "never"}) {
    CHECK_EQ(about("no-auth=" + std::string{off}).verdict, ignored);
  }
  for (const std::string_view on : {"", "1", "9", "yes", "Y", "true", "T", "on", "ON"}) {
    CHECK_EQ(about("no-auth=" + std::string{on}).verdict, dangerous);
  }
  CHECK_EQ(about("no-auth=perhaps").verdict, malformed);
}

static void numbers_are_read_as_coturn_does() {
  CHECK_EQ(Import{kClean + "user-quota=12 # per user"}.config.turn.core.user_quota, 12u);
  CHECK_EQ(about("user-quota=12 # per user").verdict, changed);
  CHECK_EQ(about("user-quota=12").verdict, mapped);
  CHECK_EQ(about("user-quota=many").verdict, malformed);
  CHECK_EQ(Import{kClean + "total-quota=99999999999"}.config.turn.core.total_quota, 1'000'000u);
  CHECK_EQ(about("user-quota=-5").verdict, changed);
  CHECK_EQ(about("listening-port=0").verdict, malformed);
  CHECK_EQ(about("listening-port=65536").verdict, malformed);
}

static void the_last_of_two_lines_counts() {
  const Import import{kClean +
                      "listening-port=1\nlistening-port=4000\nmin-port=50000\nno-auth\nno-auth=0"};
  CHECK_EQ(import.verdict("7"), ignored);
  CHECK_EQ(import.config.turn.listen.at(0).endpoint.port, 4000);
  CHECK_EQ(import.verdict("10"), ignored);
  CHECK_EQ(import.conclusion(), Conclusion::clean);
}

static void the_command_lines_spelling_is_taken_and_told() {
  const Import import{kClean + "--listening-port=4000\n-m 3\n-Z 1"};
  CHECK_EQ(import.verdict("7"), changed);
  CHECK_EQ(import.config.turn.listen.at(0).endpoint.port, 4000);
  CHECK_EQ(import.at("8").option, "relay-threads");
  CHECK_EQ(import.config.turn.workers, 3u);
  CHECK_EQ(import.verdict("9"), unknown);
}

static void listeners_are_made_of_addresses_and_ports() {
  const std::string certificate = "cert=/c.pem\npkey=/k.pem\n";
  CHECK(Import{kClean}.holds("listen = [\"[::]:3478\"]"));
  CHECK(Import{kClean}.config.turn.tls_listen.empty());
  CHECK(Import{kClean + certificate}.holds("tls_listen = [\"[::]:5349\"]"));
  const Import two{kClean + certificate +
                   "listening-ip=192.0.2.1\nlistening-ip=2001:db8::1\ntls-listening-port="
                   "443\nlistening-port=80"};
  CHECK(two.holds("listen = [\"192.0.2.1:80\", \"[2001:db8::1]:80\"]"));
  CHECK(two.holds("tls_listen = [\"192.0.2.1:443\", \"[2001:db8::1]:443\"]"));
  CHECK(Import{kClean + certificate + "no-tls\nno-dtls"}.config.turn.tls_listen.empty());
  const Import one{kClean + certificate + "no-tls"};
  CHECK_EQ(one.verdict("9"), mapped);
  CHECK(one.holds("tls_listen = [\"udp:[::]:5349\"]"));
  // an alias of the plain port would be two listeners on one address
  CHECK(Import{kClean + certificate + "tls-listening-port=3478"}.config.turn.tls_listen.empty());
  const Import half{kClean + "cert=/c.pem\ntls-listening-port=443"};
  CHECK_EQ(half.verdict("7"), changed);
  CHECK_EQ(half.verdict("8"), ignored);
  CHECK(half.config.tls.certificate.empty());
  CHECK_EQ(about("listening-ip=eth0").verdict, changed);
}

static void switches_and_other_servers_are_taken_over() {
  CHECK(Import{kClean + "no-tcp-relay"}.holds("tcp_relay = false"));
  CHECK(Import{kClean + "no-tcp-relay=0"}.holds("tcp_relay = true"));
  CHECK(Import{kClean + "mobility"}.holds("mobility = true"));
  const Import import{kClean +
                      "alternate-server=192.0.2.8:3479\nudp-alternate-server=192.0.2.9\ntls-"
                      "alternate-server=[2001:db8::8]:443\n"
                      "tls-alternate-server=host.example:443"};
  CHECK(import.holds("alternate_servers = [\"192.0.2.8:3479\", \"192.0.2.9:3478\"]"));
  CHECK(import.holds("alternate_tls_servers = [\"[2001:db8::8]:443\"]"));
  CHECK_EQ(import.verdict("7"), mapped);
  CHECK_EQ(import.verdict("8"), changed);
  CHECK_EQ(import.verdict("10"), malformed);
}

static void relay_ports_stay_in_bounds() {
  const auto ports = [](const std::string& lines) {
    const auto range = Import{kClean + lines}.config.turn.relay_ports;
    return std::to_string(range.first) + "-" + std::to_string(range.last);
  };
  CHECK_EQ(ports("min-port=20000\nmax-port=20100"), "20000-20100");
  CHECK_EQ(ports("max-port=60000"), "49152-60000");
  CHECK_EQ(ports("min-port=50000"), "50000-65535");
  CHECK_EQ(ports("min-port=100\nmax-port=2000"), "1024-2000");
  CHECK_EQ(ports("min-port=50000\nmax-port=40000"), "49152-65535");
  CHECK_EQ(about("min-port=100").verdict, changed);
  CHECK_EQ(Import{kClean + "min-port=50000\nmax-port=40000"}.verdict("8"), malformed);
}

static void allowed_ranges_win_over_denied_ones_as_with_coturn() {
  const Import import{kClean +
                      "allowed-peer-ip=10.20.0.0-10.20.255.255\ndenied-peer-ip=10.20.30.0-10.20.30."
                      "255\nallowed-peer-ip=192.168.0."
                      "0-192.168.255.255"};
  CHECK(import.holds("allow_peers = [\"10.20.0.0/16\", \"192.168.0.0/16\"]"));
  CHECK(import.holds("deny_peers = [\"10.0.0.0/8\", \"172.16.0.0/12\"]"));
  CHECK_EQ(import.verdict("8"), ignored);
  CHECK_EQ(import.verdict("6"), ignored);
}

static void a_secret_that_lecternd_refuses_is_left_out() {
  const Import import{
      "use-auth-secret\nstatic-auth-secret=aaaaaaaaaaaaaaaaaaaaaaaa\nrealm=r.example"};
  CHECK(import.config.turn.core.secrets.empty());
  CHECK_EQ(import.verdict("2"), Verdict::malformed);
  CHECK(import.at("2").text.find("is one character, repeated") != std::string::npos);
}

static void private_peers_that_nobody_denied_are_told() {
  const Import open{"use-auth-secret\nstatic-auth-secret=0123456789abcdef0123"};
  CHECK_EQ(open.verdict(""), changed);
  CHECK(open.at("").text.find("lan") != std::string::npos);
}

static void dangerous_lines_are_left_out_unless_accepted() {
  const std::string lines =
      kClean + "allow-loopback-peers\nallowed-peer-ip=169.254.169.254\nserver-relay\ntlsv1";
  const Import refused{lines};
  CHECK_EQ(refused.conclusion(), Conclusion::dangerous_refused);
  CHECK(refused.config.turn.core.allow_peers.empty());
  for (const std::string line : {"7", "8", "9", "10"}) CHECK_EQ(refused.verdict(line), dangerous);
  const Import accepted{lines, true};
  CHECK_EQ(accepted.conclusion(), Conclusion::warnings);
  CHECK(accepted.holds("allow_peers = [\"127.0.0.0/8\", \"169.254.169.254/32\", \"::1/128\"]"));
  for (const std::string_view range : {"0.0.0.0-255.255.255.255", "::1", "::ffff:10.0.0.1",
                                       "fe80::1-fe80::2", "126.0.0.0-128.0.0.0", "64:ff9b::a00:1",
                                       "224.0.0.1", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
    CHECK_EQ(about("allowed-peer-ip=" + std::string{range}).verdict, dangerous);
  }
  CHECK_EQ(about("allowed-peer-ip=10.0.0.1").verdict, mapped);
  CHECK_EQ(about("denied-peer-ip=0.0.0.0-255.255.255.255").verdict, mapped);
}

static void without_any_credentials_nobody_is_let_in() {
  CHECK_EQ(Import{"realm=a"}.verdict(""), dangerous);
  CHECK_EQ(Import{"lt-cred-mech"}.verdict(""), changed);  // its users are in a database
  CHECK_EQ(Import{"use-auth-secret"}.verdict(""), changed);
  CHECK_EQ(Import{"stun-only"}.verdict(""), changed);
}

static void users_stand_beside_no_secret() {
  const Import both{kClean + "user=alice:wonderland"};
  CHECK_EQ(both.verdict("7"), ignored);
  CHECK(both.config.turn.core.users.empty());
  const Import users{
      "lt-cred-mech\nrealm=r\nuser=alice:a:b\nuser=alice: "
      "c\nuser=bob:0x00112233445566778899aabbccddeeff\n"
      "user=eve:0x12\nuser=:x\nuser=y\nuser=\"d q:w\\e\\\"\""};
  CHECK_EQ(users.verdict("3"), ignored);
  for (const std::string line : {"6", "7", "8"}) CHECK_EQ(users.verdict(line), malformed);
  CHECK_EQ(users.config.turn.core.users.size(), 3u);
  const auto password = [&](std::string_view name) {
    for (const auto& [user, secret] : users.config.turn.core.users) {
      if (user == name) return std::string{secret.reveal_text()};
    }
    return std::string{};
  };
  CHECK_EQ(password("alice"), "c");
  CHECK_EQ(password("bob"), "0x00112233445566778899aabbccddeeff");
  CHECK_EQ(password("d q"), "w\\e\\\"");
  CHECK_EQ(Import{"user=bob:0x00112233445566778899aabbccddeeff"}.verdict("1"),
           changed);  // no realm
}

static void no_report_repeats_a_secret() {
  const Import import{
      "static-auth-secret=hunter2\nuser=a:hunter2\nuser=hunter2\npkey-pwd=hunter2\ncli-password="
      "hunter2\n"
      "mysql-userdb=\"password=hunter2\"\nredis-statsdb=\"password=hunter2\"\nstateless-nonce-"
      "secret=hunter2\n"
      "unknown-thing=hunter2\nuserdb=/hunter/2"};
  CHECK(print_report(import.imported.findings).find("hunter2") == std::string::npos);
  CHECK(report_json(import.imported.findings).print().find("hunter2") == std::string::npos);
}

static void metrics_and_log_are_taken_over() {
  CHECK_EQ(Import{kClean + "prometheus"}.config.metrics.listen->print(), "[::]:9641");
  CHECK_EQ(Import{kClean + "prometheus\nprometheus-port=9000\nprometheus-address=192.0.2.1"}
               .config.metrics.listen->print(),
           "192.0.2.1:9000");
  CHECK_EQ(Import{kClean + "prometheus-port=9000"}.config.metrics.listen->print(),
           "127.0.0.1:9641");
  CHECK(Import{kClean + "Verbose"}.config.log.level == base::LogLevel::debug);
  CHECK(Import{kClean + "log-min-level=error"}.config.log.level == base::LogLevel::error);
  CHECK_EQ(about("log-min-level=loud").verdict, malformed);
}

static void values_that_differ_from_ours_are_told() {
  CHECK_EQ(about("stale-nonce").verdict, ignored);
  CHECK_EQ(about("stale-nonce=0").verdict, changed);
  CHECK_EQ(about("channel-lifetime=600").verdict, ignored);
  CHECK_EQ(about("channel-lifetime=900").verdict, changed);
  CHECK_EQ(about("rest-api-separator=:").verdict, ignored);
  CHECK_EQ(about("rest-api-separator=-").verdict, unsupported);
  CHECK_EQ(about("allocation-default-address-family=keep").verdict, changed);
  CHECK_EQ(about("bps-capacity=0").verdict, ignored);
  CHECK_EQ(about("external-ip=203.0.113.1/10.0.0.1").verdict, mapped);
  CHECK_EQ(about("external-ip=my.host.example").verdict, mapped);
  CHECK_EQ(about("external-ip=203.0.113/24").verdict, malformed);
}

static void too_much_of_anything_is_bounded() {
  std::string ranges;
  for (int i = 0; i < 200; ++i)
    ranges +=
        "denied-peer-ip=::" + std::to_string(i + 1) + "-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\n";
  CHECK(!import_config({"test.conf", ranges, std::nullopt, false}, lectern_test::no_database())
             .has_value());
  std::string unknown_options;
  for (int i = 0; i < 9000; ++i) unknown_options += "listening-pord=1\n";
  CHECK_EQ(Import{unknown_options}.imported.findings.size(), 9002u);
  std::string addresses;
  for (int i = 0; i < 300; ++i)
    addresses +=
        "listening-ip=192.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) + "\n";
  CHECK_EQ(Import{addresses}.config.turn.listen.size(), 256u);
}

static void the_report_names_every_line() {
  const Import import{"realm=a\nno-auth\nbogus\x7f=1\n"};
  const std::string text = print_report(import.imported.findings);
  CHECK(text.starts_with(
      "test.conf:1: mapped: realm -> turn.realm\ntest.conf:2: dangerous: no-auth: "));
  CHECK(text.find('\x7f') == std::string::npos);
  const base::Json json = report_json(import.imported.findings);
  CHECK_EQ(json["conclusion"].as_string().value(), "dangerous-refused");
  CHECK_EQ(json["counts"]["mapped"].as_integer().value(), 1);
  CHECK_EQ(json["findings"].at(1)["option"].as_string().value(), "no-auth");
  CHECK_EQ(json["findings"].at(1)["accepted"].as_bool().value(), false);
}

int main() {
  return lectern_test::run("coturn_import",
                           {TEST(a_configuration_without_remarks_is_clean),
                            TEST(every_option_has_a_verdict_and_a_true_target),
                            TEST(every_option_stands_every_value),
                            TEST(the_page_shows_this_table),
                            TEST(nat_discovery_wants_two_addresses),
                            TEST(unknown_options_name_the_nearest),
                            TEST(booleans_are_read_as_coturn_does),
                            TEST(numbers_are_read_as_coturn_does),
                            TEST(the_last_of_two_lines_counts),
                            TEST(the_command_lines_spelling_is_taken_and_told),
                            TEST(listeners_are_made_of_addresses_and_ports),
                            TEST(switches_and_other_servers_are_taken_over),
                            TEST(relay_ports_stay_in_bounds),
                            TEST(allowed_ranges_win_over_denied_ones_as_with_coturn),
                            TEST(a_secret_that_lecternd_refuses_is_left_out),
                            TEST(private_peers_that_nobody_denied_are_told),
                            TEST(dangerous_lines_are_left_out_unless_accepted),
                            TEST(without_any_credentials_nobody_is_let_in),
                            TEST(users_stand_beside_no_secret),
                            TEST(no_report_repeats_a_secret),
                            TEST(metrics_and_log_are_taken_over),
                            TEST(values_that_differ_from_ours_are_told),
                            TEST(too_much_of_anything_is_bounded),
                            TEST(the_report_names_every_line)});
}
