// SPDX-License-Identifier: MIT
// Allocations that go on in the next process: what is handed over, what is not, and what a changed
// configuration does to it.
#include "tests/turn/invariants.hpp"
#include "tests/turn/relay_test.hpp"
#include "turn/handover.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using base::Json;
using stun::Attr;
using stun::Builder;
using stun::Method;
using turn::Forward;
using turn::Transport;

constexpr std::string_view kPeer = "203.0.113.5:9";

// Written, read again by the next one, as the descriptor store carries it.
turn::HandedAllocation carried(const turn::HandedAllocation& handed) {
  return CHECK_OK(turn::handed_allocation(CHECK_OK(Json::parse(turn::to_json(handed).print()))));
}

// The process before and the one after, at the same time by the machine's clock, with the same
// keys.
struct Restart {
  explicit Restart(turn::Config config = RelayTest::test_config(),
                   std::vector<turn::RelayAddress> addresses = RelayTest::test_addresses())
      : before(std::move(config), std::move(addresses)) {}

  // How many go on.
  std::size_t happen(std::chrono::milliseconds away = 300ms) {
    return happen(RelayTest::test_config(), away);
  }
  std::size_t happen(turn::Config config, std::chrono::milliseconds away = 300ms,
                     std::vector<turn::RelayAddress> addresses = RelayTest::test_addresses(),
                     std::uint16_t first_port = 49152) {
    auto handed = before.server.hand_over(before.clock.now());
    sessions = handed.sessions;
    CHECK_EQ(turn::Invariants::broken(before.server, before.clock.now()), "");
    const auto reserved = before.shared.ports.reserved(before.clock.now());
    after.emplace(std::move(config), std::move(addresses), first_port);
    after->clock = before.clock;
    after->clock.advance(away);
    after->server.skip_generations(handed.next_generation);
    std::size_t taken = 0;
    for (const auto& one : handed.allocations)
      taken += after->server.take_over(carried(one), after->now(), after->effects) ? 1 : 0;
    for (const auto& one : reserved) {
      base::JsonFields in{CHECK_OK(Json::parse(turn::to_json(one).print()))};
      after->shared.ports.restore(turn::read_reservation(in));
      CHECK(in.ok());
    }
    after->execute();
    CHECK_EQ(turn::Invariants::broken(after->server, after->clock.now()), "");
    return taken;
  }

  RelayTest before;
  std::optional<RelayTest> after;
  std::vector<turn::SessionInfo> sessions;
};

std::size_t taken_ports(RelayTest& t) {
  return t.shared.ports.total_ports() - t.shared.ports.free_ports(t.clock.now());
}

void a_call_goes_on() {
  Restart r;
  Client alice = r.before.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, kPeer), success());
  CHECK_EQ(alice.permit("203.0.113.6:1"), success());
  CHECK(r.before.from_peer(alice, kPeer, "hello"));
  r.before.advance(60s);
  CHECK_EQ(r.happen(), 1u);
  CHECK(r.before.ended.empty());
  CHECK_EQ(r.before.server.allocation_count(), 0u);
  CHECK_EQ(taken_ports(r.before), 0u);

  RelayTest& next = *r.after;
  alice.at(next);
  CHECK_EQ(next.server.allocation_count(), 1u);
  const auto there = next.from_peer(alice, kPeer, "world");
  CHECK(there && there->channel() == 0x4000 && there->payload() == "world");
  CHECK(next.from_peer(alice, "203.0.113.6:77", "by permission"));
  CHECK(!next.from_peer(alice, "203.0.113.7:77", "a stranger"));
  CHECK(alice.channel_data(0x4000, "back").kind == Forward::Kind::to_peer);
  CHECK(alice.send("203.0.113.6:5", "back").kind == Forward::Kind::to_peer);
  const std::size_t answers = next.replies.size();
  CHECK_EQ(alice.refresh(), success());
  CHECK_EQ(next.replies.size(), answers + 1);  // with the old nonce: no 438
  CHECK_EQ(alice.bind_channel(0x4001, "203.0.113.8:1"), success());
  const auto sessions = next.server.sessions(next.clock.now());
  CHECK_EQ(sessions.size(), 1u);
  CHECK_EQ(sessions[0].id, r.sessions.at(0).id);
  CHECK_EQ(sessions[0].age.count(), 60);
  CHECK_EQ(sessions[0].to_client.packets, 3u);  // over both processes
  CHECK_EQ(sessions[0].relayed.print(), alice.relayed().print());
}

