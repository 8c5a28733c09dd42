// SPDX-License-Identifier: MIT
// Whole configurations as they stand beside other systems: what they become, and that nothing in
// them was overlooked.
#include "base/text_file.hpp"
#include "tests/ctl/coturn/fixture.hpp"
#include "tests/support/source_tree.hpp"

using namespace ctl::coturn;
using lectern_test::Import;

namespace {

Import sample(const std::string& name) {
  const std::string path = lectern_test::in_source_tree("tests/ctl/coturn/" + name);
  return Import{Request{"test.conf", CHECK_OK(base::read_text_file(path)), std::nullopt, false}};
}

std::int64_t count(const Import& import, Verdict verdict) {
  return std::ranges::count(import.imported.findings, verdict, &Finding::verdict);
}

std::string secret(const Import& import) {
  CHECK_EQ(import.config.turn.core.secrets.size(), 1u);
  return std::string{import.config.turn.core.secrets.front().reveal_text()};
}

}  // namespace

static void matrix() {
  const Import import = sample("matrix.conf");
  CHECK_EQ(secret(import), "synapse-and-relay-share-this-4f1c");
  CHECK_EQ(import.config.turn.core.realm, "turn.matrix.example.org");
  CHECK(import.holds("allow_peers = [\"10.0.0.1/32\"]"));
  CHECK_EQ(import.config.turn.core.deny_peers.size(),
           18u);  // one of the twelve ranges is seven prefixes
  CHECK_EQ(import.config.turn.core.user_quota, 12u);
  CHECK_EQ(import.config.turn.core.total_quota, 1200u);
  CHECK_EQ(import.config.tls.key, "/etc/ssl/turn/privkey.pem");
  CHECK_EQ(count(import, Verdict::mapped), 23);
  CHECK(import.holds("tcp_relay = false"));
  CHECK_EQ(import.conclusion(), Conclusion::clean);
}

static void nextcloud() {
  const Import import = sample("nextcloud.conf");
  CHECK_EQ(secret(import), "talk-4d1f0d9be1e94f0cb1a0");
  CHECK(import.holds("listen = [\"[::]:3478\"]"));
  CHECK(import.config.turn.tls_listen.empty());
  CHECK_EQ(count(import, Verdict::changed), 1);  // private peers
  CHECK_EQ(import.verdict(""), Verdict::changed);
}

static void jitsi() {
  const Import import = sample("jitsi.conf");
  CHECK_EQ(secret(import), "prosody-and-relay-0c6f");
  CHECK_EQ(import.config.turn.external_ip.at(0).external->print(), "198.51.100.24");
  CHECK_EQ(import.config.turn.external_ip.at(0).local->print(), "192.168.10.4");
  CHECK(import.holds("tls_listen = [\"[::]:5349\"]"));
  CHECK(import.holds("listen = [\"udp:[::]:3478\"]"));
  CHECK_EQ(count(import, Verdict::changed), 2);  // keep-address-family, cipher-list
}

static void bigbluebutton() {
  const Import import = sample("bigbluebutton.conf");
  CHECK_EQ(secret(import), "f00dfeedcafe4d2ab0b1");
  CHECK(import.holds("tls_listen = [\"203.0.113.5:443\"]"));
  CHECK(import.holds("relay_addresses = [\"203.0.113.5\"]"));
  CHECK(import.holds("relay_ports = \"32769-65535\""));
  CHECK_EQ(import.verdict("10"), Verdict::ignored);  // lt-cred-mech beside use-auth-secret
}

static void users() {
  const Import import = sample("users.conf");
  CHECK(import.config.turn.core.secrets.empty());
  CHECK(import.holds("alice = \"wonderland\""));
  CHECK(import.holds("bob = \"0xe18da70f5f2d4d9e5cdbca0c4d6f3a55\""));
  CHECK_EQ(import.config.turn.listen.size(), 4u);
  CHECK_EQ(import.config.turn.workers, 4u);
  CHECK_EQ(import.config.turn.core.max_rate, 512'000u);  // coturn counts bytes
  CHECK_EQ(import.config.metrics.listen->print(), "127.0.0.1:9642");
  CHECK(import.holds("allow_peers = [\"10.20.0.0/16\"]"));
  CHECK(import.holds("deny_peers = [\"10.0.0.0/8\", \"172.16.0.0/12\", \"192.168.0.0/16\"]"));
}

static void dangerous() {
  const Import import = sample("dangerous.conf");
  CHECK_EQ(import.conclusion(), Conclusion::dangerous_refused);
  CHECK_EQ(count(import, Verdict::dangerous), 6);
  CHECK(import.config.turn.core.allow_peers.empty());
}

int main() {
  return lectern_test::run("coturn_samples", {TEST(matrix), TEST(nextcloud), TEST(jitsi),
                                              TEST(bigbluebutton), TEST(users), TEST(dangerous)});
}
