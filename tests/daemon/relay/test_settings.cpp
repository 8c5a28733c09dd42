// SPDX-License-Identifier: MIT
// The relay's settings, made from the configuration and the machine's addresses.
#include "daemon/relay/settings.hpp"

#include "tests/daemon/relay/addresses.hpp"
#include "tests/support/check.hpp"

using namespace lecternd;
using lectern_test::ip;
using lectern_test::printed;

namespace {

config::Config test_config() {
  config::Config c;
  c.turn.core.realm = "example.org";
  c.turn.listen = {*base::Endpoint::parse("0.0.0.0:3478")};
  return c;
}

const MachineFacts kMachine{
    "box",
    lectern_test::machine_with({"10.0.0.5", "10.0.0.6", "fd00::5", "8.8.4.4", "2a00:1450::1"}),
    4000};

}  // namespace

static void settings_carry_what_the_configuration_says() {
  config::Config c = test_config();
  c.turn.core.users = {{"alice", base::Secret{"pw"}}};
  c.turn.relay_ports = {50000, 50010};
  c.turn.core.user_quota = 3;
  c.turn.core.meeting_quota = 4;
  c.turn.core.source_quota = 5;
  c.turn.core.challenge_rate = 6;
  c.turn.core.mobility = false;
  c.turn.core.tcp_relay = false;
  c.turn.core.alternates = {
      {*base::Endpoint::parse("198.51.100.9:3478"), false, {}},
      {*base::Endpoint::parse("198.51.100.9:5349"), true, "other.example.org"}};
  c.turn.core.alternate_use = turn::AlternateUse::busy;
  const auto settings = relay_settings(c, kMachine, {base::Secret{"s"}}, {});
  CHECK_EQ(settings.core.realm, "example.org");
  CHECK_EQ(settings.core.users.size(), 1u);
  CHECK_EQ(settings.core.secrets.size(), 1u);
  CHECK_EQ(settings.core.user_quota, 3u);
  CHECK_EQ(settings.core.meeting_quota, 4u);
  CHECK_EQ(settings.core.source_quota, 5u);
  CHECK_EQ(settings.core.challenge_rate, 6u);
  CHECK(!settings.core.mobility && !settings.core.tcp_relay);
  CHECK(settings.core.alternate_use == turn::AlternateUse::busy);
  CHECK_EQ(settings.core.alternates.size(), 2u);
  CHECK(settings.core.alternates[1] ==
        (turn::Alternate{*base::Endpoint::parse("198.51.100.9:5349"), true, "other.example.org"}));
  CHECK_EQ(settings.relay_ports.last, 50010);
  CHECK(settings.core.own_addresses == own_addresses(kMachine.network));
  CHECK_EQ(printed(settings.relay_addresses), "8.8.4.4 2a00:1450::1");
  c.turn.relay_addresses = {ip("10.0.0.5")};
  CHECK_EQ(printed(relay_settings(c, kMachine, {}, {}).relay_addresses), "10.0.0.5");
}

static void streams_leave_descriptors_to_the_rest_of_the_process() {
  CHECK_EQ(relay_settings(test_config(), kMachine, {}, {}).max_streams_in_all, 1000u);
  MachineFacts unknown = kMachine;
  unknown.descriptors = 0;
  CHECK_EQ(relay_settings(test_config(), unknown, {}, {}).max_streams_in_all,
           turn::io::Settings{}.max_streams_in_all);
}

static void the_realm_defaults_to_the_public_host_then_to_the_machine() {
  config::Config c = test_config();
  c.turn.core.realm.clear();
  CHECK_EQ(relay_settings(c, kMachine, {}, {}).core.realm, "box");
  c.site.public_url = "https://meet.example.org:8443";
  CHECK_EQ(relay_settings(c, kMachine, {}, {}).core.realm, "meet.example.org");
}

static void external_addresses_meet_their_local_ones() {
  config::Config c = test_config();
  c.turn.relay_addresses = {ip("10.0.0.5"), ip("10.0.0.6"), ip("fd00::5")};
  c.turn.external_ip = {config::ExternalAddress{ip("203.0.113.6"), {}, ip("10.0.0.6")}};
  auto settings = relay_settings(c, kMachine, {}, {});
  CHECK_EQ(settings.external.size(), 1u);
  CHECK_EQ(settings.external[0].local, ip("10.0.0.6"));
  c.turn.external_ip = {config::ExternalAddress{ip("203.0.113.7"), {}, std::nullopt}};
  settings = relay_settings(c, kMachine, {}, {});
  CHECK_EQ(settings.external.size(), 2u);  // both IPv4 ones, not the IPv6 one
}

static void the_relays_host_is_what_browsers_can_reach() {
  config::Config c = test_config();
  c.turn.relay_addresses = {ip("10.0.0.5")};
  const auto wildcard = *base::Endpoint::parse("[::]:3478");
  CHECK_EQ(relay_host(c, relay_settings(c, kMachine, {}, {}), wildcard, RelayWay::plain),
           "10.0.0.5");
  CHECK_EQ(relay_host(c, relay_settings(c, kMachine, {}, {}),
                      *base::Endpoint::parse("192.0.2.9:3478"), RelayWay::plain),
           "192.0.2.9");
  c.turn.external_ip = {config::ExternalAddress{ip("203.0.113.7"), {}, std::nullopt}};
  CHECK_EQ(relay_host(c, relay_settings(c, kMachine, {}, {}), wildcard, RelayWay::plain),
           "203.0.113.7");
  c.site.public_url = "https://meet.example.org";
  CHECK_EQ(relay_host(c, relay_settings(c, kMachine, {}, {}), wildcard, RelayWay::plain),
           "meet.example.org");
  // It leads to any node.
  c.cluster.redis_url = "redis://redis.example.org";
  CHECK_EQ(relay_host(c, relay_settings(c, kMachine, {}, {}), wildcard, RelayWay::plain),
           "203.0.113.7");
  CHECK_EQ(relay_host(c, relay_settings(c, kMachine, {}, {}), wildcard, RelayWay::tls),
           "meet.example.org");
  c.turn.host = "turn1.example.org";
  for (const RelayWay way : {RelayWay::plain, RelayWay::tls})
    CHECK_EQ(relay_host(c, relay_settings(c, kMachine, {}, {}), wildcard, way),
             "turn1.example.org");
}

int main() {
  return lectern_test::run("settings",
                           {TEST(settings_carry_what_the_configuration_says),
                            TEST(streams_leave_descriptors_to_the_rest_of_the_process),
                            TEST(the_realm_defaults_to_the_public_host_then_to_the_machine),
                            TEST(external_addresses_meet_their_local_ones),
                            TEST(the_relays_host_is_what_browsers_can_reach)});
}