void what_it_has_counts_and_ends_there() {
  auto config = RelayTest::test_config();
  config.user_quota = 1;
  Restart r{config};
  Client alice = r.before.client("192.0.2.1:4000").allocated();
  CHECK_EQ(r.happen(config), 1u);
  RelayTest& next = *r.after;
  CHECK_EQ(next.client("192.0.2.1:4001").allocate(), error(486));
  CHECK_EQ(taken_ports(next), 1u);
  CHECK_EQ(alice.at(next).refresh(0), success());
  CHECK_EQ(taken_ports(next), 0u);
  CHECK_EQ(next.ended.size(), 1u);
  CHECK(next.ended[0].reason == turn::EndReason::deleted);
  Client again = next.client("192.0.2.1:4001").allocated();
  // Never an id that was somebody's before.
  CHECK(again.allocation().generation > 0);
}

void its_lifetime_runs_on() {
  Restart r;
  Client alice = r.before.client("192.0.2.1:4000").allocated(600);
  CHECK_EQ(alice.permit(kPeer), success());
  CHECK_EQ(r.happen(10s), 1u);
  alice.at(*r.after);
  r.after->advance(291s);  // 301 since CreatePermission
  CHECK(!r.after->from_peer(alice, kPeer, "late"));
  r.after->advance(300s);
  CHECK_EQ(r.after->server.allocation_count(), 0u);
  CHECK(r.after->ended.at(0).reason == turn::EndReason::expired);

  Restart late;
  late.before.client("192.0.2.1:4000").allocated(600);
  auto handed = late.before.server.hand_over(late.before.clock.now());
  RelayTest next;
  next.clock = late.before.clock;
  next.clock.advance(700s);
  CHECK(next.server.take_over(carried(handed.allocations.at(0)), next.now(), next.effects));
  next.advance(0s);
  CHECK_EQ(next.ended.size(), 1u);
  CHECK_EQ(turn::Invariants::broken(next.server, next.clock.now()), "");
}

// RFC 8656 7.2: a retransmitted Allocate is answered the same, by the next process, too
void a_retransmitted_allocate_is_answered_the_same() {
  Restart r;
  Client alice = r.before.client("192.0.2.1:4000");
  const Answer first = alice.request(Method::allocate, [](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24).u32(Attr::lifetime, 1200);
  });
  CHECK_EQ(first.outcome(), success());
  CHECK_EQ(r.happen(), 1u);
  std::array<std::byte, 1024> memory;
  Builder request{memory, stun::Class::request, Method::allocate, first.view().transaction_id()};
  request.u32(Attr::requested_transport, 17u << 24).u32(Attr::lifetime, 1200);
  request.text(Attr::username, "alice")
      .text(Attr::realm, "lectern")
      .text(Attr::nonce, alice.nonce());
  turn::sign(request, alice.key(), turn::Integrity::sha1);
  const auto second = alice.at(*r.after).raw(request.message());
  CHECK(second && second->bytes() == first.bytes());
}

