// SPDX-License-Identifier: MIT
#include "meetings/persons.hpp"

#include <fstream>
#include <iterator>

#include "base/sqlite.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

// Ada has something in every table.
struct Life : World {
  TokenPair pair = OK(accounts.register_user(
      {"zwoelfen@example.org", "Adalbertine Zwoelf", "correct horse", std::nullopt}));
  Claims ada = claims(pair.access), bob = person("bob"), eve = person("eve");
  Claims root = administrator();
  Meeting own = meeting(ada, {.title = "Adalbertine explains"});
  Meeting led = meeting(ada, {.title = "Led by two"});
  Meeting over = meeting(ada, {.title = "Adalbertine was here"});
  Meeting bobs = meeting(bob), evens = meeting(eve, {.waiting_room = true});
  MadeApiToken token = OK(api_tokens.make(ada, {"Adalbertine's script", {"meetings:read"}, {}}));

  Life() {
    OK(roles.set(ada, led.code, {.user_id = eve.user_id.value()}, kClient));
    come(ada, own);
    come(ada, over);
    OK(rooms.end(ada, over.code));
    come(ada, bobs);
    clock.advance(10min);
    OK(rooms.leave(ada, bobs.code));
    OK(rooms.ask(ada, evens.code, {.message = "It is Adalbertine"}));
    OK(invitations.invite(bob, bobs.code, {.emails = {"zwoelfen@example.org"}}, kClient));
    OK(invitations.invite(ada, own.code, {.emails = {"eve@example.org"}}, kClient));
    const Meeting strict = meeting(bob, {.title = "Strict"});
    OK(bans.put(bob, strict.code, {.user_id = ada.user_id.value(), .reason = "noise"}, kClient));
    OK(uploads.begin(ada, {own.code, "Adalbertine explains", "video/webm", 9}, kClient));
    OK(calendar_feeds.reset(ada));
    OK(store->write([&](UnitOfWork& work) -> Outcome<void> {
      work.google_calendars().put(
          {ada.user_id, seal_google_token(services(), ada.user_id, "1//r"), "Adalbertine's", {}});
      work.google_calendars().set_events(ada.user_id, own.id, {0, {{"event", "digest"}}});
      return {};
    }));
    OK(own_account.change_password(ada, "correct horse", "battery staple"));
    (void)events.take();
  }
  Claims administrator() {
    OK(accounts.create_user("root@example.org", "root", "correct horse", UserRole::admin));
    return claims(OK(accounts.login("root@example.org", "correct horse")).access);
  }
  Seat come(const Claims& who, const Meeting& where) {
    return OK(rooms.admit(who, where.code, {}));
  }
  // The database and what lies beside it.
  std::string bytes() const {
    std::string all;
    for (const char* name : {"test.db", "test.db-wal"}) {
      std::ifstream in{folder.file(name), std::ios::binary};
      all.append(std::istreambuf_iterator<char>{in}, {});
    }
    return all;
  }
};

void an_export_has_every_section_and_no_secret() {
  Life w;
  const base::Json out = OK(w.persons.export_own(w.ada));
  for (const StoredData& row : kStoredData) {
    if (row.exported.starts_with("no:")) continue;
    std::string_view rest = row.exported;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(", ");
      const std::string_view section = rest.substr(0, comma);
      // Nothing has such a row in a life without series.
      const bool of_series = section == "occurrence_changes" || section == "date_answers";
      if (!of_series && out[section].size() == 0)
        lectern_test::check_failed(std::string{section} + " is empty", __FILE__, __LINE__);
      CHECK(out[section].is_array());
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 2);
    }
  }
  const std::string text = out.print();
  CHECK(text.find("Adalbertine explains") != std::string::npos);
  CHECK(text.find("It is Adalbertine") != std::string::npos);
  CHECK(text.find("$cheap$") == std::string::npos);
  CHECK(text.find(w.token.text) == std::string::npos);
  CHECK(text.find("hash") == std::string::npos);
  // Of others it has no address, and not who banned.
  CHECK(text.find("bob@example.org") == std::string::npos);
  CHECK_EQ(out["truncated"].size(), 0u);
}

