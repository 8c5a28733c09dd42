// SPDX-License-Identifier: MIT
// What the authenticator refuses: the limits of names, the counters, what operators are told of
// guesses, and how long a challenge may be.
#include <array>

#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;
using turn::AuthFailure;

void udp(Builder& b) { b.u32(Attr::requested_transport, 17u << 24); }

// An Allocate with exactly these values.
Outcome allocate_as(RelayTest& t, std::string_view username, std::string_view realm,
                    std::string_view nonce) {
  std::vector<std::byte> room(4096);
  Builder b{room, stun::Class::request, Method::allocate, {}};
  udp(b);
  b.text(Attr::username, username).text(Attr::realm, realm).text(Attr::nonce, nonce);
  b.integrity(turn::long_term_key("alice", "lectern", "wonderland"));
  CHECK(b.ok());
  return t.client("192.0.2.1:4000").raw(b.message()).value_or(Answer{}).outcome();
}

// RFC 8489 section 14.3: USERNAME has fewer than 509 bytes; sections 14.9 and 14.10: REALM and
// NONCE have at most 763 bytes.
void names_have_limits() {
  RelayTest t;
  CHECK_EQ(allocate_as(t, std::string(508, 'u'), "lectern", "n"), error(401));
  CHECK_EQ(allocate_as(t, std::string(509, 'u'), "lectern", "n"), error(400));
  CHECK_EQ(allocate_as(t, "", "lectern", "n"), error(400));
  CHECK_EQ(allocate_as(t, "u", "lectern", "n"), error(401));
  CHECK_EQ(allocate_as(t, "alice", std::string(763, 'r'), "n"), error(401));
  CHECK_EQ(allocate_as(t, "alice", std::string(764, 'r'), "n"), error(400));
  CHECK_EQ(allocate_as(t, "alice", "lectern", std::string(763, 'n')), error(438));
  CHECK_EQ(allocate_as(t, "alice", "lectern", std::string(764, 'n')), error(400));
}

std::uint64_t counted(const RelayTest& t, AuthFailure why) {
  return t.stats.auth_failures[static_cast<std::size_t>(why)].value();
}

// Each refusal, by the reason that the metrics name.
void refusals_are_counted_by_their_reason() {
  RelayTest t;
  const auto expect = [&](AuthFailure why, std::uint64_t count) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(AuthFailure::count_); ++i) {
      const auto each = static_cast<AuthFailure>(i);
      if (each == why) CHECK_EQ(counted(t, each), count);
    }
  };
  CHECK_EQ(t.client("192.0.2.1:1").bare(Method::allocate, udp).outcome(), error(401));
  expect(AuthFailure::no_credentials, 1);
  CHECK_EQ(allocate_as(t, "", "lectern", "n"), error(400));
  expect(AuthFailure::incomplete, 1);
  CHECK_EQ(allocate_as(t, "alice", "elsewhere", "n"), error(401));
  expect(AuthFailure::wrong_realm, 1);
  CHECK_EQ(allocate_as(t, "mallory", "lectern", "n"), error(401));
  expect(AuthFailure::unknown_user, 1);
  CHECK_EQ(allocate_as(t, "bob", "lectern", "n"), error(401));
  expect(AuthFailure::bad_integrity, 1);
  CHECK_EQ(allocate_as(t, "1:somebody", "lectern", "n"), error(401));
  expect(AuthFailure::expired, 1);
  CHECK_EQ(allocate_as(t, "99999999999:somebody", "lectern", "n"), error(401));
  expect(AuthFailure::bad_integrity, 2);
  CHECK_EQ(allocate_as(t, "alice", "lectern", "n"), error(438));
  expect(AuthFailure::stale_nonce, 1);
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(t.client("192.0.2.1:4000").as("bob", "builder").refresh(), error(441));
  expect(AuthFailure::wrong_credentials, 1);
  // Without secrets a name with a time is a name like any other.
  auto config = RelayTest::test_config();
  config.secrets.clear();
  RelayTest without{config};
  CHECK_EQ(allocate_as(without, "99999999999:somebody", "lectern", "n"), error(401));
  CHECK_EQ(counted(without, AuthFailure::unknown_user), 1u);
}