void both_relayed_addresses_and_a_reserved_port_go_along() {
  Restart r;
  Client dual = r.before.client("192.0.2.1:4000");
  CHECK_EQ(dual.request(Method::allocate,
                        [](Builder& b) {
                          b.u32(Attr::requested_transport, 17u << 24)
                              .u32(Attr::additional_address_family, 2u << 24);
                        })
               .outcome(),
           success());
  CHECK_EQ(dual.bind_channel(0x4000, kPeer), success());
  CHECK_EQ(dual.bind_channel(0x4001, "[2001:db8:2::5]:9"), success());
  Client even = r.before.client("192.0.2.1:4001");
  const std::byte reserve{0x80};
  const Answer answer = even.request(Method::allocate, [&](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24).bytes(Attr::even_port, {&reserve, 1});
  });
  const auto view = answer.view();
  const auto reserved = view.find(Attr::reservation_token);
  CHECK(reserved);
  const std::uint64_t token = base::load_be64(reserved->data());
  CHECK_EQ(r.happen(), 2u);
  RelayTest& next = *r.after;
  CHECK_EQ(taken_ports(next), 4u);
  dual.at(next);
  CHECK(dual.channel_data(0x4000, "four").kind == Forward::Kind::to_peer);
  CHECK(dual.channel_data(0x4001, "six").kind == Forward::Kind::to_peer);
  Client promised = next.client("192.0.2.1:4002");
  const Answer redeemed = promised.request(Method::allocate, [&](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24).u64(Attr::reservation_token, token);
  });
  CHECK_EQ(redeemed.outcome(), success());
  CHECK_EQ(redeemed.address(Attr::xor_relayed_address)->port,
           answer.address(Attr::xor_relayed_address)->port + 1);
}

void connections_end_with_the_process_unless_they_have_a_ticket() {
  Restart r;
  Client plain = r.before.client("192.0.2.1:4000", Transport::tcp).allocated();
  Client relayed_tcp = r.before.client("192.0.2.1:4001", Transport::tcp).allocated_tcp();
  Client secure = r.before.client("192.0.2.1:4002", Transport::dtls).allocated();
  Client mobile = r.before.client("192.0.2.1:4003", Transport::tls);
  const Answer answer = mobile.request(Method::allocate, [](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24).flag(Attr::mobility_ticket);
  });
  const auto ticket = answer.text(Attr::mobility_ticket);
  CHECK_EQ(mobile.permit(kPeer), success());
  CHECK_EQ(r.happen(), 1u);
  // The others are still the first process's, which ends them.
  CHECK_EQ(r.before.server.allocation_count(), 3u);
  r.before.server.close_all(r.before.now(), r.before.effects);
  r.before.execute();
  CHECK_EQ(r.before.ended.size(), 3u);
  CHECK(r.before.ended[0].reason == turn::EndReason::stopped);

  RelayTest& next = *r.after;
  CHECK(!next.from_peer(mobile.at(next), kPeer, "nobody is there"));
  Client back = next.client("192.0.2.1:5000");
  CHECK_EQ(back.request(Method::refresh, [&](Builder& b) { b.text(Attr::mobility_ticket, ticket); })
               .outcome(),
           success());
  CHECK_EQ(back.permit(kPeer), success());
  const auto sessions = next.server.sessions(next.clock.now());
  CHECK_EQ(sessions.at(0).id, r.sessions.at(0).id);
  CHECK_EQ(sessions.at(0).client.print(), "192.0.2.1:5000");
}

void what_the_next_process_has_not_is_ended_and_recorded() {
  const auto lost = [](std::vector<turn::RelayAddress> addresses, std::uint16_t first_port) {
    Restart r;
    (void)r.before.client("192.0.2.1:4000").allocated();
    CHECK_EQ(r.happen(RelayTest::test_config(), 300ms, std::move(addresses), first_port), 0u);
    CHECK_EQ(r.after->ended.size(), 1u);
    CHECK(r.after->ended[0].reason == turn::EndReason::stopped);
    CHECK_EQ(r.after->ended[0].session.id, r.sessions.at(0).id);
    CHECK_EQ(r.after->ended[0].session.relayed.print(), r.sessions.at(0).relayed.print());
    CHECK_EQ(taken_ports(*r.after), 0u);
  };
  const auto other = *base::IpAddress::parse("198.51.100.77");
  lost({{other, other}}, 49152);             // another relay address
  lost(RelayTest::test_addresses(), 65535);  // other ports
}