void a_long_section_is_cut_and_says_so() {
  Life w;
  OK(w.store->read([&](UnitOfWork& work) -> Outcome<void> {
    const base::Json out = work.person_data().sections(w.ada.user_id, 1);
    CHECK_EQ(out["hosted_meetings"].size(), 1u);
    bool said = false;
    for (const base::Json& name : out["truncated"].items())
      said |= name.text() == "hosted_meetings";
    CHECK(said);
    return {};
  }));
}

void others_are_exported_by_administrators_only() {
  Life w;
  CHECK_EQ(OK(w.persons.export_by_admin(w.root, w.ada.user_id))["account"].size(), 1u);
  CHECK_EQ(OK(w.persons.export_by_operator(w.ada.user_id))["account"].size(), 1u);
  REFUSED(w.persons.export_by_admin(w.bob, w.ada.user_id), forbidden);
  REFUSED(w.persons.export_by_admin(w.root, UserId{"x"}), not_found);
  CHECK_EQ(OK(w.persons.export_own(w.guest(w.bobs, "Gwen")))["account"].size(), 1u);
}

void nothing_of_an_erased_person_is_left() {
  if (!lectern_test::store_is_sqlite()) lectern_test::skip_test("it looks into SQLite's file");
  Life w;
  CHECK(w.bytes().find("Adalbertine") != std::string::npos);
  CHECK(w.bytes().find("zwoelfen") != std::string::npos);
  OK(w.persons.erase_by_admin(w.root, w.ada.user_id));
  CHECK(w.bytes().find("Adalbertine") == std::string::npos);
  CHECK(w.bytes().find("zwoelfen") == std::string::npos);
  CHECK(!w.stored(w.ada.user_id));
  // No column of any table refers to the person, but those that keep the id on purpose.
  auto db = CHECK_OK(base::sqlite::Database::open_foreign(w.folder.file("test.db")));
  auto columns = db->query(
      "SELECT m.name, f.\"from\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE "
      "m.type = 'table' AND f.\"table\" = 'users'");
  int seen = 0;
  while (columns.step()) {
    ++seen;
    const std::string sql = "SELECT count(*) FROM " + columns.text(0) + " WHERE " +
                            columns.text(1) + " = '" + w.ada.user_id.value() + "'";
    CHECK_EQ(CHECK_OK(db->value_of(sql)), 0);
  }
  CHECK(seen >= 8);
  // The others' accounts are untouched, and the list has no trace of the placeholders.
  CHECK_EQ(OK(w.administration.users(w.root, "", 100)).users.size(), 3u);
  REFUSED(w.persons.erase_by_admin(w.root, w.ada.user_id), not_found);
}

void attendance_of_others_becomes_anonymous() {
  Life w;
  OK(w.persons.erase_by_admin(w.root, w.ada.user_id));
  const auto people = OK(w.rooms.participants(w.bob, w.bobs.code, true));
  CHECK_EQ(people.size(), 1u);
  CHECK_EQ(people[0].name, "A former participant");
  CHECK(people[0].stayed == 10min);
  CHECK(people[0].user_id != w.ada.user_id);
  // What stands for the person is nobody.
  REFUSED(w.persons.erase_by_admin(w.root, people[0].user_id), not_found);
  REFUSED(w.administration.change_user(w.root, people[0].user_id, {.disabled = false}), not_found);
  REFUSED(w.bans.put(w.bob, w.bobs.code, {.user_id = people[0].user_id.value()}, kClient),
          bad_field);
}