// A credential is good before its time and not at its time.
void a_credential_ends_at_its_second() {
  RelayTest t;
  const auto issued =
      turn::issue_credential(base::Secret{"s3cret"}, "u-1", t.clock.wall_now() + 10s);
  const auto outcome = [&](std::string_view from) {
    return t.client(from).as(issued.username, issued.password).allocate();
  };
  CHECK_EQ(outcome("192.0.2.1:1"), success());
  t.advance(9s);
  CHECK_EQ(outcome("192.0.2.1:2"), success());
  t.advance(1s);
  CHECK_EQ(outcome("192.0.2.1:3"), error(401));
}

// Only "0x" and 32 hexadecimal digits are a key; everything else is a password.
void what_only_looks_like_a_key_is_a_password() {
  auto config = RelayTest::test_config();
  int port = 1;
  const std::string digits(31, 'a');
  std::vector<std::pair<std::string, std::string>> users{{"short", "0x" + digits},
                                                         {"long", "0x" + digits + "aa"},
                                                         {"letter", "0x" + digits + "g"},
                                                         {"prefix", "1x" + digits + "a"}};
  for (const auto& [name, password] : users) config.users.emplace(name, base::Secret{password});
  RelayTest t{config};
  for (const auto& [name, password] : users) {
    CHECK_EQ(t.client("192.0.2.1:" + std::to_string(port++)).as(name, password).allocate(),
             success());
    CHECK_EQ(
        t.client("192.0.2.1:" + std::to_string(port++)).as(name, password).with_sha256().allocate(),
        success());
  }
}

std::vector<turn::AuthFailed> told(RelayTest& t, Transport transport, std::string_view username,
                                   std::string_view realm = "lectern", std::string_view nonce = "n",
                                   std::string_view from = "192.0.2.1:4000") {
  std::vector<std::byte> room(4096);
  Builder b{room, stun::Class::request, Method::allocate, {}};
  udp(b);
  if (!username.empty()) {
    b.text(Attr::username, username).text(Attr::realm, realm).text(Attr::nonce, nonce);
    b.integrity(turn::long_term_key("alice", "lectern", "wonderland"));
  }
  t.effects.clear();
  (void)t.server.handle_client(t.client(from, transport).leg(), b.message(), t.now(), t.effects);
  std::vector<turn::AuthFailed> all;
  for (const turn::IoEffect& effect : t.effects.io()) {
    if (const auto* failed = std::get_if<turn::AuthFailed>(&effect)) all.push_back(*failed);
  }
  t.effects.clear();
  return all;
}

// Whoever guesses names or passwords is reported, with the beginning of the name, where the source
// is proven.
void guesses_are_told_where_the_source_is_proven() {
  RelayTest t;
  for (const auto transport : {Transport::tcp, Transport::tls, Transport::dtls}) {
    const auto unknown = told(t, transport, "mallory");
    CHECK_EQ(unknown.size(), 1u);
    CHECK(unknown[0].why == AuthFailure::unknown_user);
    CHECK(unknown[0].transport == transport);
    CHECK_EQ(unknown[0].client, endpoint("192.0.2.1:4000"));
    CHECK_EQ(unknown[0].username, "mallory");
    const auto wrong = told(t, transport, "bob");
    CHECK_EQ(wrong.size(), 1u);
    CHECK(wrong[0].why == AuthFailure::bad_integrity);
    CHECK(told(t, transport, "").empty());                    // the ordinary first request
    CHECK(told(t, transport, "1:expired").empty());           // no guess
    CHECK(told(t, transport, "alice").empty());               // a stale nonce
    CHECK(told(t, transport, "alice", "elsewhere").empty());  // another realm
  }
  CHECK(told(t, Transport::udp, "mallory").empty());
  CHECK_EQ(told(t, Transport::tcp, std::string(128, 'm')).at(0).username, std::string(128, 'm'));
  CHECK_EQ(told(t, Transport::tcp, std::string(129, 'm')).at(0).username, std::string(128, 'm'));

  auto alice = t.client("192.0.2.1:4000", Transport::tcp).allocated();
  auto bob = t.client("192.0.2.1:4000", Transport::tcp).as("bob", "builder");
  const auto nonce = bob.bare(Method::refresh).text(Attr::nonce);
  t.effects.clear();
  (void)t.server.handle_client(alice.leg(), bob.signed_request(Method::refresh, {}, nonce), t.now(),
                               t.effects);
  CHECK_EQ(t.effects.io().size(), 1u);
  CHECK(std::get<turn::AuthFailed>(t.effects.io()[0]).why == AuthFailure::wrong_credentials);
}

