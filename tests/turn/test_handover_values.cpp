// SPDX-License-Identifier: MIT
// Handed allocations as JSON: every value comes back, and each limit is checked.
#include <optional>

#include "base/json_fields.hpp"
#include "tests/turn/names.hpp"
#include "turn/handover.hpp"

namespace {

using namespace lectern_test;
using base::Json;

base::IpAddress ip(std::string_view text) { return *base::IpAddress::parse(text); }
base::Instant at(std::int64_t nanoseconds) {
  return base::Instant{base::Instant::duration{nanoseconds}};
}

// No value is its default, and no two are equal.
turn::HandedAllocation full() {
  auto owned = std::make_unique<turn::Allocation>();
  turn::Allocation& a = *owned;
  a.id = {7, 4'000'000'000};
  a.leg.tuple = {Transport::tcp, endpoint("192.0.2.1:4000"), endpoint("198.51.100.1:3478")};
  a.leg.socket = 3'000'000'000;
  a.leg.moved = true;
  a.leg.via = 65535;
  a.leg.proxy = endpoint("192.0.2.200:99");
  a.next = turn::Leg{};
  a.next->tuple = {Transport::dtls, endpoint("192.0.2.2:4001"), endpoint("198.51.100.1:5349")};
  a.next->socket = 12;
  a.second = turn::Allocation::Second{{}, at(-5)};
  a.username = "1:al\xff";
  a.identity = "alice";
  a.source = ip("192.0.2.9");
  for (std::size_t i = 0; i < a.key.octets.size(); ++i)
    a.key.octets[i] = static_cast<std::byte>(i + 1);
  a.key.algorithm = stun::PasswordAlgorithm::sha256;
  a.integrity = turn::Integrity::sha256;
  a.transaction.fill(std::byte{0x5a});
  a.granted = std::chrono::seconds{777};
  a.fingerprint = true;
  a.token = 0xffff'ffff'ffff'fff0;
  a.missing =
      turn::Allocation::Missing{base::Family::v6, stun::ErrorCode::address_family_not_supported};
  a.mobile = true;
  a.serial = 5;
  a.resumed_by.fill(std::byte{0xa5});
  a.created = at(1'000'000'007);
  a.expires = at(9'000'000'000'000'000'001);
  a.permissions.restore(ip("203.0.113.5"), at(11));
  a.permissions.restore(ip("2001:db8:2::5"), at(12));
  a.channels.restore(0x4abc, peer("203.0.113.5:9"), at(13));
  a.to_peers = {21, 22};
  a.to_client = {23, 24};
  a.peers_permitted = 25;
  a.dropped = 26;
  return {std::move(owned),
          {{ip("10.0.0.5"), ip("198.51.100.1")}, 50000},
          turn::PortPool::Place{{ip("2001:db8:1::1"), ip("2001:db8:1::2")}, 65535}};
}

Json changed(std::string_view name, Json value) {
  Json json = turn::to_json(full());
  json.set(name, std::move(value));
  return json;
}
// The same with one member of a member changed.
Json changed(std::string_view name, std::string_view member, Json value) {
  Json part = turn::to_json(full())[name];
  part.set(member, std::move(value));
  return changed(name, part);
}
bool good(const Json& json) {
  return turn::handed_allocation(CHECK_OK(Json::parse(json.print()))).has_value();
}

void every_value_comes_back() {
  const std::string text = turn::to_json(full()).print();
  const auto back = CHECK_OK(turn::handed_allocation(CHECK_OK(Json::parse(text))));
  const turn::Allocation& a = *back.allocation;
  const turn::HandedAllocation expected_handed = full();
  const turn::Allocation& e = *expected_handed.allocation;
  CHECK(a.state == turn::Allocation::State::active);
  CHECK(a.id == e.id);
  CHECK(a.leg.tuple == e.leg.tuple);
  CHECK_EQ(a.leg.socket, 3'000'000'000u);
  CHECK(a.leg.moved);
  CHECK_EQ(a.leg.via, 65535);
  CHECK_EQ(a.leg.proxy, endpoint("192.0.2.200:99"));
  CHECK(a.next && a.next->tuple == e.next->tuple);
  CHECK_EQ(a.next->socket, 12u);
  CHECK(!a.next->moved);
  CHECK_EQ(a.next->via, 0);
  CHECK_EQ(a.next->proxy.port, 0);
  CHECK(a.family == base::Family::v4);
  CHECK(a.second && a.second->expires == at(-5));
  CHECK_EQ(a.username, e.username);
  CHECK_EQ(a.identity, "alice");
  CHECK_EQ(a.source, ip("192.0.2.9"));
  CHECK(a.key.octets == e.key.octets);
  CHECK(a.key.algorithm == stun::PasswordAlgorithm::sha256);
  CHECK(a.integrity == turn::Integrity::sha256);
  CHECK(a.transaction == e.transaction);
  CHECK_EQ(a.granted.count(), 777);
  CHECK(a.fingerprint);
  CHECK(a.token == e.token);
  CHECK(a.missing && a.missing->family == base::Family::v6);
  CHECK(a.missing->code == stun::ErrorCode::address_family_not_supported);
  CHECK(a.mobile && !a.away);
  CHECK_EQ(a.serial, 5u);
  CHECK(a.resumed_by == e.resumed_by);
  CHECK(a.created == e.created && a.expires == e.expires);
  CHECK_EQ(a.to_peers.packets, 21u);
  CHECK_EQ(a.to_peers.bytes, 22u);
  CHECK_EQ(a.to_client.packets, 23u);
  CHECK_EQ(a.to_client.bytes, 24u);
  CHECK_EQ(a.peers_permitted, 25u);
  CHECK_EQ(a.dropped, 26u);
  CHECK(a.permissions.allows(ip("203.0.113.5"), at(10)));
  CHECK(!a.permissions.allows(ip("203.0.113.5"), at(11)));
  CHECK(a.permissions.allows(ip("2001:db8:2::5"), at(11)));
  CHECK(a.channels.peer_of(0x4abc, at(12)) == peer("203.0.113.5:9"));
  CHECK(!a.channels.peer_of(0x4abc, at(13)));
  CHECK(back.relay.address == expected_handed.relay.address);
  CHECK_EQ(back.relay.port, 50000);
  CHECK(back.second && back.second->address == expected_handed.second->address);
  CHECK_EQ(back.second->port, 65535);
  CHECK_EQ(turn::to_json(back).print(), text);
}

void the_other_half_of_each_choice_comes_back() {
  auto handed = full();
  turn::Allocation& a = *handed.allocation;
  a.next.reset();
  a.second.reset();
  handed.second.reset();
  a.token.reset();
  a.missing->family = base::Family::v4;
  a.key.algorithm = stun::PasswordAlgorithm::md5;
  a.integrity = turn::Integrity::sha1;
  a.fingerprint = false;
  a.leg.proxy = {};
  a.leg.tuple.client = {ip("fe80::2"), 4000, 1};  // on the link of interface 1
  a.away = true;
  const std::string text = turn::to_json(handed).print();
  const auto back = CHECK_OK(turn::handed_allocation(CHECK_OK(Json::parse(text))));
  const turn::Allocation& b = *back.allocation;
  CHECK(!b.next && !b.second && !back.second && !b.token && !b.fingerprint && b.away);
  CHECK(b.missing->family == base::Family::v4);
  CHECK(b.key.algorithm == stun::PasswordAlgorithm::md5);
  CHECK(b.integrity == turn::Integrity::sha1);
  CHECK_EQ(b.leg.proxy.port, 0);
  CHECK_EQ(b.leg.tuple.client, a.leg.tuple.client);
  CHECK_EQ(turn::to_json(back).print(), text);
}

void numbers_fit_their_types() {
  CHECK(good(changed("relay", "port", 65535)));
  CHECK(good(changed("relay", "port", 0)));
  CHECK(!good(changed("relay", "port", 65536)));
  CHECK(!good(changed("relay", "port", -1)));
  CHECK(good(changed("slot", std::int64_t{4294967295})));
  CHECK(!good(changed("slot", std::int64_t{4294967296})));
  CHECK(!good(changed("slot", -1)));
  CHECK(good(changed("algorithm", 1)));
  CHECK(good(changed("algorithm", 2)));
  CHECK(!good(changed("algorithm", 0)));
  CHECK(!good(changed("algorithm", 3)));
  CHECK(!good(changed("key", "AAAA")));  // three bytes
  CHECK(!good(changed("username", "")));
}

void what_contradicts_itself_is_refused() {
  // The local and the external form of an address are of one family.
  CHECK(!good(changed("relay", "external", "2001:db8:1::2")));
  CHECK(!good(changed("second", "local", "192.0.2.1")));
  // The second address is the IPv6 one beside the IPv4 one.
  CHECK(!good(changed(
      "second", Json::object({{"local", "192.0.2.1"}, {"external", "192.0.2.1"}, {"port", 5}}))));
  CHECK(!good(changed(
      "relay",
      Json::object({{"local", "2001:db8:1::1"}, {"external", "2001:db8:1::1"}, {"port", 5}}))));
  // Without a ticket there is one leg, and the client is there.
  CHECK(!good(changed("mobile", false)));
  Json one_leg = changed("mobile", false);
  one_leg.set("next", Json());
  CHECK(good(one_leg));
  one_leg.set("away", true);
  CHECK(!good(one_leg));
  // A client that is away has no next leg, and two legs are two.
  CHECK(!good(changed("away", true)));
  CHECK(!good(changed("next", turn::to_json(full())["leg"])));
  CHECK(!good(changed("leg", "transport", "sctp")));
  CHECK(!good(changed("missing", "code", -1)));
  CHECK(!good(changed("permissions", Json::array({Json::array({"nobody", 5})}))));
  CHECK(!good(changed("permissions", Json::array({Json::array({"192.0.2.1"})}))));
  CHECK(!good(changed("channels", Json::array({Json::array({70000, "192.0.2.1:9", 5})}))));
  CHECK(good(changed("channels", Json::array({Json::array({0x4001, "192.0.2.1:9", 5})}))));
  CHECK(good(changed("permissions", Json::array({}))));
}

// The value that `read` makes of the JSON; nullopt where JsonFields refuses a field.
template <class T>
std::optional<T> read_by(T (*read)(base::JsonFields&), const Json& json) {
  base::JsonFields in{json};
  T value = read(in);
  if (in.error()) return std::nullopt;
  return value;
}

void tuples_and_reservations_come_back() {
  const turn::FiveTuple tuple{Transport::tls, endpoint("[2001:db8::1]:1"),
                              endpoint("[2001:db8::2]:65535")};
  CHECK(read_by(turn::read_tuple, turn::to_json(tuple)) == tuple);
  Json wrong = turn::to_json(tuple);
  wrong.set("client", "nobody");
  CHECK(!read_by(turn::read_tuple, wrong));
  const turn::PortPool::Reserved reserved{
      0xffff'ffff'ffff'ffff, {{ip("10.0.0.5"), ip("198.51.100.1")}, 50001}, "alice", at(99)};
  const auto back =
      read_by(turn::read_reservation, CHECK_OK(Json::parse(turn::to_json(reserved).print())));
  CHECK(back.has_value());
  CHECK_EQ(back->token, reserved.token);
  CHECK(back->place.address == reserved.place.address);
  CHECK_EQ(back->place.port, 50001);
  CHECK_EQ(back->identity, "alice");
  CHECK(back->expires == at(99));
  Json without = turn::to_json(reserved);
  without.set("identity", "");
  CHECK(!read_by(turn::read_reservation, without));
}

}  // namespace

int main() {
  return lectern_test::run(
      "handover_values",
      {TEST(every_value_comes_back), TEST(the_other_half_of_each_choice_comes_back),
       TEST(numbers_fit_their_types), TEST(what_contradicts_itself_is_refused),
       TEST(tuples_and_reservations_come_back)});
}