void hosted_meetings_go_on_or_are_cancelled() {
  Life w;
  w.come(w.bob, w.own);
  OK(w.persons.erase_by_admin(w.root, w.ada.user_id));
  const Meeting led = OK(w.rooms.details(w.led.code, w.eve)).meeting;
  CHECK(led.host_id == w.eve.user_id && led.state() == MeetingState::open);
  CHECK_EQ(led.title, "Led by two");
  OK(w.rooms.end(w.eve, w.led.code));
  const Meeting own = OK(w.rooms.details(w.own.code, w.eve)).meeting;
  CHECK(own.state() == MeetingState::cancelled);
  CHECK_EQ(own.title, "A former meeting");
  CHECK_EQ(OK(w.rooms.details(w.over.code, w.eve)).meeting.host_name, "A former host");
  int ended = 0, notices = 0, sessions = 0;
  for (const Event& event : w.events.take()) {
    if (const auto* e = std::get_if<MeetingEnded>(&event)) ended += e->meeting_id == w.own.id;
    if (const auto* e = std::get_if<Notice>(&event))
      notices += e->kind == NoticeKind::meeting_cancelled;
    if (const auto* e = std::get_if<SessionsEnded>(&event)) {
      ++sessions;
      CHECK(e->user_id == w.ada.user_id && e->cause == SessionEndCause::erased && e->ends_relaying);
      CHECK_EQ(e->sessions.size(), 2u);  // the session and the API token
    }
  }
  CHECK_EQ(ended, 1);
  CHECK_EQ(notices, 1);  // eve is invited
  CHECK_EQ(sessions, 1);
}

void the_audit_log_keeps_the_act_and_no_network() {
  Life w;
  Claims ada = w.ada;
  ada.network = "192.0.2.0/24";
  OK(w.persons.erase_own(ada, "battery staple", kClient, &w.passwords));
  const auto entries = w.audit();
  CHECK(entries.front().kind == AuditKind::user_erased);
  CHECK(entries.front().whom == w.ada.user_id);
  for (const AuditEntry& entry : entries) {
    if (entry.actor.user == w.ada.user_id) CHECK_EQ(entry.actor.network, "");
  }
}

void a_person_proves_to_be_there() {
  Life w;
  REFUSED(w.persons.erase_own(w.ada, "correct horse", kClient, &w.passwords), password_wrong);
  REFUSED(w.persons.erase_own(w.ada, "battery staple", kClient, nullptr), password_wrong);
  REFUSED(w.persons.erase_own(w.guest(w.bobs, "Gwen"), std::nullopt, kClient, nullptr), forbidden);
  w.clock.advance(1min);
  REFUSED(w.persons.erase_own(w.ada, std::nullopt, kClient, nullptr), forbidden);
  const Claims fresh =
      w.claims(OK(w.accounts.login("zwoelfen@example.org", "battery staple")).access);
  OK(w.persons.erase_own(fresh, std::nullopt, kClient, nullptr));
  REFUSED(w.persons.erase_own(fresh, std::nullopt, kClient, nullptr), token_invalid);
}

void the_last_administrator_stays() {
  Life w;
  REFUSED(w.persons.erase_own(w.root, "correct horse", kClient, &w.passwords), forbidden);
  REFUSED(w.persons.erase_by_admin(w.root, w.root.user_id), forbidden);
  REFUSED(w.persons.erase_by_admin(w.bob, w.ada.user_id), forbidden);
  // The operator has another way in.
  OK(w.persons.erase_by_operator(w.root.user_id));
}

void disabled_people_and_guests_are_erased_too() {
  Life w;
  OK(w.accounts.set_disabled(w.ada.user_id, true));
  OK(w.persons.erase_by_operator(w.ada.user_id));
  const Claims gwen = w.guest(w.bobs, "Gwendolyn");
  w.come(gwen, w.bobs);
  OK(w.persons.erase_by_admin(w.root, gwen.user_id));
  if (lectern_test::store_is_sqlite()) CHECK(w.bytes().find("Gwendolyn") == std::string::npos);
  CHECK_EQ(OK(w.rooms.participants(w.bob, w.bobs.code, true)).size(), 2u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "persons",
      {TEST(an_export_has_every_section_and_no_secret), TEST(a_long_section_is_cut_and_says_so),
       TEST(others_are_exported_by_administrators_only), TEST(nothing_of_an_erased_person_is_left),
       TEST(attendance_of_others_becomes_anonymous), TEST(hosted_meetings_go_on_or_are_cancelled),
       TEST(the_audit_log_keeps_the_act_and_no_network), TEST(a_person_proves_to_be_there),
       TEST(the_last_administrator_stays), TEST(disabled_people_and_guests_are_erased_too)});
}
