// SPDX-License-Identifier: MIT
// The additions of RFC 8489 to the long-term credential mechanism: SHA-256, user hashes, and
// protection of the choice.
#include <array>

#include "base/encoding.hpp"
#include "tests/turn/hex.hpp"
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;
using turn::Integrity;

constexpr std::uint64_t kList = 0x0002'0000'0001'0000;
constexpr std::uint32_t kMd5 = 1u << 16;
constexpr std::uint32_t kSha256 = 2u << 16;

void udp(Builder& b) { b.u32(Attr::requested_transport, 17u << 24); }
void named_udp(Builder& b) { udp(b), b.text(Attr::software, "a client with a name"); }

std::string nonce_for(Client& client) {
  return client.bare(Method::allocate, named_udp).text(Attr::nonce);
}

// An Allocate put together by hand; the outcome.
struct Parts {
  std::optional<std::uint64_t> list;
  std::optional<std::uint32_t> choice;
  stun::PasswordAlgorithm key = stun::PasswordAlgorithm::md5;
  bool sha1 = false;
  std::size_t sha256 = 0;  // bytes
};
Answer allocate_by(Client& client, const std::string& nonce, const Parts& parts) {
  std::array<std::byte, 512> room;
  Builder b{room, stun::Class::request, Method::allocate, {}};
  udp(b);
  b.text(Attr::username, "alice").text(Attr::realm, "lectern").text(Attr::nonce, nonce);
  if (parts.list) b.u64(Attr::password_algorithms, *parts.list);
  if (parts.choice) b.u32(Attr::password_algorithm, *parts.choice);
  const auto key = turn::long_term_key("alice", "lectern", "wonderland", parts.key);
  if (parts.sha1) b.integrity(key);
  if (parts.sha256 != 0) b.integrity_sha256(key, parts.sha256);
  return client.raw(b.message()).value();
}

// RFC 8489 9.2.4: 401 lists the algorithms, and its nonce says so
// RFC 8489 14.11: PASSWORD-ALGORITHMS in order of preference
void a_challenge_lists_the_algorithms() {
  RelayTest t;
  const Answer answer = t.client("192.0.2.1:4000").bare(Method::allocate, named_udp);
  CHECK_EQ(answer.outcome(), error(401));
  const auto view = answer.view();
  const auto expected = hex("00 02 00 00 00 01 00 00");
  CHECK_BYTES(view.find(Attr::password_algorithms).value(), expected);
  CHECK(answer.text(Attr::nonce).starts_with("obMatJos2gAAB"));
}

// RFC 8489 9.2.4: PASSWORD-ALGORITHMS is a MAY: a bare question over UDP gets the short challenge
void no_challenge_over_udp_is_longer_than_it_must_be() {
  RelayTest t;
  const Answer chromium = t.client("192.0.2.1:4000").bare(Method::allocate, udp);
  CHECK_EQ(chromium.outcome(), error(401));
  CHECK(!chromium.has(Attr::password_algorithms));
  CHECK(!chromium.text(Attr::nonce).starts_with("obMatJos2"));
  CHECK_EQ(chromium.bytes().size(), 60u);  // 20 header, 8 code, 12 realm, 20 nonce
  auto named = t.client("192.0.2.1:4000").with_fingerprint();
  std::size_t asked = 0;
  const Answer full = named.bare(Method::allocate,
                                 [&](Builder& b) { named_udp(b), asked = b.message().size() + 8; });
  CHECK(full.has(Attr::password_algorithms));
  CHECK(full.bytes().size() <= 2 * asked);
  // where the source is proven there is nothing to amplify
  for (const auto transport : {turn::Transport::tcp, turn::Transport::tls, turn::Transport::dtls}) {
    CHECK(t.client("192.0.2.1:4000", transport)
              .bare(Method::allocate, udp)
              .has(Attr::password_algorithms));
  }
}

// RFC 8489 9.2.3.2: a client that supports the list authenticates with the SHA-256 key
// RFC 8489 9.2.4: the response carries MESSAGE-INTEGRITY-SHA256
void sha256_from_allocate_to_the_end() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").with_sha256().with_fingerprint();
  const Answer answer = alice.request(Method::allocate, udp);
  CHECK_EQ(answer.outcome(), success());
  CHECK(answer.view().integrity_sha256_matches(alice.key()));
  CHECK(!answer.view().has_integrity());
  CHECK(answer.view().fingerprint_matches());
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  const Answer refused = alice.request(Method::allocate, udp);
  CHECK_EQ(refused.outcome(), error(437));
  CHECK(refused.view().integrity_sha256_matches(alice.key()));
  CHECK_EQ(alice.refresh(0), success());
}

