// SPDX-License-Identifier: MIT
// When an allocation is not to be had here: 486, 508, or 300 and another server.
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;
using turn::Alternate;
using turn::AlternateUse;

Answer allocate(Client client) {
  return client.request(Method::allocate,
                        [](Builder& b) { b.u32(Attr::requested_transport, 17u << 24); });
}
std::optional<base::Endpoint> alternate_in(const Answer& answer) {
  const auto view = answer.view();
  const auto value = view.find(Attr::alternate_server);
  return value ? stun::decode_address(*value) : std::nullopt;
}

turn::Config with_alternates(AlternateUse use) {
  auto config = RelayTest::test_config();
  config.alternate_use = use;
  config.alternates = {Alternate{endpoint("198.51.100.9:3478"), false, {}},
                       Alternate{endpoint("[2001:db8:1::9]:3478"), false, {}},
                       Alternate{endpoint("198.51.100.9:5349"), true, "other.example.org"}};
  return config;
}

// RFC 8656 7.2: check 11, 300 with ALTERNATE-SERVER
// RFC 8489 14.15: of the family of the request's source
// RFC 8489 14.16: ALTERNATE-DOMAIN names the other server's certificate
void everyone_is_sent_elsewhere() {
  RelayTest t{with_alternates(AlternateUse::always)};
  const Answer v4 = allocate(t.client("192.0.2.1:4000"));
  CHECK_EQ(v4.outcome(), error(300));
  CHECK_EQ(alternate_in(v4), endpoint("198.51.100.9:3478"));
  CHECK(!v4.has(Attr::alternate_domain));
  CHECK(v4.view().integrity_matches(t.client("192.0.2.1:4000").key()));
  CHECK_EQ(alternate_in(allocate(t.client("[2001:db8:2::7]:4000"))),
           endpoint("[2001:db8:1::9]:3478"));
  const Answer tls = allocate(t.client("192.0.2.1:4000", Transport::tls));
  CHECK_EQ(alternate_in(tls), endpoint("198.51.100.9:5349"));
  CHECK_EQ(tls.text(Attr::alternate_domain), "other.example.org");
  CHECK_EQ(t.server.allocation_count(), 0u);
  // there is none over TLS of IPv6: served here
  CHECK_EQ(t.client("[2001:db8:2::7]:4000", Transport::tls).allocate(), success());
  // and no client is sent to another server before it has authenticated
  CHECK_EQ(t.client("192.0.2.1:4001").bare(Method::allocate, {}).outcome(), error(401));
}

void several_others_share_the_load() {
  auto config = with_alternates(AlternateUse::always);
  config.alternates.push_back(Alternate{endpoint("198.51.100.10:3478"), false, {}});
  RelayTest t{config};
  int tenth = 0;
  for (int i = 0; i < 40; ++i) {
    if (alternate_in(allocate(t.client("192.0.2.1:4000"))) == endpoint("198.51.100.10:3478"))
      ++tenth;
  }
  CHECK(tenth > 5 && tenth < 35);
}

// RFC 8656 7.2: checks 5, 8 and 9 end in 508 for lack of room; 300 where another server has some
void only_for_lack_of_room() {
  auto config = with_alternates(AlternateUse::busy);
  config.total_quota = 1;
  RelayTest t{config};
  CHECK_EQ(allocate(t.client("192.0.2.1:1")).outcome(), success());
  CHECK_EQ(allocate(t.client("192.0.2.1:2")).outcome(), error(300));
  CHECK_EQ(allocate(t.client("[2001:db8:2::7]:1", Transport::tls)).outcome(), error(508));

  RelayTest ports{with_alternates(AlternateUse::busy), RelayTest::test_addresses(), 50000, 50000};
  CHECK_EQ(allocate(ports.client("192.0.2.1:1")).outcome(), success());
  CHECK_EQ(allocate(ports.client("192.0.2.1:2")).outcome(), error(300));
  CHECK_EQ(ports.shared.quotas.in_use(), 1u);
}

// A socket that the system does not open is a lack of room like any other.
void who_gets_no_socket_is_sent_elsewhere() {
  RelayTest t{with_alternates(AlternateUse::busy)};
  t.system = [](const turn::OpenRelay&) { return turn::SystemFailure::no_descriptor; };
  const Answer answer = allocate(t.client("192.0.2.1:1"));
  CHECK_EQ(answer.outcome(), error(300));
  CHECK_EQ(alternate_in(answer), endpoint("198.51.100.9:3478"));
  CHECK(answer.view().integrity_matches(t.client("192.0.2.1:1").key()));
  const Answer tls = allocate(t.client("192.0.2.1:2", Transport::tls));
  CHECK_EQ(alternate_in(tls), endpoint("198.51.100.9:5349"));
  CHECK_EQ(tls.text(Attr::alternate_domain), "other.example.org");
  CHECK_EQ(allocate(t.client("[2001:db8:2::7]:1", Transport::tls)).outcome(), error(508));
  CHECK_EQ(t.stats.refused[static_cast<std::size_t>(turn::Refused::no_descriptor)].value(), 3u);
  CHECK_EQ(t.shared.quotas.in_use(), 0u);
}

