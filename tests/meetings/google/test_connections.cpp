// SPDX-License-Identifier: MIT
// Who connects a calendar, and what lies in the store and the outbox for it.
#include "meetings/google/connections.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace meetings::google;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

struct Office : World {
  Claims ada = person("ada");
  std::string cookie, state;
  int asked = 0;

  Office() {
    ask_google = [this](const HttpCall& call, const auto&) {
      ++asked;
      if (call.method == "GET") return HttpAnswer{200, R"({"summary":"a\u0007da"})", {}};
      return HttpAnswer{
          200, R"({"access_token":"a","expires_in":9,"refresh_token":"1//secret"})", {}};
    };
  }
  void begin() {
    cookie = OK(google.begin(ada));
    const std::string url = OK(google.consent_address(cookie));
    const std::size_t at = url.find("&state=");
    state = url.substr(at + 7, url.find('&', at + 1) - at - 7);
  }
  Arrival arrive() { return OK(google.finish({"4/0A", state, {}, cookie})); }
  Meeting lesson(const char* title) {
    return meeting(
        ada,
        {.title = title, .type = MeetingType::scheduled, .scheduled_at = clock.wall_now() + 24h});
  }
  std::vector<std::string> waiting() {
    std::vector<std::string> out;
    OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
      out.clear();
      for (const OutboxEntry& entry : work.outbox().list(std::nullopt, std::nullopt, 100)) {
        if (entry.kind == OutboxKind::google) out.push_back(entry.payload);
      }
      return {};
    }));
    return out;
  }
  GoogleCalendar calendar() { return *OK(google.state(ada)).calendar; }
};

void a_connection_keeps_a_sealed_token() {
  Office w;
  const Meeting before = w.lesson("Latin");
  CHECK(w.waiting().empty());
  w.begin();
  CHECK(w.arrive() == Arrival::connected);
  const GoogleCalendar calendar = w.calendar();
  CHECK(calendar.connected() && calendar.trouble == GoogleTrouble::none);
  CHECK_EQ(calendar.name, "ada");  // without what could change a terminal
  CHECK(calendar.token.find("secret") == std::string::npos);
  CHECK_EQ(*open_google_token(w.services(), w.ada.user_id, calendar.token), "1//secret");
  CHECK(!open_google_token(w.services(), UserId{"another"}, calendar.token));
  // What there is to come, and one entry for each meeting however often it changes.
  CHECK_EQ(w.waiting().size(), 1u);
  OK(w.rooms.change(w.ada, before.id.value(), {.title = "Greek"}, {}, lectern_test::kClient,
                    nullptr));
  CHECK_EQ(w.waiting().size(), 1u);
  (void)w.lesson("Music");
  CHECK_EQ(w.waiting().size(), 2u);
  CHECK(w.audit().front().kind != AuditKind::calendar_removed);
}

void an_answer_is_for_its_errand_and_session() {
  Office w;
  w.begin();
  const std::string cookie = w.cookie, state = w.state;
  w.begin();
  CHECK(OK(w.google.finish({"4/0A", state, {}, w.cookie})) == Arrival::failed);
  CHECK(OK(w.google.finish({"4/0A", state, {}, ""})) == Arrival::failed);
  // The seal of one errand beside the text of another.
  const std::string mixed =
      cookie.substr(0, cookie.find('.', 12)) + w.cookie.substr(w.cookie.find('.', 12));
  CHECK(OK(w.google.finish({"4/0A", state, {}, mixed})) == Arrival::failed);
  REFUSED(w.google.consent_address(mixed), link_invalid);
  CHECK_EQ(w.asked, 0);
  w.clock.advance(11min);
  CHECK(w.arrive() == Arrival::failed);
  w.begin();
  w.cookie.back() = w.cookie.back() == 'A' ? 'B' : 'A';
  CHECK(w.arrive() == Arrival::failed);
  CHECK_EQ(w.asked, 0);
}

void who_disconnects_leaves_a_token_to_take_back() {
  Office w;
  w.begin();
  CHECK(w.arrive() == Arrival::connected);
  (void)w.lesson("Latin");
  OK(w.google.disconnect(w.ada));
  CHECK(!OK(w.google.state(w.ada)).calendar);
  const auto waiting = w.waiting();
  CHECK_EQ(waiting.size(), 2u);
  CHECK(waiting.back().find(w.ada.user_id.value()) == std::string::npos);
  CHECK(waiting.back().find("secret") == std::string::npos);
  const auto entry = read_google_entry(w.services(), waiting.back());
  CHECK(entry && entry->revoked == "1//secret");
  // The meeting's turn finds nobody to write for.
  CHECK(!OK(w.google_turns.read(*read_google_entry(w.services(), waiting.front()))));
  OK(w.google.disconnect(w.ada));
  CHECK_EQ(w.waiting().size(), 2u);
}

void an_erasure_leaves_only_that() {
  Office w;
  w.begin();
  CHECK(w.arrive() == Arrival::connected);
  (void)w.lesson("Latin");
  OK(w.persons.erase_by_operator(w.ada.user_id));
  const auto waiting = w.waiting();
  CHECK_EQ(waiting.size(), 1u);
  CHECK(read_google_entry(w.services(), waiting.front())->revoked == "1//secret");
}

}  // namespace

int main() {
  return lectern_test::run(
      "connections",
      {TEST(a_connection_keeps_a_sealed_token), TEST(an_answer_is_for_its_errand_and_session),
       TEST(who_disconnects_leaves_a_token_to_take_back), TEST(an_erasure_leaves_only_that)});
}