// RFC 8489 9.2.4: neither attribute: processed as though the algorithm were MD5, answered with
//   MESSAGE-INTEGRITY
// RFC 8489 9.2.4: PASSWORD-ALGORITHM = MD5 is answered with
//   MESSAGE-INTEGRITY-SHA256
void answers_are_signed_as_the_request_was_processed() {
  const struct {
    Parts parts;
    Integrity answered;
  } rows[] = {
      {{{}, {}, stun::PasswordAlgorithm::md5, true, 0}, Integrity::sha1},
      {{{}, {}, stun::PasswordAlgorithm::md5, true, 32}, Integrity::sha1},
      {{{}, {}, stun::PasswordAlgorithm::md5, false, 32}, Integrity::sha256},
      {{kList, kMd5, stun::PasswordAlgorithm::md5, false, 32}, Integrity::sha256},
      {{kList, kSha256, stun::PasswordAlgorithm::sha256, true, 32}, Integrity::sha256},
      {{kList, kSha256, stun::PasswordAlgorithm::sha256, true, 0}, Integrity::sha256},
  };
  for (const auto& row : rows) {
    RelayTest t;
    auto alice = t.client("192.0.2.1:4000");
    const Answer answer = allocate_by(alice, nonce_for(alice), row.parts);
    CHECK_EQ(answer.outcome(), success());
    const auto key = turn::long_term_key("alice", "lectern", "wonderland", row.parts.key);
    CHECK_EQ(answer.view().integrity_matches(key), row.answered == Integrity::sha1);
    CHECK_EQ(answer.view().integrity_sha256_matches(key), row.answered == Integrity::sha256);
  }
}

// RFC 8489 9.2.4: only one of the two attributes: 400
// RFC 8489 9.2.4: a list that is not the one sent with the nonce: 400
// RFC 8489 9.2.4: a choice that is not in the list: 400
// RFC 8489 14.6: a cut value where the usage does not allow it: 400
void a_tampered_choice_is_400() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = nonce_for(alice);
  const auto sha256 = stun::PasswordAlgorithm::sha256;
  for (const Parts& parts :
       {Parts{kList, {}, sha256, false, 32}, Parts{{}, kSha256, sha256, false, 32},
        Parts{0x0001'0000'0002'0000, kSha256, sha256, false, 32}, Parts{0, kMd5, {}, false, 32},
        Parts{kList, 3u << 16, sha256, false, 32}, Parts{kList, kSha256 | 4, sha256, false, 32},
        Parts{kList, kSha256, sha256, false, 16}, Parts{{}, {}, {}, false, 28}}) {
    CHECK_EQ(allocate_by(alice, nonce, parts).outcome(), error(400));
  }
  CHECK_EQ(t.server.allocation_count(), 0u);
}

// RFC 8489 9.2.4: the integrity that is there must be right; with both the SHA-256 one counts
void a_wrong_sha256_is_401() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = nonce_for(alice);
  // key by one algorithm, claimed to be by the other
  CHECK_EQ(allocate_by(alice, nonce, {kList, kSha256, stun::PasswordAlgorithm::md5, false, 32})
               .outcome(),
           error(401));
  CHECK_EQ(allocate_by(alice, nonce, {kList, kMd5, stun::PasswordAlgorithm::sha256, false, 32})
               .outcome(),
           error(401));
  CHECK_EQ(
      allocate_by(alice, nonce, {{}, {}, stun::PasswordAlgorithm::sha256, false, 32}).outcome(),
      error(401));
  std::array<std::byte, 512> room;
  Builder b{room, stun::Class::request, Method::allocate, {}};
  udp(b);
  b.text(Attr::username, "alice").text(Attr::realm, "lectern").text(Attr::nonce, nonce);
  b.integrity(turn::long_term_key("alice", "lectern", "wonderland"));
  b.integrity_sha256(turn::long_term_key("alice", "lectern", "wrong"));
  CHECK_EQ(alice.raw(b.message())->outcome(), error(401));
}

// RFC 8489 9.2.4: a stale nonce is 438 with a nonce, the realm and the algorithms
void a_stale_nonce_is_438_with_the_algorithms() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").with_sha256();
  const auto nonce = nonce_for(alice);
  t.advance(3601s);
  const auto stale = alice.raw(alice.signed_request(Method::allocate, udp, nonce));
  CHECK_EQ(stale->outcome(), error(438));
  CHECK(stale->has(Attr::password_algorithms));
  CHECK(stale->text(Attr::nonce).starts_with("obMatJos2"));
  CHECK_EQ(
      alice.raw(alice.signed_request(Method::allocate, udp, stale->text(Attr::nonce)))->outcome(),
      success());
}

