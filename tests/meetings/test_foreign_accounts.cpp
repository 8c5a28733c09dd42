// SPDX-License-Identifier: MIT
// People of foreign issuers: an account at the first token, apart from all others.
#include "meetings/foreign_accounts.hpp"

#include "tests/meetings/world.hpp"
#include "tests/support/test_key.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using base::Json;
using lectern_test::World;

namespace {

ForeignIssuer issuer(const std::string& name) {
  ForeignIssuer out;
  out.name = name;
  out.issuer = "https://" + name + ".example";
  out.secrets = {base::Secret{"the secret of " + name + ", long enough"}};
  return out;
}

struct School {
  std::string token(const std::string& from, const std::string& subject, const Json& more = {}) {
    Json claims = Json::object({{"iss", "https://" + from + ".example"},
                                {"sub", subject},
                                {"exp", base::unix_seconds(w.clock.wall_now()) + 300}});
    for (const auto& [name, value] : more.members()) claims.set(name, value);
    const std::string text =
        lectern_test::encode(R"({"alg":"HS256"})") + '.' + lectern_test::encode(claims.print());
    const std::string secret = "the secret of " + from + ", long enough";
    return text + '.' +
           base::encode_base64url(base::hmac_sha256(base::as_bytes(secret), base::as_bytes(text)));
  }
  Claims come(const std::string& from, const std::string& subject, const Json& more = {}) {
    return OK(authentication.authenticate(token(from, subject, more)));
  }