// Over UDP the nonce proves the source: the server has sent it to that address.
void guesses_over_udp_are_told_where_the_nonce_proves_the_source() {
  RelayTest t;
  const auto nonce = t.client("192.0.2.1:4000").bare(Method::allocate, udp).text(Attr::nonce);
  const auto guess = [&](std::string_view name, std::string_view from) {
    return told(t, Transport::udp, name, "lectern", nonce, from);
  };
  const auto unknown = guess("mallory", "192.0.2.1:4000");
  CHECK_EQ(unknown.size(), 1u);
  CHECK(unknown[0].why == AuthFailure::unknown_user);
  CHECK(unknown[0].transport == Transport::udp);
  CHECK_EQ(unknown[0].client, endpoint("192.0.2.1:4000"));
  CHECK(guess("bob", "192.0.2.1:4000").at(0).why == AuthFailure::bad_integrity);
  CHECK_EQ(guess("bob", "192.0.2.1:4001").size(), 1u);  // the address counts, not the port
  CHECK(guess("bob", "192.0.2.2:4000").empty());        // somebody may have forged this one
  CHECK(guess("bob", "[2001:db8::1]:4000").empty());
  CHECK(guess("alice", "192.0.2.1:4000").empty());      // right
  CHECK(guess("1:expired", "192.0.2.1:4000").empty());  // no guess
  t.advance(3601s);
  CHECK(guess("bob", "192.0.2.1:4000").empty());  // whoever had the address then may have lost it
}

// A client that has changed its address is served with the nonce of before.
void a_nonce_of_another_address_is_valid() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = alice.bare(Method::allocate, udp).text(Attr::nonce);
  auto moved = t.client("192.0.2.99:4000");
  const auto answer = moved.raw(moved.signed_request(Method::allocate, udp, nonce));
  CHECK_EQ(answer.value().outcome(), success());
}

// Header 20, ERROR-CODE 8, REALM 12, NONCE with its cookie 36, PASSWORD-ALGORITHMS 12: the long
// challenge has 88 bytes, and leaves where that is at most twice the request.
void a_long_challenge_answers_a_request_of_half_its_length() {
  RelayTest t;
  for (const bool fingerprint : {false, true}) {
    for (std::size_t size = 32; size <= 64; size += 4) {
      auto client = t.client("192.0.2.1:4000");
      if (fingerprint) client.with_fingerprint();
      const std::string filler(size - 32 - (fingerprint && size >= 40 ? 8 : 0), 's');
      if (fingerprint && size < 40) continue;
      const Answer answer = client.bare(Method::allocate, [&](Builder& b) {
        udp(b);
        b.text(Attr::software, filler);
      });
      const std::size_t longest = 88 + (fingerprint ? 8u : 0u);
      CHECK_EQ(answer.has(Attr::password_algorithms), longest <= 2 * size);
      if (longest <= 2 * size) CHECK_EQ(answer.bytes().size(), longest);
      CHECK_EQ(answer.view().has_fingerprint(), fingerprint);
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "auth_failures",
      {TEST(names_have_limits), TEST(refusals_are_counted_by_their_reason),
       TEST(a_credential_ends_at_its_second), TEST(what_only_looks_like_a_key_is_a_password),
       TEST(guesses_are_told_where_the_source_is_proven),
       TEST(guesses_over_udp_are_told_where_the_nonce_proves_the_source),
       TEST(a_nonce_of_another_address_is_valid),
       TEST(a_long_challenge_answers_a_request_of_half_its_length)});
}
