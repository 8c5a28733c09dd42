// SPDX-License-Identifier: MIT
// The links of mails: another password without the old one, and verified addresses.
#include "meetings/email_proofs.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

// The tokens of the mails that wait, by template.
std::string token_of(World& w, std::string_view name) {
  std::string token;
  for (const base::Json& mail : w.mails()) {
    if (mail["template"].text() != name) continue;
    CHECK(token.empty());
    token = mail["token"].text();
  }
  return token;
}

Outcome<void> confirm(World& w, std::string_view token,
                      std::string_view password = "battery staple") {
  return w.email_proofs.confirm_reset(token, password, kClient, w.passwords);
}

// Registered, with the verification mail out of the way.
TokenPair settled(World& w, const std::string& name = "ada") {
  TokenPair pair = w.sign_up(name);
  OK(w.email_proofs.verify(token_of(w, "verify-email")));
  CHECK(w.mails().empty());
  return pair;
}

void a_reset_goes_by_mail() {
  World w;
  const TokenPair ada = settled(w);
  OK(w.email_proofs.request_reset(" ADA@example.org "));
  const auto mails = w.mails();
  CHECK_EQ(mails.size(), 1u);
  CHECK_EQ(mails[0]["template"].text(), "password-reset");
  CHECK_EQ(mails[0]["to"].text(), "ada@example.org");
  CHECK(!mails[0]["user"].text().empty());
  CHECK_EQ(mails[0]["expires_at"].text(), base::print_iso8601(w.clock.wall_now() + kResetLifetime));
  CHECK(w.events.take().empty());
  OK(w.authentication.authenticate(ada.access));  // asking changes nothing
  OK(confirm(w, mails[0]["token"].text()));
  CHECK_EQ(std::get<SessionsEnded>(w.events.take().at(0)).cause, SessionEndCause::password_changed);
  REFUSED(w.authentication.authenticate(ada.access), token_invalid);
  REFUSED(w.accounts.login("ada@example.org", "correct horse"), invalid_credentials);
  OK(w.accounts.login("ada@example.org", "battery staple"));
  CHECK(w.mails().empty());
}

void a_link_works_once() {
  World w;
  settled(w);
  OK(w.email_proofs.request_reset("ada@example.org"));
  const std::string token = token_of(w, "password-reset");
  REFUSED(confirm(w, token, "short"), bad_field);  // a bad password does not use the link up
  REFUSED(confirm(w, token, "ada@example.org"), password_personal);
  OK(confirm(w, token));
  REFUSED(confirm(w, token), link_invalid);
}

void tokens_that_open_nothing() {
  World w;
  (void)w.sign_up("ada");
  const std::string verify = token_of(w, "verify-email");
  OK(w.email_proofs.request_reset("ada@example.org"));
  const std::string reset = token_of(w, "password-reset");
  for (const std::string& token : {verify, std::string{}, reset + "A", std::string(4096, 'x')})
    REFUSED(confirm(w, token), link_invalid);
  for (const std::string& token : {reset, std::string{}})
    REFUSED(w.email_proofs.verify(token), link_invalid);
  const int hashes = w.passwords.calls;
  REFUSED(confirm(w, verify), link_invalid);
  CHECK_EQ(w.passwords.calls, hashes);  // nobody hashes for a wrong link
}

void links_expire_with_their_mails() {
  World w;
  settled(w);
  OK(w.email_proofs.request_reset("ada@example.org"));
  const std::string token = token_of(w, "password-reset");
  w.clock.advance(kResetLifetime);
  REFUSED(confirm(w, token), link_invalid);
  OK(w.retention.sweep());
  CHECK(w.mails().empty());
}

// However often somebody asks, one mail waits.
void a_newer_link_replaces_the_older_one() {
  World w;
  settled(w);
  OK(w.email_proofs.request_reset("ada@example.org"));
  const std::string first = token_of(w, "password-reset");
  w.clock.advance(kMailPause - 1us);
  OK(w.email_proofs.request_reset("ada@example.org"));
  CHECK_EQ(token_of(w, "password-reset"), first);
  w.clock.advance(1us);
  OK(w.email_proofs.request_reset("ada@example.org"));
  const std::string second = token_of(w, "password-reset");
  CHECK(second != first);
  REFUSED(confirm(w, first), link_invalid);
  OK(confirm(w, second));
}