// RFC 8489 9.2: a nonce whose features were taken away is none of ours
void features_cannot_be_taken_back() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = nonce_for(alice);
  CHECK_EQ(alice.raw(alice.signed_request(Method::allocate, udp, nonce.substr(13)))->outcome(),
           error(438));
  CHECK_EQ(
      alice.raw(alice.signed_request(Method::allocate, udp, "obMatJos2AAAA" + nonce.substr(13)))
          ->outcome(),
      error(438));
}

// RFC 8489 9.2.4: USERHASH names a user
// RFC 8489 14.4: 32 bytes, else 400
void static_users_may_come_by_hash() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").with_sha256(true);
  CHECK_EQ(alice.allocate(), success());
  CHECK_EQ(t.server.sessions(t.clock.now()).at(0).username, "alice");
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK_EQ(t.client("192.0.2.1:4001").as("mallory", "wonderland").with_sha256(true).allocate(),
           error(401));
  CHECK_EQ(t.client("192.0.2.1:4000").as("bob", "builder").with_sha256(true).refresh(), error(441));
  auto odd = t.client("192.0.2.1:4002");
  std::array<std::byte, 512> room;
  Builder b{room, stun::Class::request, Method::allocate, {}};
  b.u32(Attr::userhash, 1)
      .text(Attr::realm, "lectern")
      .text(Attr::nonce, nonce_for(odd))
      .integrity(odd.key());
  CHECK_EQ(odd.raw(b.message())->outcome(), error(400));
}

// RFC 8489 9.2.4: "Username anonymity" is announced only where every user can come by hash
void anonymity_is_announced_without_time_limited_credentials() {
  auto config = RelayTest::test_config();
  config.secrets.clear();
  RelayTest t{config};
  CHECK(t.client("192.0.2.1:4000")
            .bare(Method::allocate, named_udp)
            .text(Attr::nonce)
            .starts_with("obMatJos2wAAD"));
  CHECK_EQ(t.client("192.0.2.1:4000").with_sha256(true).allocate(), success());
}

void time_limited_users_come_by_hash_once_they_are_known() {
  RelayTest t;
  const auto issued =
      turn::issue_credential(base::Secret{"s3cret"}, "u-1", t.clock.wall_now() + 300s);
  auto carol = t.client("192.0.2.1:1").as(issued.username, issued.password).with_sha256(true);
  CHECK_EQ(carol.allocate(), error(401));
  carol.with_sha256(false);
  CHECK_EQ(carol.allocate(), success());
  carol.with_sha256(true);
  CHECK_EQ(carol.refresh(), success());
  t.advance(301s);  // the credential has expired, the allocation runs, also with the other key
  CHECK_EQ(carol.refresh(), success());
  auto by_md5 = t.client("192.0.2.1:1").as(issued.username, issued.password);
  CHECK_EQ(by_md5.refresh(), success());
}

// A key by MD5 in the configuration: nobody can make the SHA-256 key of it, so only MD5 is offered.
void hashed_passwords_are_md5_only() {
  auto config = RelayTest::test_config();
  config.users.emplace(
      "dora",
      base::Secret{"0x" + base::encode_hex(turn::long_term_key("dora", "lectern", "explorer"))});
  RelayTest t{config};
  auto dora = t.client("192.0.2.1:1").as("dora", "explorer");
  const Answer answer = dora.bare(Method::allocate, named_udp);
  CHECK_EQ(answer.view().u32(Attr::password_algorithms), kMd5);
  CHECK_EQ(dora.allocate(), success());
  auto alice = t.client("192.0.2.1:2").with_sha256();
  CHECK_EQ(
      alice.raw(alice.signed_request(Method::allocate, udp, answer.text(Attr::nonce)))->outcome(),
      error(400));
}

}  // namespace

int main() {
  return lectern_test::run(
      "SHA-256 credentials",
      {TEST(a_challenge_lists_the_algorithms),
       TEST(no_challenge_over_udp_is_longer_than_it_must_be), TEST(sha256_from_allocate_to_the_end),
       TEST(answers_are_signed_as_the_request_was_processed), TEST(a_tampered_choice_is_400),
       TEST(a_wrong_sha256_is_401), TEST(a_stale_nonce_is_438_with_the_algorithms),
       TEST(features_cannot_be_taken_back), TEST(static_users_may_come_by_hash),
       TEST(anonymity_is_announced_without_time_limited_credentials),
       TEST(time_limited_users_come_by_hash_once_they_are_known),
       TEST(hashed_passwords_are_md5_only)});
}
