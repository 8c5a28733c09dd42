// SPDX-License-Identifier: MIT
// The provider tells that a session is over (OpenID Connect Back-Channel Logout 1.0).
#include "meetings/seen_tokens.hpp"
#include "tests/meetings/oidc_school.hpp"

using namespace oidc_test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kEvent = "http://schemas.openid.net/event/backchannel-logout";

struct Campus : School {
  Campus() { w.events.take(); }

  // Signs `subject` in; the provider's session is `sid`.
  TokenPair sign_in(const std::string& subject, const std::string& sid,
                    const std::string& name = "campus") {
    const OidcStart started = start(name);
    Json claims = provider.claims(part(started, "nonce"));
    claims.set("sub", subject);
    if (!sid.empty()) claims.set("sid", sid);
    provider.answers_with(claims);
    return OK(finish(
        {"the-code", part(started, "state"), std::nullopt, std::nullopt, started.cookie}, name));
  }
  Json logout(const std::string& id) const {
    const std::int64_t now = base::unix_seconds(w.clock.wall_now());
    return Json::object({{"iss", kIssuer},
                         {"aud", "lectern"},
                         {"iat", now},
                         {"exp", now + 120},
                         {"jti", id},
                         {"events", Json::object({{kEvent, Json::object()}})}});
  }
  std::string signed_with(const Json& claims, const std::string& type = "logout+jwt") const {
    Json header = Json::object({{"alg", "ES256"}, {"kid", "k1"}});
    if (!type.empty()) header.set("typ", type);
    return provider.key.sign(header, claims.print());
  }
  bool lives(const TokenPair& pair) const {
    return w.authentication.authenticate(pair.access).has_value();
  }
};

// Section 2.4: sid names one session of the provider
void the_session_of_that_sid_ends() {
  Campus s;
  const TokenPair first = s.sign_in("7", "s1"), same = s.sign_in("7", "s1");
  const TokenPair second = s.sign_in("7", "s2"), other = s.sign_in("8", "s1x");
  s.w.events.take();
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("a").set("sid", "s1"))));
  CHECK(!s.lives(first) && !s.lives(same));
  CHECK(s.lives(second) && s.lives(other));
  // Every part of the daemon is told, as by any other end.
  const auto events = s.w.events.take();
  CHECK_EQ(events.size(), 2u);
  CHECK(std::get<SessionsEnded>(events[0]).cause == SessionEndCause::signed_out);
  // A refresh keeps the tie.
  const TokenPair renewed = OK(s.w.accounts.refresh(second.refresh));
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("b").set("sid", "s2").set("sub", "7"))));
  CHECK(!s.lives(renewed));
  // Nobody has such a session: nothing to do.
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("c").set("sid", "unknown"))));
  CHECK(s.lives(other));
}

// Section 2.4: sub alone names all sessions of the person
void all_sessions_of_that_sub_end() {
  Campus s;
  const TokenPair first = s.sign_in("7", "s1"), second = s.sign_in("7", "");
  const TokenPair other = s.sign_in("8", "s3");
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("a").set("sub", "7"))));
  CHECK(!s.lives(first) && !s.lives(second) && s.lives(other));
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("b").set("sub", "nobody"))));
  // The sid of somebody else.
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("c").set("sub", "7").set("sid", "s3"))));
  CHECK(s.lives(other));
}

void another_providers_session_of_that_name_goes_on() {
  Campus s;
  const TokenPair here = s.sign_in("7", "s1"), there = s.sign_in("7", "s1", "other");
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("a").set("sid", "s1"))));
  CHECK(!s.lives(here) && s.lives(there));
  OK(s.oidc.end_sessions("other", s.signed_with(s.logout("a").set("sub", "7"))));
  CHECK(!s.lives(there));
  REFUSED(s.oidc.end_sessions("nobody", s.signed_with(s.logout("b").set("sub", "7"))), not_found);
}

