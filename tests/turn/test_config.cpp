// SPDX-License-Identifier: MIT
// The defaults of the relay's core, and the questions that a configuration answers.
#include "turn/config.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::Config;

base::Endpoint at(std::string_view text) { return base::Endpoint::parse(text).value(); }

// RFC 8656 sections 3.2, 5, 7.2, 9 and 12, RFC 6062 sections 5.2 and 5.3
void times_are_those_of_the_rfcs() {
  const Config config;
  CHECK_EQ(config.default_lifetime.count(), 600);
  CHECK_EQ(config.max_lifetime.count(), 3600);
  CHECK_EQ(config.permission_lifetime.count(), 300);
  CHECK_EQ(config.channel_lifetime.count(), 600);
  CHECK_EQ(config.reservation_lifetime.count(), 30);
  CHECK_EQ(config.nonce_lifetime.count(), 3600);
  CHECK_EQ(config.connect_timeout.count(), 30);
  CHECK_EQ(config.bind_timeout.count(), 30);
}

// docs/relay.md tells the rates.
void limits_are_the_documented_ones() {
  const Config config;
  CHECK_EQ(config.realm, "lectern");
  CHECK(config.peers == turn::PeerMode::public_);
  for (const std::uint32_t unlimited :
       {config.user_quota, config.meeting_quota, config.source_quota, config.total_quota})
    CHECK_EQ(unlimited, 0u);
  CHECK_EQ(config.max_permissions, 128u);
  CHECK_EQ(config.max_channels, 128u);
  CHECK(config.mobility);
  CHECK(config.tcp_relay);
  CHECK_EQ(config.max_connections, 64u);
  CHECK_EQ(config.user_connections, 256u);
  CHECK_EQ(config.total_connections, 4096u);
  CHECK_EQ(config.max_rate, 0u);
  CHECK_EQ(config.binding_rate, 500u);
  CHECK_EQ(config.challenge_rate, 200u);
  CHECK_EQ(config.stranger_burst, 1000u);
  CHECK(config.alternate_use == turn::AlternateUse::always);
  CHECK(!turn::Alternate{}.secure);
}

void a_secret_or_a_user_is_enough_to_authenticate() {
  Config config;
  CHECK(!config.can_authenticate());
  config.secrets.emplace_back("s3cret");
  CHECK(config.can_authenticate());
  config.users.emplace("alice", base::Secret{"wonderland"});
  CHECK(config.can_authenticate());
  config.secrets.clear();
  CHECK(config.can_authenticate());
}

void a_mapped_address_is_seen_as_its_external_one() {
  const auto inside = base::IpAddress::v4(10, 0, 0, 5), outside = base::IpAddress::v4(192, 0, 2, 5);
  CHECK_EQ(turn::seen_as({{inside, outside}}, inside), outside);
  CHECK_EQ(turn::seen_as({{inside, outside}}, outside), outside);
  CHECK_EQ(turn::seen_as({}, inside), inside);
}

// RFC 5780 section 6.1: two addresses and two ports
void discovery_needs_two_addresses_with_two_ports() {
  const auto fit = [](std::initializer_list<std::string_view> texts) {
    std::vector<base::Endpoint> endpoints;
    for (const auto text : texts) endpoints.push_back(at(text));
    return turn::fit_for_discovery(endpoints);
  };
  CHECK(fit({"192.0.2.1:3478", "192.0.2.2:3479"}));
  CHECK(fit({"192.0.2.1:0", "192.0.2.2:0"}));
  CHECK(fit({"[2001:db8::1]:3478", "[2001:db8::2]:3479"}));
  CHECK(!fit({}));
  CHECK(!fit({"192.0.2.1:3478"}));
  CHECK(!fit({"192.0.2.1:3478", "192.0.2.2:3479", "192.0.2.3:3480"}));
  CHECK(!fit({"192.0.2.1:3478", "192.0.2.2:3478"}));
  CHECK(!fit({"192.0.2.1:3478", "192.0.2.1:3479"}));
  CHECK(!fit({"192.0.2.1:0", "192.0.2.2:3479"}));
  CHECK(!fit({"192.0.2.1:3478", "192.0.2.2:0"}));
  CHECK(!fit({"192.0.2.1:3478", "[2001:db8::2]:3479"}));
  CHECK(!fit({"0.0.0.0:3478", "192.0.2.2:3479"}));
  CHECK(!fit({"192.0.2.1:3478", "0.0.0.0:3479"}));
}

}  // namespace

int main() {
  return lectern_test::run("config",
                           {TEST(times_are_those_of_the_rfcs), TEST(limits_are_the_documented_ones),
                            TEST(a_secret_or_a_user_is_enough_to_authenticate),
                            TEST(a_mapped_address_is_seen_as_its_external_one),
                            TEST(discovery_needs_two_addresses_with_two_ports)});
}