// No other server knows the reservation.
void who_has_a_reservation_is_not_sent_elsewhere() {
  RelayTest t{with_alternates(AlternateUse::busy)};
  const std::byte reserve{0x80};
  auto alice = t.client("192.0.2.1:1");
  const Answer first = alice.request(Method::allocate, [&](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24);
    b.bytes(Attr::even_port, {&reserve, 1});
  });
  const auto view = first.view();
  const std::uint64_t number = base::load_be64(view.find(Attr::reservation_token).value().data());
  t.system = [](const turn::OpenRelay&) { return turn::SystemFailure::no_port; };
  auto bob = t.client("192.0.2.1:2");
  CHECK_EQ(bob.request(Method::allocate,
                       [&](Builder& b) {
                         b.u32(Attr::requested_transport, 17u << 24);
                         b.u64(Attr::reservation_token, number);
                       })
               .outcome(),
           error(508));
}

void draining_takes_nobody_new_and_keeps_who_is_there() {
  for (const bool alternates : {true, false}) {
    RelayTest t{alternates ? with_alternates(AlternateUse::busy) : RelayTest::test_config()};
    auto alice = t.client("192.0.2.1:4000").allocated();
    t.shared.draining = true;
    CHECK_EQ(allocate(t.client("192.0.2.1:4001")).outcome(), error(alternates ? 300 : 508));
    CHECK_EQ(alice.refresh(), success());
    CHECK_EQ(alice.permit("203.0.113.5:9"), success());
    t.shared.draining = false;
    CHECK_EQ(allocate(t.client("192.0.2.1:4001")).outcome(), success());
  }
}

// RFC 8656 7.2: check 10, 486 by user, meeting and source address
void quotas_by_user_meeting_and_source() {
  const std::string alice = "11111111-2222-4333-8444-555555555555",
                    bob = "21111111-2222-4333-8444-555555555555";
  const std::string meeting = ".aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
                    second = ".baaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  const auto try_as = [](RelayTest& t, const std::string& identity, const std::string& from) {
    const auto issued =
        turn::issue_credential(base::Secret{"s3cret"}, identity, t.clock.wall_now() + 1h);
    return t.client(from).as(issued.username, issued.password).allocate();
  };
  auto by_user = RelayTest::test_config();
  by_user.user_quota = 1;
  RelayTest users{by_user};
  CHECK_EQ(try_as(users, alice + meeting, "192.0.2.1:1"), success());
  CHECK_EQ(try_as(users, alice + second, "192.0.2.1:2"), error(486));
  CHECK_EQ(try_as(users, bob + meeting, "192.0.2.1:3"), success());

  auto by_meeting = RelayTest::test_config();
  by_meeting.meeting_quota = 2;
  RelayTest meetings{by_meeting};
  CHECK_EQ(try_as(meetings, alice + meeting, "192.0.2.1:1"), success());
  CHECK_EQ(try_as(meetings, bob + meeting, "192.0.2.1:2"), success());
  CHECK_EQ(try_as(meetings, bob + meeting, "192.0.2.1:3"), error(486));
  CHECK_EQ(try_as(meetings, bob + second, "192.0.2.1:4"), success());
  meetings.advance(601s);
  CHECK_EQ(try_as(meetings, bob + meeting, "192.0.2.1:3"), success());

  auto by_source = RelayTest::test_config();
  by_source.source_quota = 1;
  RelayTest sources{by_source};
  CHECK_EQ(try_as(sources, alice + meeting, "192.0.2.1:1"), success());
  CHECK_EQ(try_as(sources, bob + meeting, "192.0.2.1:2"), error(486));
  CHECK_EQ(try_as(sources, bob + meeting, "192.0.2.2:2"), success());
}

}  // namespace

int main() {
  return lectern_test::run("busy",
                           {TEST(everyone_is_sent_elsewhere), TEST(several_others_share_the_load),
                            TEST(only_for_lack_of_room), TEST(who_gets_no_socket_is_sent_elsewhere),
                            TEST(who_has_a_reservation_is_not_sent_elsewhere),
                            TEST(draining_takes_nobody_new_and_keeps_who_is_there),
                            TEST(quotas_by_user_meeting_and_source)});
}
