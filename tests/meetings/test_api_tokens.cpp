// SPDX-License-Identifier: MIT
// API tokens: made with scopes, shown once, used, and gone with what they have opened.
#include "meetings/api_tokens.hpp"

#include <fstream>
#include <iterator>

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

MadeApiToken make(World& w, const Claims& claims,
                  std::vector<std::string> scopes = {"meetings:write"}) {
  return OK(w.api_tokens.make(claims, {"script", std::move(scopes), std::nullopt}));
}

void a_token_signs_its_owner_in() {
  World w;
  const Claims ada = w.person("ada");
  const MadeApiToken made = make(w, ada, {"meetings:read", "recordings:read"});
  CHECK(made.text.starts_with("lectern_") && is_api_token(made.text));
  const Claims claims = OK(w.authentication.authenticate(made.text));
  CHECK(claims.user_id == ada.user_id && claims.kind == TokenKind::access);
  CHECK_EQ(claims.session_id, made.stored.id);
  CHECK_EQ(claims.scopes->print(), "meetings:read recordings:read");
  CHECK_EQ(OK(w.accounts.me(claims)).name, "ada");
}

void the_text_is_nowhere_in_the_store() {
  if (!lectern_test::store_is_sqlite()) lectern_test::skip_test("it reads the file of SQLite");
  World w;
  const MadeApiToken made = make(w, w.person("ada"));
  for (const char* name : {"test.db", "test.db-wal"}) {
    std::ifstream file{w.folder.file(name), std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{file}, {}};
    CHECK(content.find("script") != std::string::npos || std::string_view{name} == "test.db");
    CHECK(content.find(made.text) == std::string::npos);
  }
}

void texts_that_are_no_token() {
  World w;
  const std::string good = make(w, w.person("ada")).text;
  std::string other = good, upper = good;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  upper[0] = 'L';
  for (const std::string& text :
       {other, upper, good + "A", good.substr(0, good.size() - 1), good + " ",
        std::string{"lectern_"}, good.substr(8), std::string(4096, 'l')})
    REFUSED(w.authentication.authenticate(text), token_invalid);
}

void a_token_ends_with_its_time() {
  World w;
  const Claims ada = w.person("ada");
  const auto end = w.clock.wall_now() + 1h;
  const MadeApiToken made = OK(w.api_tokens.make(ada, {"x", {"meetings:read"}, end}));
  CHECK(make(w, ada).stored.expires_at == w.clock.wall_now() + kApiTokenLifetime);
  w.clock.advance(1h - 1us);
  OK(w.authentication.authenticate(made.text));
  w.clock.advance(1us);
  REFUSED(w.authentication.authenticate(made.text), token_expired);
  CHECK_EQ(OK(w.api_tokens.list(ada)).size(), 1u);
  CHECK(w.events.take().empty());
  OK(w.accounts.end_expired());  // and tells everybody who listens
  CHECK(w.events.take() == (std::vector<Event>{SessionsEnded{
                               ada.user_id, {made.stored.id}, SessionEndCause::expired, false}}));
  REFUSED(w.authentication.authenticate(made.text), token_invalid);
}

void what_makes_no_token() {
  World w;
  const Claims ada = w.person("ada");
  const auto now = w.clock.wall_now();
  const auto field = [&](const NewApiToken& asked) {
    return REFUSED(w.api_tokens.make(ada, asked), bad_field).field;
  };
  CHECK_EQ(field({"", {"meetings:read"}, std::nullopt}), "name");
  CHECK_EQ(field({std::string(81, 'x'), {"meetings:read"}, std::nullopt}), "name");
  CHECK_EQ(field({"x", {}, std::nullopt}), "scopes");
  CHECK_EQ(field({"x", {"meetings:read", "everything"}, std::nullopt}), "scopes");
  CHECK_EQ(field({"x", {"Meetings:Read"}, std::nullopt}), "scopes");
  CHECK_EQ(field({"x", {"meetings:read"}, now}), "expires_at");
  CHECK_EQ(field({"x", {"meetings:read"}, now + kLongestApiTokenLifetime + 1us}), "expires_at");
  OK(w.api_tokens.make(ada, {"x", {"meetings:read"}, now + kLongestApiTokenLifetime}));
  REFUSED(w.api_tokens.make(ada, {"x", {"admin"}, std::nullopt}), forbidden);
  const Claims guest = w.guest(w.meeting(ada), "G");
  REFUSED(w.api_tokens.make(guest, {"x", {"meetings:read"}, std::nullopt}), forbidden);
  for (std::size_t i = 1; i < kApiTokensPerUser; ++i) (void)make(w, ada);
  REFUSED(w.api_tokens.make(ada, {"x", {"meetings:read"}, std::nullopt}), too_many);
  (void)make(w, w.person("bob"));
}

