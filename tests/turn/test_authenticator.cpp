// SPDX-License-Identifier: MIT
// The long-term credential mechanism (RFC 8489 section 9.2.4) as a client sees it.
#include <array>

#include "base/encoding.hpp"
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

void udp(Builder& b) { b.u32(Attr::requested_transport, 17u << 24); }

// RFC 8489 9.2.4: 401 with REALM and NONCE for a request without MESSAGE-INTEGRITY
void a_first_request_is_challenged() {
  RelayTest t;
  const Answer answer = t.client("192.0.2.1:4000").bare(Method::allocate, udp);
  CHECK_EQ(answer.outcome(), error(401));
  CHECK_EQ(answer.text(Attr::realm), "lectern");
  CHECK(!answer.text(Attr::nonce).empty());
  CHECK(!answer.view().has_integrity());
  // Chromium's question has 28 bytes.
  CHECK(answer.bytes().size() <= 60u);
}

// RFC 8656 5: nothing is kept for who has not authenticated
void nothing_is_kept_for_strangers() {
  RelayTest t;
  for (int i = 0; i < 3000; ++i) {
    auto stranger = t.client("192.0.2." + std::to_string(i % 250) + ":" + std::to_string(1024 + i));
    CHECK_EQ(stranger.bare(Method::allocate, udp).outcome(), error(401));
  }
  CHECK_EQ(t.server.allocation_count(), 0u);
  CHECK(!t.server.next_deadline());
}

// RFC 8489 9.2.4: 400 without USERNAME, REALM or NONCE
void incomplete_credentials_are_400() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = alice.bare(Method::allocate, udp).text(Attr::nonce);
  for (const int missing : {0, 1, 2}) {
    std::array<std::byte, 512> room;
    Builder builder{room, stun::Class::request, Method::allocate, {}};
    udp(builder);
    if (missing != 0) builder.text(Attr::username, "alice");
    if (missing != 1) builder.text(Attr::realm, "lectern");
    if (missing != 2) builder.text(Attr::nonce, nonce);
    builder.integrity(alice.key());
    CHECK_EQ(alice.raw(builder.message())->outcome(), error(400));
  }
}

// RFC 8489 9.2.4: 401 for an unknown user and a wrong integrity
void wrong_password_user_and_realm_are_401() {
  RelayTest t;
  CHECK_EQ(t.client("192.0.2.1:1").as("alice", "looking-glass").allocate(), error(401));
  CHECK_EQ(t.client("192.0.2.1:1").as("mallory", "wonderland").allocate(), error(401));
  CHECK_EQ(t.client("192.0.2.1:1").as("alice", "").allocate(), error(401));
  CHECK_EQ(t.client("192.0.2.1:1").as("Alice", "wonderland").allocate(), error(401));
  std::array<std::byte, 512> room;
  auto alice = t.client("192.0.2.1:1");
  const auto nonce = alice.bare(Method::allocate, udp).text(Attr::nonce);
  Builder builder{room, stun::Class::request, Method::allocate, {}};
  udp(builder);
  builder.text(Attr::username, "alice").text(Attr::realm, "elsewhere").text(Attr::nonce, nonce);
  builder.integrity(turn::long_term_key("alice", "elsewhere", "wonderland"));
  CHECK_EQ(alice.raw(builder.message())->outcome(), error(401));
  CHECK_EQ(t.stats.auth_failures[static_cast<std::size_t>(turn::AuthFailure::wrong_realm)].value(),
           1u);
}

// coturn 4.6.1 cuts the name at a NUL
void names_are_compared_whole() {
  RelayTest t;
  CHECK_EQ(t.client("192.0.2.1:1").as(std::string("alice\0x", 7), "wonderland").allocate(),
           error(401));
  CHECK_EQ(t.client("192.0.2.1:1").as(std::string(600, 'a'), "wonderland").allocate(), error(400));
  CHECK_EQ(t.client("192.0.2.1:1").as("%s%n%x'); --", "x").allocate(), error(401));
}

// RFC 8489 9.2.4: 438 with a fresh NONCE for a stale one
void a_stale_nonce_is_438_with_a_fresh_one() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = alice.bare(Method::allocate, udp).text(Attr::nonce);
  t.advance(3601s);
  const auto stale = alice.raw(alice.signed_request(Method::allocate, udp, nonce));
  CHECK_EQ(stale->outcome(), error(438));
  CHECK_EQ(stale->text(Attr::realm), "lectern");
  const auto fresh = stale->text(Attr::nonce);
  CHECK(fresh != nonce);
  CHECK_EQ(alice.raw(alice.signed_request(Method::allocate, udp, fresh))->outcome(), success());
}

void a_forged_nonce_is_438_and_with_a_wrong_password_401() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  for (const std::string_view forged :
       {"x", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAA", "!!!!!!!!!!!!!!!!"}) {
    CHECK_EQ(alice.raw(alice.signed_request(Method::allocate, udp, forged))->outcome(), error(438));
  }
  auto mallory = t.client("192.0.2.1:4001").as("alice", "wrong");
  CHECK_EQ(mallory.raw(mallory.signed_request(Method::allocate, udp, "forged"))->outcome(),
           error(401));
}

