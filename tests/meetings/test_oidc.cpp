// SPDX-License-Identifier: MIT
// Signing in at an OpenID provider: the way there and back, and everything that is no answer to it.
#include "meetings/oidc.hpp"

#include "tests/meetings/oidc_school.hpp"

using namespace oidc_test;
using namespace std::chrono_literals;

namespace {

void the_browser_goes_there_and_comes_back() {
  School s;
  CHECK_EQ(s.oidc.providers().size(), 2u);
  CHECK_EQ(s.oidc.providers()[0].title, "Example University");
  const OidcStart started = s.start();
  CHECK(started.url.starts_with(kIssuer + "/auth?response_type=code&client_id=lectern&"));
  CHECK_EQ(School::part(started, "redirect_uri"),
           "https%3A%2F%2Fmeet.example.org%2Fapi%2Fauth%2Foidc%2Fcampus%2Fcallback");
  CHECK_EQ(School::part(started, "scope"), "openid%20profile%20email");
  CHECK_EQ(School::part(started, "code_challenge_method"), "S256");
  const TokenPair pair = OK(s.finish(s.good(started)));
  CHECK_EQ(pair.user.name, "Ada");
  CHECK_EQ(pair.user.issuer, "campus");
  CHECK_EQ(pair.user.shown_email(), "ada@example.org");
  const Claims claims = OK(s.w.authentication.authenticate(pair.access));
  CHECK_EQ(OK(s.w.own_account.sessions(claims)).at(0).session.device, "Firefox on Linux");
  OK(s.w.accounts.refresh(pair.refresh));
  // What the provider was asked for.
  const auto& [url, form, authorization] = s.provider.posted;
  CHECK_EQ(url, kIssuer + "/token");
  CHECK(form.starts_with("grant_type=authorization_code&code=the-code&redirect_uri=https%3A"));
  const std::string verifier = form.substr(form.find("code_verifier=") + 14);
  CHECK_EQ(verifier.size(), 43u);
  CHECK_EQ(base::encode_base64url(base::sha256(base::as_bytes(verifier))),
           School::part(started, "code_challenge"));
  CHECK_EQ(
      authorization,
      "Basic " + base::encode_base64(base::as_bytes(std::string_view{"lectern:s3cret%20of%2Fit"})));
  // The same person again: the same account.
  CHECK(OK(s.finish(s.good(s.start()))).user.id == pair.user.id);
  CHECK(s.reports.empty());
}

void nothing_of_one_start_repeats_in_another() {
  School s;
  const OidcStart a = s.start(), b = s.start();
  for (const char* name : {"state", "nonce", "code_challenge"})
    CHECK(School::part(a, name) != School::part(b, name));
  CHECK(a.cookie != b.cookie);
  CHECK(School::part(a, "state") != School::part(a, "nonce"));
  CHECK(a.url.find(a.cookie) == std::string::npos);
}

void the_secret_goes_into_the_form_where_the_provider_wants_it() {
  School s;
  s.provider.discovery.set("token_endpoint_auth_methods_supported",
                           Json::array({"client_secret_post"}));
  OK(s.finish(s.good(s.start())));
  CHECK(s.provider.posted[1].ends_with("&client_id=lectern&client_secret=s3cret%20of%2Fit"));
  CHECK(s.provider.posted[2].empty());
}

// An attacker's code in somebody else's browser, and the reverse.
void answers_that_count_for_nobody() {
  School s;
  const OidcStart started = s.start(), other_start = s.start(), elsewhere = s.start("other");
  const OidcReturn good = s.good(started);
  std::vector<std::pair<const char*, OidcReturn>> table;
  const auto row = [&](const char* name, auto change) {
    OidcReturn answer = good;
    change(answer);
    table.emplace_back(name, std::move(answer));
  };
  row("no cookie", [](OidcReturn& a) { a.cookie = ""; });
  row("another browser's cookie", [&](OidcReturn& a) { a.cookie = other_start.cookie; });
  row("another start's state",
      [&](OidcReturn& a) { a.state = School::part(other_start, "state"); });
  row("the state of another provider", [&](OidcReturn& a) {
    a.state = School::part(elsewhere, "state"), a.cookie = elsewhere.cookie;
  });
  row("no state", [](OidcReturn& a) { a.state.reset(); });
  row("an empty state", [](OidcReturn& a) { a.state = ""; });
  row("a cookie without its time", [](OidcReturn& a) { a.cookie.erase(0, 11); });
  row("a cookie of the future", [](OidcReturn& a) { a.cookie.replace(0, 10, "9999999999"); });
  row("a cookie that is no text of ours", [](OidcReturn& a) { a.cookie = std::string(54, '%'); });
  row("no code", [](OidcReturn& a) { a.code.reset(); });
  row("an empty code", [](OidcReturn& a) { a.code = ""; });
  row("a long code", [](OidcReturn& a) { a.code = std::string(2049, 'x'); });
  row("an answer of another issuer", [](OidcReturn& a) { a.issuer = "https://evil.example"; });
  row("a refusal", [](OidcReturn& a) { a.code.reset(), a.error = "access_denied"; });
  for (const auto& [name, answer] : table) {
    const auto answered = s.finish(answer);
    if (answered || answered.error().code != RefusalCode::forbidden)
      lectern_test::check_failed(name, __FILE__, __LINE__);
  }
  CHECK(s.provider.posted[0].empty());  // for none of these the provider is asked
  OidcReturn named = good;
  named.issuer = kIssuer;
  OK(s.finish(named));
  REFUSED(s.finish(good, "nobody"), not_found);
  REFUSED(s.oidc.start("nobody", kCallback), not_found);
}

void a_browser_has_ten_minutes() {
  School s;
  const OidcStart started = s.start();
  s.w.clock.advance(OidcSignIn::kPatience + 1s);
  REFUSED(s.finish(s.good(started)), forbidden);
}

void id_tokens_that_are_wrong() {
  School s;
  const OidcStart started = s.start();
  const OidcReturn good = s.good(started);
  const std::string nonce = School::part(started, "nonce");
  const std::vector<std::pair<const char*, std::function<void(Json&)>>> table{
      {"another nonce", [](Json& c) { c.set("nonce", "another"); }},
      {"no nonce", [](Json& c) { c.set("nonce", nullptr); }},
      {"another audience", [](Json& c) { c.set("aud", "moodle"); }},
      {"another issuer", [](Json& c) { c.set("iss", "https://evil.example"); }},
      {"for another party",
       [](Json& c) {
         c.set("aud", Json::array({"lectern", "x"})).set("azp", "x");
       }},
      {"expired", [](Json& c) { c.set("exp", 1); }},
      {"nobody", [](Json& c) { c.set("sub", ""); }},
  };
  for (const auto& [name, change] : table) {
    Json claims = s.provider.claims(nonce);
    change(claims);
    s.provider.answers_with(claims);
    if (s.finish(good)) lectern_test::check_failed(name, __FILE__, __LINE__);
  }
  CHECK_EQ(s.reports.size(), table.size());
  for (const std::string& text :
       {std::string{"{}"}, std::string{"no JSON"}, std::string{R"({"id_token":"a.b.c"})"}}) {
    s.provider.answer = text;
    REFUSED(s.finish(good), forbidden);
  }
  s.provider.answer = base::failure(base::Errc::not_found, "the answer has the status 400");
  REFUSED(s.finish(good), forbidden);  // a code that was used
  for (const std::string& report : s.reports) CHECK(report.find("s3cret") == std::string::npos);
}

void a_discovery_document_is_of_its_issuer() {
  const std::vector<std::function<void(Provider&)>> table{
      [](Provider& p) { p.discovery.set("issuer", kIssuer + "/"); },
      [](Provider& p) { p.discovery.set("token_endpoint", "http://id.example.org/token"); },
      [](Provider& p) { p.discovery.set("authorization_endpoint", nullptr); },
      [](Provider& p) { p.discovery.set("jwks_uri", "file:///etc/passwd"); },
      [](Provider& p) { p.down = true; },
  };
  for (const auto& change : table) {
    School s;
    change(s.provider);
    CHECK_EQ(REFUSED(s.oidc.start("campus", kCallback), overloaded).retry_after.count(), 10);
    REFUSED(s.oidc.start("campus", kCallback), overloaded);
    CHECK_EQ(s.provider.asked[kIssuer + "/.well-known/openid-configuration"], 1);
    CHECK_EQ(s.reports.size(), 1u);
    s.provider.discovery = Provider{s.w.clock}.discovery;
    s.provider.down = false;
    s.w.clock.advance(10s);
    (void)s.start();
  }
}

void what_a_provider_said_is_kept_while_it_is_down() {
  School s;
  OK(s.finish(s.good(s.start())));
  s.provider.down = true;
  s.w.clock.advance(2h);
  OK(s.finish(s.good(s.start())));
}

void a_disabled_account_stays_out() {
  School s;
  const TokenPair pair = OK(s.finish(s.good(s.start())));
  OK(s.w.accounts.set_disabled(pair.user.id, true));
  REFUSED(s.finish(s.good(s.start())), forbidden);
}

}  // namespace

int main() {
  return lectern_test::run(
      "oidc",
      {TEST(the_browser_goes_there_and_comes_back), TEST(nothing_of_one_start_repeats_in_another),
       TEST(the_secret_goes_into_the_form_where_the_provider_wants_it),
       TEST(answers_that_count_for_nobody), TEST(a_browser_has_ten_minutes),
       TEST(id_tokens_that_are_wrong), TEST(a_discovery_document_is_of_its_issuer),
       TEST(what_a_provider_said_is_kept_while_it_is_down), TEST(a_disabled_account_stays_out)});
}
