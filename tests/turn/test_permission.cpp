// SPDX-License-Identifier: MIT
// CreatePermission, and every encoding of a forbidden peer against CreatePermission, ChannelBind
// and Send.
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

// No range opened by configuration.
turn::Config closed_config() {
  auto config = RelayTest::test_config();
  config.allow_peers.clear();
  return config;
}

Client allocated_v6(RelayTest& t, std::string_view from) {
  auto client = t.client(from);
  CHECK_EQ(client
               .request(Method::allocate,
                        [](Builder& b) {
                          b.u32(Attr::requested_transport, 17u << 24)
                              .u32(Attr::requested_address_family, 2u << 24);
                        })
               .outcome(),
           success());
  return client;
}

// RFC 8656 9: a permission lasts five minutes and is for all ports of a peer
// RFC 8656 11.3: a datagram without a permission is dropped
void opens_both_ways_for_five_minutes() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated(3600);
  CHECK(!t.from_peer(alice, "203.0.113.5:9", "early"));
  CHECK(alice.send("203.0.113.5:9", "early").kind == Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::no_permission), 2u);
  CHECK_EQ(alice.permit("203.0.113.5:0"), success());
  CHECK(t.from_peer(alice, "203.0.113.5:9", "any port").has_value());
  CHECK(t.from_peer(alice, "203.0.113.5:10", "of that address").has_value());
  CHECK(!t.from_peer(alice, "203.0.113.6:9", "but not of another"));
  t.advance(299s);
  CHECK(alice.send("203.0.113.5:9", "x").kind == Forward::Kind::to_peer);
  t.advance(1s);
  CHECK(alice.send("203.0.113.5:9", "x").kind == Forward::Kind::none);
  CHECK(!t.from_peer(alice, "203.0.113.5:9", "late"));
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK(t.from_peer(alice, "203.0.113.5:9", "again").has_value());
}

// RFC 8656 section 10.2: one refused peer refuses the request, and nothing is installed
// RFC 8656 10.2: one refused peer refuses the whole request
void several_peers_all_or_none() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  const auto permit_all = [&](std::initializer_list<std::string_view> peers) {
    return alice
        .request(Method::create_permission,
                 [&](Builder& b) {
                   for (const auto p : peers) b.xor_address(Attr::xor_peer_address, endpoint(p));
                 })
        .outcome();
  };
  CHECK_EQ(permit_all({"203.0.113.5:9", "10.0.0.1:9"}), error(403));
  CHECK_EQ(permit_all({"203.0.113.5:9", "[2001:db8:2::1]:9"}), error(443));
  CHECK(!t.from_peer(alice, "203.0.113.5:9", "x"));
  CHECK_EQ(permit_all({}), error(400));
  CHECK_EQ(permit_all({"203.0.113.5:9", "203.0.113.6:9"}), success());
  CHECK(t.from_peer(alice, "203.0.113.6:9", "x").has_value());
  CHECK_EQ(alice
               .request(Method::create_permission,
                        [](Builder& b) { b.text(Attr::xor_peer_address, "short"); })
               .outcome(),
           error(400));
}

// RFC 8656 10.2: 437 without an allocation
void without_allocation_it_is_437() {
  RelayTest t;
  CHECK_EQ(t.client("192.0.2.1:4000").permit("203.0.113.5:9"), error(437));
}

// RFC 8656 10.2: 508 when no more permissions can be had
void their_number_is_bounded() {
  auto config = RelayTest::test_config();
  config.max_permissions = 3;
  RelayTest t{config};
  auto alice = t.client("192.0.2.1:4000").allocated(3600);
  for (const auto* p : {"203.0.113.1:9", "203.0.113.2:9", "203.0.113.3:9"})
    CHECK_EQ(alice.permit(p), success());
  CHECK_EQ(alice.permit("203.0.113.4:9"), error(508));
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.4:9"), error(508));
  CHECK_EQ(alice.permit("203.0.113.1:9"), success());
  t.advance(301s);
  CHECK_EQ(alice.permit("203.0.113.4:9"), success());
  CHECK_EQ(t.server.sessions(t.clock.now())[0].permissions, 1u);
}

void an_address_that_is_named_twice_counts_once() {
  auto config = RelayTest::test_config();
  config.max_permissions = 1;
  RelayTest t{config};
  auto alice = t.client("192.0.2.1:4000").allocated();
  const auto twice = [](Builder& b) {
    b.xor_address(Attr::xor_peer_address, endpoint("203.0.113.1:9"))
        .xor_address(Attr::xor_peer_address, endpoint("203.0.113.1:10"));
  };
  CHECK_EQ(alice.request(Method::create_permission, twice).outcome(), success());
  CHECK_EQ(t.server.sessions(t.clock.now())[0].peers, 1u);
}

// The attack matrix: peers that lead into this host or its neighbourhood, however they are written.
constexpr std::string_view kForbiddenV4[] = {
    "127.0.0.1",       "127.1.2.3",      "0.0.0.0",     "0.1.2.3",      "10.0.0.1",
    "172.16.0.1",      "172.31.255.255", "192.168.1.1", "100.64.0.1",   "100.127.0.1",
    "169.254.169.254", "192.0.0.1",      "192.0.2.1",   "198.18.0.1",   "198.19.1.1",
    "198.51.100.9",    "203.0.113.1",    "192.88.99.1", "192.31.196.1", "192.52.193.1",
    "192.175.48.1",    "224.0.0.1",      "239.1.2.3",   "240.0.0.1",    "255.255.255.255"};
