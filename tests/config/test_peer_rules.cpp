// SPDX-License-Identifier: MIT
// Entries about the machine's own addresses that cannot do what they say.
#include "config/peer_rules.hpp"

#include "tests/config/loading.hpp"

using namespace config;
using namespace lectern_test;

namespace {

const std::string kHead = R"(
[[listen]]
address = "[::]:443"
[turn]
listen = ["203.0.113.10:3478"]
relay_ports = "49152-65535"
relay_addresses = ["203.0.113.10"]
)";

base::IpAddress ip(const char* text) { return *base::IpAddress::parse(text); }

void neither_listeners_nor_relay_ports_are_opened() {
  const auto problems = [](const std::string& allowed) {
    return problems_of(kHead + "allow_peers = [\"" + allowed + "\"]\n");
  };
  CHECK(holds(problems("203.0.113.10:443"), "contains port 443, on which this daemon listens"));
  CHECK(holds(problems("203.0.113.10:3000-4000"), "contains port 3478"));
  CHECK(holds(problems("127.0.0.1:9641"), "contains port 9641"));
  CHECK(holds(problems("203.0.113.10:49152"), "lies in relay_ports (49152-65535)"));
  CHECK(holds(problems("203.0.113.10:40000-50000"), "lies in relay_ports"));
  CHECK_EQ(problems("203.0.113.10:10000"), "");
  CHECK_EQ(problems("203.0.113.10:20000-40000"), "");
  CHECK_EQ(problems("198.51.100.7:443"), "");  // another machine
  CHECK_EQ(problems("127.0.0.1:50000"), "");   // the relay has no ports there
}

void the_machines_other_addresses_count_too() {
  const auto loaded =
      taken_text(kHead + "allow_peers = [\"10.0.0.5:443\", \"198.51.100.7:50000\"]\n");
  CHECK(find_closed_ports(loaded.config, {{}, {base::Cidr::host(ip("10.0.0.6"))}}).empty());
  CHECK_EQ(find_closed_ports(loaded.config, {{}, {base::Cidr::host(ip("10.0.0.5"))}}).size(), 1u);
  CHECK_EQ(find_closed_ports(loaded.config, {{ip("198.51.100.7")}, {}}).size(), 1u);
}

void an_own_address_without_ports_opens_nothing_and_that_is_told() {
  const OwnAddresses own{{ip("203.0.113.10")}, {}};
  const auto idle = [&](const std::string& keys) {
    const auto loaded = taken_text(kHead + keys);
    std::string out;
    for (const std::string& what : find_idle_peers(loaded.config.turn, own)) out += what;
    return out;
  };
  CHECK(holds(idle("allow_peers = [\"203.0.113.10\"]\n"), "\"203.0.113.10:FIRST-LAST\""));
  CHECK(holds(idle("deny_peers = [\"203.0.113.10\"]\n"), "turn.deny_peers: 203.0.113.10"));
  CHECK_EQ(idle("allow_peers = [\"203.0.113.10:10000\"]\n"), "");
  CHECK_EQ(idle("allow_peers = [\"203.0.113.0/24\", \"198.51.100.7\"]\n"), "");
}

void keys_that_do_nothing_are_noted() {
  CHECK(holds(notes_of(kHead + "stun_servers = [\"stun.example.org\"]\n"),
              "turn.stun_servers has no effect"));
  CHECK(holds(notes_of(kHead + "alternate_domain = \"a.example.org\"\n"),
              "turn.alternate_domain has no effect"));
  CHECK(holds(notes_of(kHead + "alternate_use = \"busy\"\n"), "turn.alternate_use has no effect"));
  CHECK(holds(notes_of(kHead + "external_ip = [\"198.51.100.7/10.0.0.9\"]\n"),
              "10.0.0.9 is not among turn.relay_addresses"));
  CHECK(
      holds(notes_of(kHead + "[tls]\ncertificate = \"c\"\nkey = \"k\"\n"), "[tls] has no effect"));
  CHECK_EQ(notes_of(kHead), "");
}

void values_of_a_template_are_refused() {
  for (const char* keys :
       {"secrets = [\"${TURN_SECRET}\"]", "secrets = [\"{{ secret }}\"]", "realm = \"${REALM}\"",
        "secrets = [\"CHANGE_ME\"]", "users = { probe = \"<password>\" }",
        "external_servers = [{ urls = [\"turn:a\"], secret = \"<secret>\" }]"})
    CHECK(holds(problems_of(kHead + keys + "\n"), "placeholder"));
}

void commas_part_secrets_of_the_environment_and_that_is_told() {
  const std::string two = "0123456789abcdef,fedcba9876543210";
  CHECK(holds(notes_of(kHead, {{"LECTERN_TURN_SECRETS", two}}), "holds 2 secrets"));
  CHECK(holds(notes_of(kHead, {{"TURN_SECRET", two}}), "is one secret, with the comma"));
  const auto loaded = taken_text(kHead, {{"TURN_SECRET", two}});
  CHECK_EQ(loaded.config.turn.core.secrets.size(), 1u);
  CHECK_EQ(loaded.config.turn.core.secrets[0].reveal_text(), two);
}

}  // namespace

int main() {
  return lectern_test::run(
      "peer_rules", {TEST(neither_listeners_nor_relay_ports_are_opened),
                     TEST(the_machines_other_addresses_count_too),
                     TEST(an_own_address_without_ports_opens_nothing_and_that_is_told),
                     TEST(keys_that_do_nothing_are_noted), TEST(values_of_a_template_are_refused),
                     TEST(commas_part_secrets_of_the_environment_and_that_is_told)});
}