// Section 2.6: what is no logout token ends nothing
void what_is_no_logout_token_ends_nothing() {
  Campus s;
  const TokenPair pair = s.sign_in("7", "s1");
  const std::int64_t now = base::unix_seconds(s.w.clock.wall_now());
  const auto changed = [&](const char* name, Json value) {
    return s.logout("x").set("sid", "s1").set(name, std::move(value));
  };
  const auto without = [&](const std::string& name) {
    Json out = Json::object();
    for (const auto& [key, value] : s.logout("x").set("sid", "s1").members())
      if (key != name) out.set(key, value);
    return out;
  };
  const Json wrong[] = {
      changed("iss", "https://other.example"),
      changed("aud", "somebody"),
      changed("nonce", "n"),
      changed("nonce", nullptr),
      changed("events", nullptr),
      changed("events", Json::object({{kEvent, true}})),
      changed("events", Json::object({{"http://schemas.openid.net/event/other", Json::object()}})),
      changed("events", Json::array({kEvent})),
      changed("sid", ""),
      changed("sid", Json::array({"s1"})),
      changed("sub", ""),
      changed("jti", ""),
      changed("iat", now + 61),
      changed("exp", now - 60),
      without("sid"),
      without("iat"),
      without("exp"),
      without("jti"),
      without("iss"),
      without("aud"),
  };
  for (const Json& claims : wrong) {
    if (s.oidc.end_sessions("campus", s.signed_with(claims)) || !s.lives(pair))
      lectern_test::check_failed(claims.print() + " was accepted", __FILE__, __LINE__);
  }
  const Json good = s.logout("x").set("sid", "s1");
  for (const char* type : {"at+jwt", "JOSE", "secevent+jwt"})
    REFUSED(s.oidc.end_sessions("campus", s.signed_with(good, type)), token_invalid);
  const TestKey stranger = TestKey::ec();
  REFUSED(
      s.oidc.end_sessions(
          "campus", stranger.sign(Json::object({{"alg", "ES256"}, {"kid", "k1"}}), good.print())),
      token_invalid);
  for (const char* junk : {"", "a", "a.b.c", "..", "{}"})
    REFUSED(s.oidc.end_sessions("campus", junk), token_invalid);
  // An old one, whatever it says of its end.
  const std::string old = s.signed_with(s.logout("o").set("sid", "s1").set("exp", now + 86'400));
  s.w.clock.advance(11min);
  REFUSED(s.oidc.end_sessions("campus", old), token_expired);
  CHECK(s.lives(OK(s.w.accounts.refresh(pair.refresh))));
  CHECK(!s.reports.empty());
  // What those had in common with a good one was not the fault.
  OK(s.oidc.end_sessions("campus",
                         s.signed_with(s.logout("x").set("sid", "s1"), "application/logout+jwt")));
  OK(s.oidc.end_sessions("campus", s.signed_with(s.logout("y").set("sid", "s1"), "")));
}

// Section 2.6: a token counts once
void a_token_counts_once() {
  Campus s;
  s.sign_in("7", "");
  const std::string token = s.signed_with(s.logout("a").set("sub", "7"));
  OK(s.oidc.end_sessions("campus", token));
  const TokenPair again = s.sign_in("7", "");
  REFUSED(s.oidc.end_sessions("campus", token), token_invalid);
  CHECK(s.lives(again));
  s.w.clock.advance(4min);
  REFUSED(s.oidc.end_sessions("campus", token), token_expired);
}

// One kind of token is none of another (RFC 8725 section 3.12).
void a_logout_token_signs_nobody_in() {
  Campus s;
  const OidcStart started = s.start();
  Json claims = s.provider.claims(School::part(started, "nonce"));
  claims.set("events", Json::object({{kEvent, Json::object()}}));
  s.provider.answers_with(claims);
  REFUSED(s.finish({"the-code", School::part(started, "state"), std::nullopt, std::nullopt,
                    started.cookie}),
          forbidden);
  // And an ID token ends nothing.
  const TokenPair pair = s.sign_in("7", "s1");
  REFUSED(s.oidc.end_sessions("campus", s.signed_with(s.provider.claims("n").set("sid", "s1"), "")),
          token_invalid);
  CHECK(s.lives(pair));
}

void the_memory_of_tokens_is_bounded() {
  using Answer = SeenTokens::Answer;
  SeenTokens seen{2};
  const base::WallTime now = base::from_unix_seconds(1'800'000'000);
  CHECK(seen.note("a", now + 10s, now) == Answer::fresh);
  CHECK(seen.note("a", now + 10s, now) == Answer::seen);
  CHECK(seen.note("b", now + 20s, now) == Answer::fresh);
  CHECK(seen.note("c", now + 20s, now) == Answer::full);
  CHECK(seen.note("b", now + 20s, now) == Answer::seen);
  CHECK(seen.note("c", now + 30s, now + 10s) == Answer::fresh);
  CHECK_EQ(seen.size(), 2u);
  CHECK(seen.note("a", now + 40s, now + 10s) == Answer::full);
  seen.forget("c");
  CHECK(seen.note("c", now + 30s, now + 10s) == Answer::fresh);
}

}  // namespace

int main() {
  return lectern_test::run(
      "oidc_logout", {TEST(the_session_of_that_sid_ends), TEST(all_sessions_of_that_sub_end),
                      TEST(another_providers_session_of_that_name_goes_on),
                      TEST(what_is_no_logout_token_ends_nothing), TEST(a_token_counts_once),
                      TEST(a_logout_token_signs_nobody_in), TEST(the_memory_of_tokens_is_bounded)});
}