  World w;
  ForeignAccounts foreign{*w.store, ForeignTokens{{issuer("campus"), issuer("other")}}, w.clock,
                          w.random};
  Authentication authentication{*w.store, w.tokens, w.clock, &foreign};
};

void a_person_becomes_an_account_at_the_first_token() {
  School s;
  const Json more = Json::object({{"name", "Ada"}, {"email", "ada@example.org"}});
  const Claims first = s.come("campus", "7", more);
  CHECK(first.kind == TokenKind::access && first.user_role == UserRole::user);
  CHECK_EQ(first.name, "Ada");
  const User user = OK(s.w.accounts.me(first));
  CHECK_EQ(user.shown_email(), "ada@example.org");
  CHECK_EQ(user.issuer, "campus");
  CHECK(s.come("campus", "7").user_id == first.user_id);
  CHECK(s.come("campus", "8").user_id != first.user_id);
  CHECK(s.come("other", "7").user_id != first.user_id);
  CHECK(s.w.mails().empty());
}

// The older stack's backend owns the users: an invitation to the address of one of them is that
// person's, whichever came first.
void an_address_counts_where_the_issuer_is_trusted() {
  School s;
  ForeignIssuer trusted = issuer("campus");
  trusted.trusts_email = true;
  ForeignAccounts foreign{*s.w.store, ForeignTokens{{trusted, issuer("other")}}, s.w.clock,
                          s.w.random};
  const Authentication authentication{*s.w.store, s.w.tokens, s.w.clock, &foreign};
  const auto come = [&](const std::string& from, const std::string& subject,
                        const std::string& email) {
    const Json more = Json::object({{"email", email}});
    return OK(authentication.authenticate(s.token(from, subject, more)));
  };
  const Claims host = s.w.person("host");
  const Meeting room = s.w.meeting(host, {.access = MeetingAccess::private_});
  const auto invite = [&](const std::string& email) {
    return OK(s.w.invitations.invite(host, room.code, {.emails = {email}}, lectern_test::kClient));
  };
  invite("ada@example.org");
  // An issuer whose word does not count.
  CHECK(OK(s.w.invitations.mine(come("other", "7", "ada@example.org"))).empty());
  const Claims ada = come("campus", "7", "ada@example.org");
  CHECK_EQ(ada.subject, "7");
  CHECK_EQ(OK(s.w.invitations.mine(ada)).size(), 1u);
  OK(s.w.rooms.join(ada, room.code, {}));
  CHECK(OK(s.w.accounts.me(ada)).email_verified);
  // The account first.
  const Claims bob = come("campus", "8", "bob@example.org");
  CHECK(OK(s.w.invitations.mine(bob)).empty());
  CHECK(invite("bob@example.org").at(0).user_id == bob.user_id);
  // A new address has what nobody has answered.
  invite("kim@example.org");
  CHECK_EQ(OK(s.w.invitations.mine(come("campus", "8", "kim@example.org"))).size(), 2u);
  // An account of this site with that address comes first.
  const TokenPair local = s.w.sign_up("eve");
  come("campus", "9", "eve@example.org");
  CHECK(invite("eve@example.org").at(0).user_id == local.user.id);
}

// Whoever controls an address at an issuer does not get the account that has it here.
void an_address_links_no_accounts() {
  School s;
  const TokenPair local = s.w.sign_up("ada");
  const Json more = Json::object({{"email", "ada@example.org"}, {"email_verified", true}});
  const Claims foreign = s.come("campus", "7", more);
  CHECK(foreign.user_id != local.user.id);
  CHECK(s.come("other", "7", more).user_id != foreign.user_id);
  CHECK(OK(s.w.accounts.login("ada@example.org", "correct horse")).user.id == local.user.id);
}

void the_address_follows_the_issuer() {
  School s;
  (void)s.come("campus", "7", Json::object({{"email", "old@example.org"}}));
  const Claims now = s.come("campus", "7", Json::object({{"email", "new@example.org"}}));
  CHECK_EQ(OK(s.w.accounts.me(now)).shown_email(), "new@example.org");
  CHECK_EQ(OK(s.w.accounts.me(s.come("campus", "7"))).shown_email(), "new@example.org");
}

// Nobody knows a password of such an account, and no mail reaches its placeholder.
void it_has_no_password_and_no_mail() {
  School s;
  const Claims claims = s.come("campus", "7");
  const std::string placeholder = OK(s.w.accounts.me(claims)).email;
  REFUSED(s.w.accounts.login(placeholder, "correct horse"), invalid_credentials);
  OK(s.w.email_proofs.request_reset(placeholder));
  CHECK(s.w.mails().empty());
  REFUSED(s.w.email_proofs.resend_verification(claims), forbidden);
  REFUSED(s.w.own_account.change_password(claims, "correct horse", "battery staple"),
          password_wrong);
}

void it_hosts_and_joins_meetings() {
  School s;
  const Claims ada = s.come("campus", "7"), bob = s.come("other", "7");
  const Meeting meeting = s.w.meeting(ada);
  const Seat seat = OK(s.w.rooms.join(bob, meeting.code, {}));
  OK(s.authentication.confirm(s.w.claims(seat.token)));
  OK(s.w.rooms.end(ada, meeting.code));
}

void disabling_ends_what_it_has_opened() {
  School s;
  const Claims ada = s.come("campus", "7");
  const Meeting meeting = s.w.meeting(ada);
  const Claims seat = s.w.claims(OK(s.w.rooms.join(ada, meeting.code, {})).token);
  OK(s.w.accounts.set_disabled(ada.user_id, true));
  CHECK(s.w.events.take() == (std::vector<Event>{SessionsEnded{
                                 ada.user_id, {ada.session_id}, SessionEndCause::disabled, true}}));
  REFUSED(s.authentication.authenticate(s.token("campus", "7")), token_invalid);
  REFUSED(s.authentication.confirm(seat), token_invalid);
  OK(s.w.accounts.set_disabled(ada.user_id, false));
  CHECK(s.come("campus", "7").user_id == ada.user_id);
}

void our_own_tokens_go_on() {
  School s;
  const TokenPair ada = s.w.sign_up("ada");
  OK(s.authentication.authenticate(ada.access));
  s.w.clock.advance(16min);
  REFUSED(s.authentication.authenticate(ada.access), token_expired);
  REFUSED(s.w.authentication.authenticate(s.token("campus", "7")), token_invalid);
  REFUSED(s.authentication.authenticate(""), token_invalid);
}

// The claims of our own tokens cannot be borrowed: an own account is no foreign one.
void an_own_account_has_no_foreign_session() {
  School s;
  Claims claims = s.w.person("ada");
  claims.session_id = foreign_session_id(claims.user_id);
  REFUSED(s.authentication.confirm(claims), token_invalid);
}

}  // namespace

int main() {
  return lectern_test::run(
      "foreign_accounts",
      {TEST(a_person_becomes_an_account_at_the_first_token),
       TEST(an_address_counts_where_the_issuer_is_trusted), TEST(an_address_links_no_accounts),
       TEST(the_address_follows_the_issuer), TEST(it_has_no_password_and_no_mail),
       TEST(it_hosts_and_joins_meetings), TEST(disabling_ends_what_it_has_opened),
       TEST(our_own_tokens_go_on), TEST(an_own_account_has_no_foreign_session)});
}