// The answer and the work are the same: one transaction that writes, and no hash.
void unknown_and_disabled_accounts_get_no_mail() {
  World w;
  const TokenPair ada = settled(w);
  OK(w.accounts.set_disabled(ada.user.id, true));
  const Meeting meeting = w.meeting(w.person("host"));
  OK(w.email_proofs.verify(token_of(w, "verify-email")));
  (void)w.guest(meeting, "G");
  const int hashes = w.passwords.calls;
  for (const char* email : {"ada@example.org", "nobody@example.org"})
    OK(w.email_proofs.request_reset(email));
  CHECK(w.mails().empty());
  CHECK_EQ(w.passwords.calls, hashes);
  REFUSED(w.email_proofs.request_reset(""), bad_field);
  REFUSED(w.email_proofs.request_reset("no address"), bad_field);
}

void both_kinds_of_account_cost_a_write() {
  World w;
  settled(w);
  const auto entries = [&] {
    std::int64_t id = 0;
    OK(write(*w.store, [&](UnitOfWork& work) -> Outcome<void> {
      const OutboxId probe =
          work.outbox().put(OutboxKind::mail, "{}", w.clock.wall_now(), w.clock.wall_now());
      work.outbox().mark_done(probe);
      id = probe.value();
      return {};
    }));
    return id;
  };
  const auto before = entries();
  OK(w.email_proofs.request_reset("nobody@example.org"));
  const auto between = entries();
  OK(w.email_proofs.request_reset("ada@example.org"));
  CHECK_EQ(between - before, entries() - between);
}

void a_link_of_a_disabled_account_opens_nothing() {
  World w;
  const TokenPair ada = settled(w);
  OK(w.email_proofs.request_reset("ada@example.org"));
  const std::string token = token_of(w, "password-reset");
  OK(w.accounts.set_disabled(ada.user.id, true));
  REFUSED(confirm(w, token), link_invalid);
}

void an_address_is_verified_once() {
  World w;
  const TokenPair ada = w.sign_up("ada");
  CHECK(!ada.user.email_verified);
  const Claims claims = w.claims(ada.access);
  const std::string first = token_of(w, "verify-email");
  CHECK(!first.empty());
  CHECK(!OK(w.email_proofs.resend_verification(claims)));
  CHECK_EQ(token_of(w, "verify-email"), first);  // within the pause
  w.clock.advance(kMailPause);
  CHECK(!OK(w.email_proofs.resend_verification(claims)));
  const std::string second = token_of(w, "verify-email");
  REFUSED(w.email_proofs.verify(first), link_invalid);
  OK(w.email_proofs.verify(second));
  CHECK(OK(w.accounts.me(claims)).email_verified);
  CHECK(OK(w.email_proofs.resend_verification(claims)));
  REFUSED(w.email_proofs.verify(second), link_invalid);
  CHECK(w.mails().empty());
}

// Whoever resets the password by mail has read the mail.
void a_reset_verifies_the_address() {
  World w;
  const TokenPair ada = w.sign_up("ada");
  OK(w.email_proofs.request_reset("ada@example.org"));
  OK(confirm(w, token_of(w, "password-reset")));
  CHECK(w.stored(ada.user.id)->user.email_verified);
  CHECK(w.mails().empty());
}

void guests_have_no_address() {
  World w;
  const Claims host = w.person("host");
  REFUSED(w.email_proofs.resend_verification(w.guest(w.meeting(host), "G")), forbidden);
}

}  // namespace

int main() {
  return lectern_test::run(
      "email_proofs",
      {TEST(a_reset_goes_by_mail), TEST(a_link_works_once), TEST(tokens_that_open_nothing),
       TEST(links_expire_with_their_mails), TEST(a_newer_link_replaces_the_older_one),
       TEST(unknown_and_disabled_accounts_get_no_mail), TEST(both_kinds_of_account_cost_a_write),
       TEST(a_link_of_a_disabled_account_opens_nothing), TEST(an_address_is_verified_once),
       TEST(a_reset_verifies_the_address), TEST(guests_have_no_address)});
}
