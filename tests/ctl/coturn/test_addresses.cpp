// SPDX-License-Identifier: MIT
// Addresses of coturn's lines: listeners over one carrier, wildcards, addresses of the relay
// itself, and values that a template left.
#include "tests/ctl/coturn/fixture.hpp"

namespace {

using lectern_test::Import;
using enum ctl::coturn::Verdict;

// Lines 1 to 6 have no findings that ask for a look.
const std::string kClean =
    "use-auth-secret\nstatic-auth-secret=0123456789abcdef0123\nrealm=x.example.org\n"
    "denied-peer-ip=10.0.0.0-10.255.255.255\ndenied-peer-ip=172.16.0.0-172.31.255.255\n"
    "denied-peer-ip=192.168.0.0-192.168.255.255\n";
const std::string kCertificate = "cert=/c.pem\npkey=/k.pem\n";

void a_carrier_that_is_off_stays_off() {
  // UDP 443 beside a web server on TCP 443
  const Import quic{kClean + "listening-port=443\nno-tcp\n"};
  CHECK(quic.holds("listen = [\"udp:[::]:443\"]"));
  CHECK_EQ(quic.verdict("8"), mapped);
  CHECK(Import{kClean + "no-udp"}.holds("listen = [\"tcp:[::]:3478\"]"));
  CHECK(Import{kClean + "no-tcp\naux-server=192.0.2.1:443"}.holds(
      "listen = [\"udp:[::]:3478\", \"udp:192.0.2.1:443\"]"));
  CHECK(Import{kClean + kCertificate + "no-dtls"}.holds("tls_listen = [\"tcp:[::]:5349\"]"));
  // One port for UDP and TLS
  const Import shared{kClean + kCertificate +
                      "listening-port=443\ntls-listening-port=443\nno-tcp\n"
                      "no-dtls\n"};
  CHECK(shared.holds("listen = [\"udp:[::]:443\"]"));
  CHECK(shared.holds("tls_listen = [\"tcp:[::]:443\"]"));
  // TLS alone
  const Import tls{kClean + kCertificate + "no-udp\nno-tcp"};
  CHECK(tls.holds("listen = []"));
  CHECK(tls.holds("tls_listen = [\"[::]:5349\"]"));
  const Import nothing{kClean + "no-udp\nno-tcp"};
  CHECK(nothing.holds("listen = [\"[::]:3478\"]"));
  CHECK_EQ(nothing.verdict("7"), changed);
  CHECK_EQ(nothing.verdict("8"), changed);
}

void a_wildcard_takes_the_addresses_beside_it() {
  const Import both{kClean + kCertificate + "listening-ip=127.0.0.1\nlistening-ip=0.0.0.0"};
  CHECK(both.holds("listen = [\"0.0.0.0:3478\"]"));
  CHECK(both.holds("tls_listen = [\"0.0.0.0:5349\"]"));
  CHECK_EQ(both.verdict("9"), ignored);
  CHECK_EQ(both.verdict("10"), mapped);
  CHECK(Import{kClean + "listening-ip=0.0.0.0\naux-server=192.0.2.1:443"}.holds(
      "listen = [\"0.0.0.0:3478\", \"192.0.2.1:443\"]"));
  const Import twice{kClean + "listening-ip=192.0.2.1\nlistening-ip=192.0.2.1"};
  CHECK_EQ(twice.verdict("8"), ignored);
}

void relay_ip_any_means_every_public_address() {
  const Import any{kClean + "relay-ip=0.0.0.0\nrelay-ip=::\nexternal-ip=203.0.113.7"};
  CHECK_EQ(any.verdict("7"), changed);
  CHECK_EQ(any.verdict("8"), changed);
  CHECK(any.config.turn.relay_addresses.empty());
  CHECK_EQ(any.config.turn.external_ip.size(), 1u);
  CHECK_EQ(Import{kClean + "relay-ip=224.0.0.1"}.verdict("7"), malformed);
}

void addresses_that_no_host_has_are_left_out() {
  for (const char* ip : {"0.0.0.0", "255.255.255.255", "224.0.0.1", "203.0.113.7/0.0.0.0"}) {
    const Import import{kClean + "external-ip=" + ip};
    CHECK_EQ(import.verdict("7"), malformed);
    CHECK(import.config.turn.external_ip.empty());
  }
  CHECK_EQ(Import{kClean + "alternate-server=0.0.0.0:3478"}.verdict("7"), malformed);
}

void ipv4_inside_ipv6_means_ipv4() {
  CHECK(Import{kClean + "listening-ip=::ffff:127.0.0.1"}.holds("listen = [\"127.0.0.1:3478\"]"));
  CHECK(Import{kClean + "relay-ip=::ffff:192.0.2.1"}.holds("relay_addresses = [\"192.0.2.1\"]"));
  CHECK(Import{kClean + "denied-peer-ip=::ffff:198.51.100.0-::ffff:198.51.100.255"}
            .imported.toml.find("198.51.100.0/24") != std::string::npos);
}

void a_peer_on_the_relays_own_address_needs_ports() {
  const std::string allowed = "allowed-peer-ip=20.0.0.1\n";
  for (const std::string own : {"listening-ip=20.0.0.1\n", "relay-ip=20.0.0.1\n",
                                "external-ip=20.0.0.1\n", "external-ip=20.0.0.1/10.0.0.5\n"}) {
    const Import import{kClean + own + allowed};
    CHECK_EQ(import.verdict("8"), changed);
    CHECK(import.at("8").text.find("\"20.0.0.1:FIRST-LAST\"") != std::string::npos);
    CHECK(import.config.turn.core.allow_peers.empty());
  }
  CHECK_EQ(Import{kClean + "listening-ip=20.0.0.2\n" + allowed}.verdict("8"), mapped);
  CHECK_EQ(Import{kClean + allowed}.verdict("7"), mapped);
}

void the_relays_own_address_is_closed_without_being_denied() {
  const Import import{kClean +
                      "listening-ip=20.0.0.1\ndenied-peer-ip=20.0.0.1\n"
                      "denied-peer-ip=20.0.0.2\n"};
  CHECK_EQ(import.verdict("8"), changed);
  CHECK(import.at("8").text.find("are closed here") != std::string::npos);
  CHECK_EQ(import.verdict("9"), mapped);
  CHECK(import.imported.toml.find("20.0.0.1/32") == std::string::npos);
  CHECK(import.imported.toml.find("20.0.0.2/32") != std::string::npos);
}

void values_that_a_template_left_are_told() {
  for (const char* value : {"${SECRET}", "<secret>", "{{ secret }}", "CHANGE_ME"}) {
    const Import import{"use-auth-secret\nrealm=x.example.org\nstatic-auth-secret=" +
                        std::string{value}};
    CHECK_EQ(import.verdict("3"), malformed);
    CHECK(import.at("3").text.find("placeholder") != std::string::npos);
    CHECK(import.config.turn.core.secrets.empty());
  }
  CHECK_EQ(Import{kClean + "external-ip=${EXTERNAL_IP}"}.verdict("7"), malformed);
  CHECK(Import{"lt-cred-mech\nuser=probe:<password>"}.config.turn.core.users.empty());
  CHECK_EQ(Import{"lt-cred-mech\nuser=probe:<password>"}.verdict("2"), malformed);
}

}  // namespace

int main() {
  return lectern_test::run(
      "addresses",
      {TEST(a_carrier_that_is_off_stays_off), TEST(a_wildcard_takes_the_addresses_beside_it),
       TEST(relay_ip_any_means_every_public_address), TEST(addresses_that_no_host_has_are_left_out),
       TEST(ipv4_inside_ipv6_means_ipv4), TEST(a_peer_on_the_relays_own_address_needs_ports),
       TEST(the_relays_own_address_is_closed_without_being_denied),
       TEST(values_that_a_template_left_are_told)});
}