// turnutils and RFC 6062 clients use one nonce on several connections
// RFC 6062 4.3: a client may use its nonce on the data connection
void a_nonce_is_good_on_another_five_tuple() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = alice.bare(Method::allocate, udp).text(Attr::nonce);
  auto other = t.client("192.0.2.9:9", turn::Transport::tcp);
  CHECK_EQ(other.raw(other.signed_request(Method::allocate, udp, nonce))->outcome(), success());
}

void time_limited_credentials_of_every_secret() {
  auto config = RelayTest::test_config();
  config.secrets.emplace_back("the next one");
  RelayTest t{config};
  int port = 1;
  for (const std::string_view secret : {"s3cret", "the next one"}) {
    const auto issued = turn::issue_credential(base::Secret{std::string{secret}}, "u-1.m-1",
                                               t.clock.wall_now() + 1h);
    CHECK_EQ(t.client("192.0.2.1:" + std::to_string(port++))
                 .as(issued.username, issued.password)
                 .allocate(),
             success());
  }
  const auto foreign =
      turn::issue_credential(base::Secret{"not ours"}, "u-1.m-1", t.clock.wall_now() + 1h);
  CHECK_EQ(t.client("192.0.2.1:9").as(foreign.username, foreign.password).allocate(), error(401));
}

// RFC 8656 8: a running allocation is refreshed after its credential has expired
void an_expired_credential_allocates_nothing_but_keeps_what_runs() {
  RelayTest t;
  const auto issued =
      turn::issue_credential(base::Secret{"s3cret"}, "u-1.m-1", t.clock.wall_now() + 300s);
  auto carol = t.client("192.0.2.1:1").as(issued.username, issued.password).allocated();
  t.advance(301s);
  CHECK_EQ(carol.refresh(), success());
  CHECK_EQ(carol.permit("203.0.113.5:9"), success());
  CHECK_EQ(t.client("192.0.2.1:2").as(issued.username, issued.password).allocate(), error(401));
  CHECK_EQ(carol.refresh(0), success());
  CHECK_EQ(carol.allocate(), error(401));
}

// RFC 8656 5: 441 where the credentials are not those of the allocation
void another_users_allocation_is_441() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  auto bob = t.client("192.0.2.1:4000").as("bob", "builder");
  const Answer answer = bob.request(Method::refresh);
  CHECK_EQ(answer.outcome(), error(441));
  CHECK(answer.view().integrity_matches(bob.key()));
  CHECK_EQ(bob.permit("203.0.113.5:9"), error(441));
  CHECK_EQ(bob.refresh(0), error(441));
  CHECK_EQ(bob.allocate(), error(441));
  auto mallory = t.client("192.0.2.1:4000").as("bob", "guess");
  CHECK_EQ(mallory.refresh(0), error(401));
  CHECK_EQ(alice.refresh(), success());
}

void a_key_in_hexadecimal_is_a_password() {
  auto config = RelayTest::test_config();
  config.users.emplace(
      "dora",
      base::Secret{"0x" + base::encode_hex(turn::long_term_key("dora", "lectern", "explorer"))});
  RelayTest t{config};
  CHECK_EQ(t.client("192.0.2.1:1").as("dora", "explorer").allocate(), success());
}

void a_static_user_may_look_like_a_timed_name() {
  auto config = RelayTest::test_config();
  config.users.emplace("1:legacy", base::Secret{"pw"});
  config.user_quota = 1;
  RelayTest t{config};
  CHECK_EQ(t.client("192.0.2.1:1").as("1:legacy", "pw").allocate(), success());
  CHECK_EQ(t.client("192.0.2.1:2").as("1:legacy", "pw").allocate(), error(486));
  CHECK(t.server.sessions(t.clock.now()).at(0).identity == "1:legacy");
}

void challenges_are_limited_by_network() {
  auto config = RelayTest::test_config();
  config.challenge_rate = 1;
  config.stranger_burst = 3;
  RelayTest t{config};
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    if (t.client("[2001:db8:2:0:" + std::to_string(i) + "::1]:9")
            .bare(Method::allocate, udp)
            .outcome() == error(401))
      ++answered;
  }
  CHECK_EQ(answered, 3);
  // who has a nonce and a password is no stranger
  auto alice = t.client("192.0.2.1:4000").allocated();
  for (int i = 0; i < 20; ++i) CHECK_EQ(alice.allocate(), error(437));
}

}  // namespace

int main() {
  return lectern_test::run(
      "authenticator",
      {TEST(a_first_request_is_challenged), TEST(nothing_is_kept_for_strangers),
       TEST(incomplete_credentials_are_400), TEST(wrong_password_user_and_realm_are_401),
       TEST(names_are_compared_whole), TEST(a_stale_nonce_is_438_with_a_fresh_one),
       TEST(a_forged_nonce_is_438_and_with_a_wrong_password_401),
       TEST(a_nonce_is_good_on_another_five_tuple), TEST(time_limited_credentials_of_every_secret),
       TEST(an_expired_credential_allocates_nothing_but_keeps_what_runs),
       TEST(another_users_allocation_is_441), TEST(a_key_in_hexadecimal_is_a_password),
       TEST(a_static_user_may_look_like_a_timed_name), TEST(challenges_are_limited_by_network)});
}