constexpr std::string_view kForbiddenV6[] = {"::",
                                             "::1",
                                             "::127.0.0.1",
                                             "::10.0.0.1",
                                             "::ffff:127.0.0.1",
                                             "::ffff:10.0.0.1",
                                             "::ffff:169.254.169.254",
                                             "::ffff:8.8.8.8",
                                             "::ffff:0:7f00:1",
                                             "64:ff9b::7f00:1",
                                             "64:ff9b::a9fe:a9fe",
                                             "64:ff9b::808:808",
                                             "64:ff9b:1::7f00:1",
                                             "64:ff9b:1:7f00:0:100::",
                                             "2002:7f00:1::",
                                             "2002:a00:1::1",
                                             "2002:808:808::1",
                                             "2001:0:7f00:1::",
                                             "2001:0:808:808:0:0:80ff:fffe",
                                             "2001:db8::1",
                                             "2001:2::1",
                                             "2001:10::1",
                                             "2001:20::1",
                                             "100::1",
                                             "fe80::1",
                                             "fe80::5efe:7f00:1",
                                             "fec0::1",
                                             "fc00::1",
                                             "fd12:3456::1",
                                             "ff02::1",
                                             "ff0e::1",
                                             "3fff::1",
                                             "5f00::1",
                                             "2620:4f:8000::1",
                                             "2a00:1450::5efe:7f00:1",
                                             "2a00:1450::200:5efe:a00:1",
                                             "2a00:1450:0:0:0:5efe:c0a8:101"};
constexpr std::string_view kReachable[] = {
    "8.8.8.8",       "1.1.1.1",      "192.0.1.1",       "172.15.255.255",
    "172.32.0.1",    "100.63.0.1",   "100.128.0.1",     "198.17.0.1",
    "223.255.255.1", "2a00:1450::1", "2606:4700::1111", "2a00:1450::5efe:808:808"};

std::string with_port(std::string_view ip) {
  return ip.find(':') == std::string_view::npos ? std::string{ip} + ":5000"
                                                : '[' + std::string{ip} + "]:5000";
}

void check_peer(RelayTest& t, Client& client, std::string_view ip, bool reachable) {
  const std::string target = with_port(ip);
  const auto fails = [&](const char* what) {
    lectern_test::check_failed(std::string{ip} + ": " + what, __FILE__, __LINE__);
  };
  const Outcome expected = reachable ? success() : error(403);
  if (!(client.permit(target) == expected)) fails("CreatePermission");
  if (!(client.bind_channel(0x4001, target) == expected)) fails("ChannelBind");
  const auto want = reachable ? Forward::Kind::to_peer : Forward::Kind::none;
  if (client.send(target, "x").kind != want) fails("Send");
  if (client.channel_data(0x4001, "x").kind != want) fails("ChannelData");
  if (t.from_peer(client, target, "x").has_value() != reachable) fails("from the peer");
}

// RFC 8656 10.2: 403 for peers that policy forbids
// RFC 8656 12.2: 403 for peers that policy forbids
void forbidden_peers_in_every_encoding() {
  for (const auto ip : kForbiddenV4) {
    RelayTest t{closed_config()};
    auto alice = t.client("192.0.2.1:4000").allocated();
    check_peer(t, alice, ip, false);
  }
  for (const auto ip : kForbiddenV6) {
    RelayTest t{closed_config()};
    auto alice = allocated_v6(t, "192.0.2.1:4000");
    check_peer(t, alice, ip, false);
  }
}

void public_peers_are_reachable() {
  for (const auto ip : kReachable) {
    RelayTest t{closed_config()};
    const bool v6 = ip.find(':') != std::string_view::npos;
    auto alice = v6 ? allocated_v6(t, "192.0.2.1:4000") : t.client("192.0.2.1:4000").allocated();
    check_peer(t, alice, ip, true);
  }
}

void the_hosts_own_addresses_are_no_peers() {
  auto config = closed_config();
  config.own_addresses = {*base::Cidr::parse("93.184.216.34")};
  RelayTest t{config};
  auto alice = t.client("192.0.2.1:4000").allocated();
  check_peer(t, alice, "93.184.216.34", false);
  check_peer(t, alice, "93.184.216.35", true);
}

// RFC 8656 10.2: 443 for a peer of another family
// RFC 8656 12.2: 443 for a peer of another family
// RFC 6156 6.2: 443 for a peer of another family
void peers_of_another_family_are_443() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("[2001:db8:2::1]:9"), error(443));
  CHECK_EQ(alice.bind_channel(0x4000, "[2001:db8:2::1]:9"), error(443));
  auto bob = allocated_v6(t, "192.0.2.2:4000");
  CHECK_EQ(bob.permit("203.0.113.5:9"), error(443));
  CHECK_EQ(bob.permit("[2001:db8:2::1]:9"), success());
}

}  // namespace

int main() {
  return lectern_test::run(
      "permission",
      {TEST(opens_both_ways_for_five_minutes), TEST(several_peers_all_or_none),
       TEST(without_allocation_it_is_437), TEST(their_number_is_bounded),
       TEST(an_address_that_is_named_twice_counts_once), TEST(forbidden_peers_in_every_encoding),
       TEST(public_peers_are_reachable), TEST(the_hosts_own_addresses_are_no_peers),
       TEST(peers_of_another_family_are_443)});
}
