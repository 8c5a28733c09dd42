// SPDX-License-Identifier: MIT
// Modes and lists; the ranges themselves are tested through the server (test_permission).
#include "turn/peer_policy.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::PeerMode;

bool allows(const turn::Config& config, std::string_view ip) {
  return turn::PeerPolicy{config}.allows(*base::IpAddress::parse(ip));
}
turn::Config config_of(PeerMode mode, std::initializer_list<std::string_view> allow = {},
                       std::initializer_list<std::string_view> deny = {}) {
  turn::Config config;
  config.peers = mode;
  for (const auto prefix : allow) config.allow_peers.push_back(*base::Cidr::parse(prefix));
  for (const auto prefix : deny) config.deny_peers.push_back(*base::Cidr::parse(prefix));
  return config;
}

void lan_opens_private_addresses_and_nothing_else() {
  const auto lan = config_of(PeerMode::lan);
  for (const auto* ip :
       {"10.1.2.3", "172.16.5.5", "192.168.0.1", "100.64.3.3", "fd00::1", "8.8.8.8", "2a00::1"})
    CHECK(allows(lan, ip));
  for (const auto* ip :
       {"127.0.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "ff02::1",
        "::ffff:10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1", "2001:db8::1"}) {
    CHECK(!allows(lan, ip));
  }
}

void only_reaches_what_is_listed() {
  const auto only = config_of(PeerMode::only, {"203.0.113.0/24", "93.184.216.34"});
  CHECK(allows(only, "203.0.113.7"));
  CHECK(allows(only, "93.184.216.34"));
  for (const auto* ip : {"93.184.216.35", "8.8.8.8", "127.0.0.1", "10.0.0.1", "2a00::1", "::1"})
    CHECK(!allows(only, ip));
}

void the_longest_prefix_wins() {
  const auto config = config_of(PeerMode::public_, {"10.0.0.0/8", "10.9.9.0/24", "192.168.0.0/16"},
                                {"10.9.0.0/16", "8.8.0.0/16", "192.168.0.0/16"});
  CHECK(allows(config, "10.1.1.1"));
  CHECK(!allows(config, "10.9.1.1"));
  CHECK(allows(config, "10.9.9.9"));
  CHECK(!allows(config, "8.8.8.8"));
  CHECK(!allows(config, "192.168.1.1"));  // equally long: deny
}

// A short allowed prefix opens no special-use range inside it, and no special-use IPv4 address that
// an IPv6 address carries.
void allowing_everything_opens_no_special_range() {
  const auto config = config_of(PeerMode::public_, {"0.0.0.0/0", "::/0"});
  for (const auto* ip :
       {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1"})
    CHECK(!allows(config, ip));
}

void allowed_nat64_still_denies_the_ipv4_behind_it() {
  const auto config = config_of(PeerMode::public_, {"64:ff9b::/96", "64:ff9b:1::/48", "2002::/16",
                                                    "2001::/32", "2001:db8::/32"});
  CHECK(allows(config, "64:ff9b::808:808"));
  for (const auto* ip : {"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1",
                         "64:ff9b:1:7f00:0:100::", "2002:7f00:1::1",
                         "2001:0:7f00:1::", "2001:0:808:808:0:0:80ff:fffe", "2001:db8::5efe:7f00:1",
                         "2001:db8::200:5efe:a00:1"}) {
    CHECK(!allows(config, ip));
  }
  CHECK(allows(config, "2002:808:808::1"));
  CHECK(allows(config, "2001:db8::1"));
}

void an_own_address_needs_to_be_named_exactly() {
  auto config = config_of(PeerMode::public_, {"93.184.216.0/24"});
  config.own_addresses = {*base::Cidr::parse("93.184.216.34"), *base::Cidr::parse("2a00::9")};
  CHECK(!allows(config, "93.184.216.34"));
  CHECK(!allows(config, "2a00::9"));
  for (const auto* neighbour : {"93.184.216.33", "93.184.216.35", "2a00::8", "2a00::a"})
    CHECK(allows(config, neighbour));
  config.allow_peers.push_back(*base::Cidr::parse("93.184.216.34"));
  CHECK(allows(config, "93.184.216.34"));
}

// A host may take a whole prefix for its own (a route of type `local`).
void an_own_prefix_is_no_peer() {
  auto config = config_of(PeerMode::public_, {});
  config.own_addresses = {*base::Cidr::parse("93.184.216.0/24")};
  CHECK(!allows(config, "93.184.216.34"));
  CHECK(allows(config, "93.184.217.34"));
  config.allow_peers.push_back(*base::Cidr::parse("93.184.216.34"));
  CHECK(allows(config, "93.184.216.34"));
  CHECK(!allows(config, "93.184.216.35"));
}

// RFC 4291 section 2.5.5, RFC 6052 section 2.2, RFC 3056, RFC 4380 section 4, RFC 5214 section 6.1
void ipv4_addresses_inside_ipv6_are_found() {
  const auto inside = [](std::string_view text) {
    std::string all;
    for (const auto& ip : turn::embedded_v4(*base::IpAddress::parse(text)))
      all += (all.empty() ? "" : " ") + ip.print();
    return all;
  };
  CHECK_EQ(inside("8.9.10.11"), "");
  CHECK_EQ(inside("2a00:809:a0b::1"), "");
  CHECK_EQ(inside("::809:a0b"), "8.9.10.11");
  CHECK_EQ(inside("::ffff:809:a0b"), "8.9.10.11");
  CHECK_EQ(inside("::ffff:0:809:a0b"), "8.9.10.11");
  CHECK_EQ(inside("64:ff9b::809:a0b"), "8.9.10.11");
  // /48: the address is at the end, or split around the byte 8.
  CHECK_EQ(inside("64:ff9b:1:809:a:b0c:d0e:f10"), "13.14.15.16 8.9.10.11");
  CHECK_EQ(inside("2002:809:a0b::1"), "8.9.10.11");
  // Teredo: the server, then the client with inverted bits.
  CHECK_EQ(inside("2001:0:809:a0b:c0d:e0f:f3f2:f1f0"), "8.9.10.11 12.13.14.15");
  CHECK_EQ(inside("2a00::5efe:809:a0b"), "8.9.10.11");
  CHECK_EQ(inside("2a00::200:5efe:809:a0b"), "8.9.10.11");
  CHECK_EQ(inside("2a00::100:5efe:809:a0b"), "");
}

}  // namespace

int main() {
  return lectern_test::run(
      "peer_policy",
      {TEST(lan_opens_private_addresses_and_nothing_else), TEST(only_reaches_what_is_listed),
       TEST(the_longest_prefix_wins), TEST(allowing_everything_opens_no_special_range),
       TEST(allowed_nat64_still_denies_the_ipv4_behind_it),
       TEST(an_own_address_needs_to_be_named_exactly), TEST(an_own_prefix_is_no_peer),
       TEST(ipv4_addresses_inside_ipv6_are_found)});
}
