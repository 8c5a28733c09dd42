// SPDX-License-Identifier: MIT
// The log has one line for each attempt to guess, up to a limit.
#include "turn/io/auth_log.hpp"

#include "tests/turn/relay_test.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using turn::AuthFailed;
using turn::AuthFailure;
using turn::Transport;
using turn::io::AuthLog;

struct Lines {
  std::vector<std::string> list;
  base::Log log{base::LogLevel::info, base::LogFormat::text,
                [this](base::LogLevel, std::string_view line) { list.emplace_back(line); }};
};

std::vector<AuthFailed> failures(const turn::Effects& effects) {
  std::vector<AuthFailed> out;
  for (const turn::IoEffect& effect : effects.io()) {
    if (const auto* failed = std::get_if<AuthFailed>(&effect)) out.push_back(*failed);
  }
  return out;
}

// Sends one signed Allocate with the nonce of a challenge to `challenged`; returns the failures
// that the core reports.
std::vector<AuthFailed> tried(Transport transport, const std::string& user,
                              const std::string& password,
                              std::string_view challenged = "192.0.2.7:4000") {
  RelayTest t;
  auto client = t.client("192.0.2.7:4000", transport);
  client.as(user, password);
  const Answer challenge = t.client(challenged, transport).bare(stun::Method::allocate);
  const auto request = client.signed_request(
      stun::Method::allocate,
      [](stun::Builder& b) { b.u32(stun::Attr::requested_transport, 17u << 24); },
      challenge.text(stun::Attr::nonce));
  turn::Effects effects;
  (void)t.server.handle_client(client.leg(), request, t.now(), effects);
  return failures(effects);
}

void guessing_is_told_where_the_address_is_proven() {
  // Over UDP the nonce of the challenge proves it.
  for (const Transport transport :
       {Transport::udp, Transport::tcp, Transport::tls, Transport::dtls}) {
    const auto wrong = tried(transport, "alice", "looking glass");
    CHECK_EQ(wrong.size(), 1u);
    CHECK_EQ(wrong[0].client, endpoint("192.0.2.7:4000"));
    CHECK(wrong[0].why == AuthFailure::bad_integrity);
    CHECK_EQ(wrong[0].username, "alice");
    CHECK(tried(transport, "mallory", "x").at(0).why == AuthFailure::unknown_user);
  }
  // An attacker who forges the address of somebody else does not see the challenge.
  CHECK(tried(Transport::udp, "alice", "looking glass", "192.0.2.8:4000").empty());
  CHECK_EQ(tried(Transport::tcp, "alice", "looking glass", "192.0.2.8:4000").size(), 1u);
}

void who_does_not_guess_is_not_told_of() {
  CHECK(tried(Transport::tcp, "alice", "wonderland").empty());
  CHECK(tried(Transport::tcp, "100:ada", "expired long ago").empty());
  CHECK_EQ(tried(Transport::tcp, std::string(300, 'x'), "x").at(0).username.size(), 128u);
}

void a_name_cannot_look_like_another_line() {
  Lines lines;
  AuthLog auth;
  auth.write(lines.log,
             {endpoint("[2001:db8::7]:4000"), Transport::tls, AuthFailure::bad_integrity,
              "x\ninfo turn_auth_failed client=192.0.2.1"},
             {});
  CHECK_EQ(lines.list.at(0),
           "info turn_auth_failed client=2001:db8::7 port=4000 transport=tls reason=bad_integrity "
           "suppressed=0 "
           "user=\"x\\u000ainfo turn_auth_failed client=192.0.2.1\"");
}

void a_flood_is_counted_not_written() {
  Lines lines;
  AuthLog auth;
  base::Instant now{1h};
  const AuthFailed failed{endpoint("192.0.2.7:4000"), Transport::tcp, AuthFailure::unknown_user,
                          "x"};
  for (int i = 0; i < 1000; ++i) auth.write(lines.log, failed, now);
  CHECK_EQ(lines.list.size(), 100u);
  now += 1s;
  for (int i = 0; i < 1000; ++i) auth.write(lines.log, failed, now);
  CHECK_EQ(lines.list.size(), 120u);
  CHECK(lines.list[100].find("suppressed=900 ") != std::string::npos);
  CHECK(lines.list[101].find("suppressed=0 ") != std::string::npos);
}

}  // namespace

int main() {
  return lectern_test::run(
      "auth_log",
      {TEST(guessing_is_told_where_the_address_is_proven), TEST(who_does_not_guess_is_not_told_of),
       TEST(a_name_cannot_look_like_another_line), TEST(a_flood_is_counted_not_written)});
}