void an_old_external_address_is_still_reached() {
  const auto ip = [](std::string_view text) { return *base::IpAddress::parse(text); };
  Restart r{RelayTest::test_config(), {{ip("198.51.100.1"), ip("192.0.2.100")}}};
  Client alice = r.before.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.relayed().ip.print(), "192.0.2.100");
  CHECK_EQ(r.happen(RelayTest::test_config(), 300ms, {{ip("198.51.100.1"), ip("192.0.2.200")}}),
           1u);
  RelayTest& next = *r.after;
  CHECK_EQ(next.server.sessions(next.clock.now()).at(0).relayed.print(), alice.relayed().print());
  Client bob = next.client("192.0.2.1:4001").allocated();
  CHECK_EQ(bob.relayed().ip.print(), "192.0.2.200");
  // Both are ours: a call between the two stays inside.
  CHECK_EQ(bob.permit(alice.relayed().print()), success());
  CHECK(bob.send(alice.relayed().print(), "hello").kind == Forward::Kind::hairpin);
}

void a_peer_that_is_denied_now_is_cut_off() {
  Restart r;
  Client alice = r.before.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, kPeer), success());
  auto config = RelayTest::test_config();
  config.deny_peers = {*base::Cidr::parse("203.0.113.5/32")};
  CHECK_EQ(r.happen(config), 1u);
  CHECK(alice.at(*r.after).channel_data(0x4000, "no").kind == Forward::Kind::none);
}

void nobody_is_taken_over_twice() {
  Restart r;
  (void)r.before.client("192.0.2.1:4000").allocated();
  auto handed = r.before.server.hand_over(r.before.clock.now());
  RelayTest next;
  next.clock = r.before.clock;
  CHECK(next.server.take_over(carried(handed.allocations.at(0)), next.now(), next.effects));
  CHECK(!next.server.take_over(carried(handed.allocations.at(0)), next.now(), next.effects));
  next.execute();
  CHECK_EQ(next.server.allocation_count(), 1u);
  CHECK_EQ(turn::Invariants::broken(next.server, next.clock.now()), "");
}

// Whoever wrote it: a member that is missing or of another kind is named, and nothing is made of
// the rest.
void each_member_is_checked() {
  Restart r;
  Client alice = r.before.client("192.0.2.1:4000");
  CHECK_EQ(alice
               .request(Method::allocate,
                        [](Builder& b) {
                          b.u32(Attr::requested_transport, 17u << 24)
                              .u32(Attr::additional_address_family, 2u << 24)
                              .flag(Attr::mobility_ticket);
                        })
               .outcome(),
           success());
  CHECK_EQ(alice.bind_channel(0x4000, kPeer), success());
  const auto handed = r.before.server.hand_over(r.before.clock.now());
  const std::string whole = turn::to_json(handed.allocations.at(0)).print();
  const auto parse = [&] { return CHECK_OK(Json::parse(whole)); };
  CHECK(turn::handed_allocation(parse()));
  std::size_t optional = 0;
  for (const auto& [name, value] : parse().members()) {
    Json wrong = parse();
    wrong.set(name, Json::array({"?"}));
    const auto result = turn::handed_allocation(wrong);
    if (result && name == "second_expires") continue;
    CHECK(!result);
    CHECK(result.error().what.find(name) != std::string::npos);
    Json without = parse();
    without.set(name, Json());
    if (turn::handed_allocation(without)) ++optional;
  }
  CHECK_EQ(optional, 1u);  // the second relayed address
  CHECK(!turn::handed_allocation(Json()));
  CHECK(!turn::handed_allocation(Json::array({1, 2})));
}

}  // namespace

int main() {
  return lectern_test::run(
      "handover",
      {TEST(a_call_goes_on), TEST(what_it_has_counts_and_ends_there), TEST(its_lifetime_runs_on),
       TEST(a_retransmitted_allocate_is_answered_the_same),
       TEST(both_relayed_addresses_and_a_reserved_port_go_along),
       TEST(connections_end_with_the_process_unless_they_have_a_ticket),
       TEST(what_the_next_process_has_not_is_ended_and_recorded),
       TEST(an_old_external_address_is_still_reached), TEST(a_peer_that_is_denied_now_is_cut_off),
       TEST(nobody_is_taken_over_twice), TEST(each_member_is_checked)});
}