void only_an_administrator_makes_one_for_administration() {
  World w;
  OK(w.accounts.create_user("root@example.org", "root", "correct horse", UserRole::admin));
  const Claims root = w.claims(OK(w.accounts.login("root@example.org", "correct horse")).access);
  CHECK(make(w, root, {"admin"}).stored.scopes.contains(Scope::admin));
}

void uses_are_noted_every_few_minutes() {
  World w;
  const Claims ada = w.person("ada");
  const MadeApiToken made = make(w, ada);
  const auto last = [&] { return OK(w.api_tokens.list(ada)).at(0).last_used_at; };
  OK(w.authentication.verify(made.text));  // says whom a request costs: no use
  CHECK(!last());
  const auto first = w.clock.wall_now();
  OK(w.authentication.authenticate(made.text));
  CHECK(last() == first);
  w.clock.advance(5min - 1us);
  OK(w.authentication.authenticate(made.text));
  CHECK(last() == first);
  w.clock.advance(1us);
  OK(w.authentication.authenticate(made.text));
  CHECK(last() == w.clock.wall_now());
}

void removing_ends_what_the_token_has_opened() {
  World w;
  const Claims ada = w.person("ada");
  const Meeting meeting = w.meeting(ada);
  const MadeApiToken made = make(w, ada);
  const Claims claims = OK(w.authentication.authenticate(made.text));
  const Claims seat = w.claims(OK(w.rooms.join(claims, meeting.code, {})).token);
  OK(w.authentication.confirm(seat));
  REFUSED(w.api_tokens.remove(w.person("bob"), made.stored.id), not_found);
  OK(w.api_tokens.remove(ada, made.stored.id));
  CHECK(w.events.take() ==
        (std::vector<Event>{
            SessionsEnded{ada.user_id, {made.stored.id}, SessionEndCause::signed_out, false}}));
  REFUSED(w.authentication.authenticate(made.text), token_invalid);
  REFUSED(w.authentication.confirm(seat), token_invalid);
  REFUSED(w.accounts.me(claims), token_invalid);
  REFUSED(w.api_tokens.remove(ada, made.stored.id), not_found);
  CHECK(OK(w.api_tokens.list(ada)).empty());
}

void tokens_end_with_the_account() {
  World w;
  const Claims ada = w.person("ada");
  const MadeApiToken made = make(w, ada);
  OK(w.accounts.set_disabled(ada.user_id, true));
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 1u);
  CHECK_EQ(std::get<SessionsEnded>(events[0]).sessions,
           (std::vector<std::string>{ada.session_id, made.stored.id}));
  REFUSED(w.authentication.authenticate(made.text), token_invalid);
  OK(w.accounts.set_disabled(ada.user_id, false));
  REFUSED(w.authentication.authenticate(made.text), token_invalid);
}

// The person's own new password leaves programs alone; the operator's ends everything.
void tokens_and_passwords() {
  World w;
  const Claims ada = w.person("ada");
  const MadeApiToken made = make(w, ada);
  OK(w.own_account.change_password(ada, "correct horse", "battery staple"));
  OK(w.authentication.authenticate(made.text));
  OK(w.accounts.set_password(ada.user_id, "correct horse 2"));
  REFUSED(w.authentication.authenticate(made.text), token_invalid);
}

void scopes_print_and_parse() {
  for (const Scope scope : kScopes) CHECK(parse_scope(to_string(scope)) == scope);
  Scopes all;
  for (const Scope scope : kScopes) all.add(scope);
  CHECK(Scopes::parse(all.print()) == all);
  CHECK_EQ(all.list().size(), kScopes.size());
  CHECK_EQ(Scopes::parse("admin later:scope  meetings:read").print(), "meetings:read admin");
  CHECK(Scopes::parse("").empty());
}

}  // namespace

int main() {
  return lectern_test::run(
      "api_tokens",
      {TEST(a_token_signs_its_owner_in), TEST(the_text_is_nowhere_in_the_store),
       TEST(texts_that_are_no_token), TEST(a_token_ends_with_its_time), TEST(what_makes_no_token),
       TEST(only_an_administrator_makes_one_for_administration),
       TEST(uses_are_noted_every_few_minutes), TEST(removing_ends_what_the_token_has_opened),
       TEST(tokens_end_with_the_account), TEST(tokens_and_passwords),
       TEST(scopes_print_and_parse)});
}
