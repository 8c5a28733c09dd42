// SPDX-License-Identifier: MIT
// What is asked of Google's OAuth, and what becomes of its answers.
#include "meetings/google/consent.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace meetings::google;
using namespace std::chrono_literals;

namespace {

const SiteClient kClientOfSite{"site.apps.example", base::Secret{"s e&cret"},
                               "https://meet.example.org/api/calendar/google/callback"};
constexpr std::string_view kBody =
    R"({"access_token":"ya29.a","expires_in":3599,"refresh_token":"1//r","token_type":"Bearer",)"
    R"("scope":"openid https://www.googleapis.com/auth/calendar.events"})";

struct Clock {
  base::WallTime now = *base::parse_iso8601("2026-12-01T10:00:00Z");
};

// The value of a field of a form or a query.
std::string field(std::string_view form, const std::string& name) {
  form.remove_prefix(form.find('?') == std::string_view::npos ? 0 : form.find('?') + 1);
  while (!form.empty()) {
    const std::string_view one = form.substr(0, form.find('&'));
    if (one.starts_with(name + "="))
      return *base::decode_percent(one.substr(name.size() + 1), true);
    form.remove_prefix(std::min(one.size() + 1, form.size()));
  }
  return "(none)";
}

NoTokens trouble(int status, std::string_view body) {
  const auto read = read_tokens(status, body, Clock{}.now);
  if (!std::holds_alternative<NoTokens>(read))
    lectern_test::check_failed(std::string{body}, __FILE__, __LINE__);
  return std::get<NoTokens>(read);
}

void the_browser_is_sent_with_a_challenge() {
  lectern_test::World w;
  const auto errand = BrowserErrand::begin(w.random, Clock{}.now);
  const std::string url = consent_url({}, kClientOfSite, errand, "session 1", "ada@example.org");
  CHECK(url.starts_with("https://accounts.google.com/o/oauth2/v2/auth?"));
  CHECK_EQ(field(url, "response_type"), "code");
  CHECK_EQ(field(url, "client_id"), kClientOfSite.id);
  CHECK_EQ(field(url, "redirect_uri"), kClientOfSite.redirect_uri);
  CHECK_EQ(field(url, "scope"), kScope);
  CHECK_EQ(field(url, "access_type"), "offline");
  CHECK_EQ(field(url, "prompt"), "consent");
  CHECK_EQ(field(url, "login_hint"), "ada@example.org");
  CHECK_EQ(field(url, "code_challenge_method"), "S256");
  // RFC 7636 section 4.6.
  const std::string verifier = errand.verifier("session 1");
  CHECK(verifier.size() >= 43 && verifier.size() <= 128);
  CHECK_EQ(field(url, "code_challenge"),
           base::encode_base64url(base::sha256(base::as_bytes(verifier))));
  CHECK(url.find(verifier) == std::string::npos);
  CHECK(url.find("cret") == std::string::npos);
}

void an_answer_counts_for_its_session_and_browser_only() {
  lectern_test::World w;
  const base::WallTime now = Clock{}.now;
  const auto errand = BrowserErrand::begin(w.random, now);
  const std::string state = errand.state("session 1");
  const auto back = BrowserErrand::resume(errand.cookie(), now + 9min);
  CHECK(back && back->began(state, "session 1"));
  CHECK(!back->began(state, "session 2"));
  CHECK(!back->began("", "session 1"));
  CHECK(!BrowserErrand::begin(w.random, now).began(state, "session 1"));
  CHECK(!BrowserErrand::resume(errand.cookie(), now + 11min));
  CHECK(!BrowserErrand::resume(errand.cookie() + "x", now));
  CHECK(!BrowserErrand::resume("", now));
}

void forms_have_the_grant_and_what_it_needs() {
  const std::string code = code_form(kClientOfSite, "4/0A&b", "the verifier");
  CHECK_EQ(field(code, "grant_type"), "authorization_code");
  CHECK_EQ(field(code, "code"), "4/0A&b");
  CHECK_EQ(field(code, "redirect_uri"), kClientOfSite.redirect_uri);
  CHECK_EQ(field(code, "client_secret"), "s e&cret");
  CHECK_EQ(field(code, "code_verifier"), "the verifier");
  const std::string refresh = refresh_form(kClientOfSite, base::Secret{"1//r"});
  CHECK_EQ(field(refresh, "grant_type"), "refresh_token");
  CHECK_EQ(field(refresh, "refresh_token"), "1//r");
  CHECK_EQ(field(refresh, "redirect_uri"), "(none)");
  CHECK_EQ(revocation_form(base::Secret{"1//r"}), "token=1%2F%2Fr");
}

void tokens_are_read_with_the_end_of_their_life() {
  const base::WallTime now = Clock{}.now;
  const auto read = std::get<GrantedTokens>(read_tokens(200, kBody, now));
  CHECK_EQ(read.access.reveal_text(), "ya29.a");
  CHECK_EQ(read.refresh->reveal_text(), "1//r");
  CHECK(read.until == now + 3539s);
  // A refresh brings no new refresh token, and may leave out the scope.
  const auto again =
      std::get<GrantedTokens>(read_tokens(200, R"({"access_token":"b","expires_in":30})", now));
  CHECK(!again.refresh && again.until == now);
  const auto long_lived = std::get<GrantedTokens>(
      read_tokens(200, R"({"access_token":"b","expires_in":1000000000})", now));
  CHECK(long_lived.until < now + 24h);
}

void what_is_no_token_says_what_to_do() {
  CHECK(trouble(400, R"({"error":"invalid_grant","error_description":"Token has been revoked."})")
            .trouble == Trouble::revoked);
  CHECK(trouble(401, R"({"error":"invalid_client"})").trouble == Trouble::forbidden);
  CHECK(trouble(400, R"({"error":"redirect_uri_mismatch"})").trouble == Trouble::forbidden);
  CHECK(trouble(400, "<html>").trouble == Trouble::forbidden);
  for (const int status : {0, 429, 500, 503})
    CHECK(trouble(status, R"({"error":"backend_error"})").trouble == Trouble::later);
  CHECK(trouble(200, R"({"access_token":"a","expires_in":9,"scope":"openid email"})").trouble ==
        Trouble::unticked);
  // A prefix of the scope is another scope.
  CHECK(trouble(200, R"({"access_token":"a","expires_in":9,)"
                     R"("scope":"https://www.googleapis.com/auth/calendar.events.readonly"})")
            .trouble == Trouble::unticked);
  for (const std::string_view body :
       {"", "[]", R"({"access_token":"a"})", R"({"access_token":"","expires_in":9})",
        R"({"access_token":"a\r\nX: y","expires_in":9})", R"({"access_token":7,"expires_in":9})",
        R"({"access_token":"a","expires_in":-1})"})
    CHECK(trouble(200, body).trouble == Trouble::later);
  CHECK_EQ(trouble(400, R"({"error":"a secret: 1//r"})").reason, "status 400");
  CHECK_EQ(trouble(400, R"({"error":"invalid_grant"})").reason, "status 400 invalid_grant");
}

void a_revocation_that_finds_nothing_is_done() {
  CHECK(is_revoked(200) && is_revoked(400));
  CHECK(!is_revoked(0) && !is_revoked(503));
}

}  // namespace

int main() {
  return lectern_test::run("consent", {TEST(the_browser_is_sent_with_a_challenge),
                                       TEST(an_answer_counts_for_its_session_and_browser_only),
                                       TEST(forms_have_the_grant_and_what_it_needs),
                                       TEST(tokens_are_read_with_the_end_of_their_life),
                                       TEST(what_is_no_token_says_what_to_do),
                                       TEST(a_revocation_that_finds_nothing_is_done)});
}
