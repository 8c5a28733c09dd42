// SPDX-License-Identifier: MIT
// Tokens without our signature: a worker looks at them where there are foreign issuers.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

HubLimits with_issuers() {
  HubLimits limits;
  limits.foreign_tokens = true;
  return limits;
}

meetings::Claims foreign_claims(const std::string& user) {
  meetings::Claims claims;
  claims.user_id = meetings::UserId{"user-" + user};
  claims.session_id = "session-" + user;
  claims.name = user;
  return claims;
}

Client& sends(Client& client, const std::string& token) {
  return client.says({{"type", "auth"}, {"token", token}});
}

void without_issuers_no_worker_is_asked() {
  HubTest t;
  Client bob = t.connect("bob");
  CHECK_EQ(sends(bob, "theirs").hears_error(), "token-invalid");
  CHECK(t.foreign.empty());
  CHECK_EQ(t.close_code(bob), 4401u);
}

void a_foreign_token_is_resolved_and_confirmed() {
  HubTest t{with_issuers()};
  t.hold_tokens = true;
  Client bob = t.connect("bob");
  sends(bob, "theirs");
  CHECK_EQ(t.foreign.size(), 1u);
  CHECK_EQ(t.foreign[0].ask.token, "theirs");
  CHECK(bob.silent());
  t.resolve(foreign_claims("bob"));
  CHECK(bob.silent());  // until the store has confirmed it, as any other
  t.confirm({});
  const Json welcome = bob.hears_one();
  CHECK_EQ(text(welcome, "type"), "welcome");
  CHECK_EQ(text(welcome["user"], "userId"), "user-bob");
}

// A front end of that issuer knows the person by the issuer's id.
void join_takes_the_ids_of_both() {
  HubTest t{with_issuers()};
  Client bob = t.connect("bob");
  sends(bob, "theirs");
  meetings::Claims claims = foreign_claims("bob");
  claims.subject = "7";
  t.resolve(claims);
  CHECK_EQ(text(bob.hears_one(), "type"), "welcome");
  for (const Json& wrong : {Json{"8"}, Json{8}, Json{""}, Json{"user-ada"}}) {
    bob.says({{"type", "join"}, {"meetingId", "m"}, {"userId", wrong}});
    CHECK_EQ(bob.hears_error(), "forbidden");
  }
  bob.says({{"type", "join"}, {"meetingId", "m"}, {"userId", Json{7}}});
  CHECK(bob.silent());  // the door is asked
  // A token of ours has no such id.
  Client ada = t.connect("ada");
  ada.auth();
  ada.says({{"type", "join"}, {"meetingId", "m"}, {"userId", ""}});
  CHECK_EQ(ada.hears_error(), "forbidden");
}

void our_own_tokens_take_the_short_way() {
  HubTest t{with_issuers()};
  Client bob = t.connect("bob");
  bob.auth();
  CHECK(t.foreign.empty());
  Client ada = t.connect("ada");
  const std::string old_token = t.token("ada", 1s);
  t.clock.advance(2s);
  CHECK_EQ(sends(ada, old_token).hears_error(), "token-expired");
  CHECK(t.foreign.empty());
}

void a_refusal_closes_the_session() {
  HubTest t{with_issuers()};
  Client bob = t.connect("bob");
  sends(bob, "theirs");
  t.resolve(meetings::refuse(meetings::RefusalCode::token_invalid, "no"));
  CHECK_EQ(bob.hears_error(), "token-invalid");
  CHECK_EQ(t.close_code(bob), 4401u);
}

void a_second_token_meanwhile_is_refused() {
  HubTest t{with_issuers()};
  Client bob = t.connect("bob");
  sends(bob, "theirs");
  CHECK_EQ(sends(bob, "theirs").hears_error(), "already-authenticated");
  CHECK_EQ(t.foreign.size(), 1u);
}

// Disabled between the worker's answer and the store's.
void an_event_finds_the_session_before_it_is_confirmed() {
  HubTest t{with_issuers()};
  t.hold_tokens = true;
  Client bob = t.connect("bob");
  sends(bob, "theirs");
  t.resolve(foreign_claims("bob"));
  t.end_sessions({"bob"});
  CHECK_EQ(bob.hears_error(), "session-ended");
  t.confirm({});
  CHECK(bob.silent());
}

void an_answer_for_a_session_that_is_gone_does_nothing() {
  HubTest t{with_issuers()};
  Client bob = t.connect("bob");
  sends(bob, "theirs");
  bob.disconnects();
  t.resolve(foreign_claims("bob"));
  CHECK(t.held.empty());
}

}  // namespace

int main() {
  return lectern_test::run(
      "hub_foreign",
      {TEST(without_issuers_no_worker_is_asked), TEST(a_foreign_token_is_resolved_and_confirmed),
       TEST(join_takes_the_ids_of_both), TEST(our_own_tokens_take_the_short_way),
       TEST(a_refusal_closes_the_session), TEST(a_second_token_meanwhile_is_refused),
       TEST(an_event_finds_the_session_before_it_is_confirmed),
       TEST(an_answer_for_a_session_that_is_gone_does_nothing)});
}
