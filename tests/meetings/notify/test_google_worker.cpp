// SPDX-License-Identifier: MIT
// What the worker makes of Google's answers, with a clock that the test moves. The whole way is in
// tests/integration/google_calendar.py.
#include "meetings/notify/google_worker.hpp"

#include <deque>

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using google::HttpAnswer;
using google::HttpCall;
using lectern_test::World;
using notify::GoogleWorker;

namespace {

struct Office : World {
  Claims ada = person("ada");
  std::deque<HttpAnswer> answers;  // of the calendar; then 200
  HttpAnswer tokens{200, R"({"access_token":"a","expires_in":3599})", {}};
  std::vector<std::string> sent;
  base::Metrics metrics;
  GoogleWorker worker{{google_turns, google_setup().addresses, google_setup().client,
                       [this](const HttpCall& call, const auto&) { return answer(call); }, held,
                       clock, random, log, metrics}};

  Office() {
    OK(store->write([&](UnitOfWork& work) -> Outcome<void> {
      work.google_calendars().put(
          {ada.user_id, seal_google_token(services(), ada.user_id, "1//r"), "ada", {}});
      return {};
    }));
  }
  HttpAnswer answer(const HttpCall& call) {
    if (call.url == google_setup().addresses.token) {
      sent.emplace_back("token");
      return tokens;
    }
    sent.push_back(call.method);
    if (answers.empty()) return {200, "{}", {}};
    HttpAnswer next = answers.front();
    answers.pop_front();
    return next;
  }
  void lesson() {
    (void)meeting(
        ada,
        {.title = "Latin", .type = MeetingType::scheduled, .scheduled_at = clock.wall_now() + 24h});
  }
  // What was sent in one round, with blanks between.
  std::string round() {
    sent.clear();
    (void)worker.round();
    std::string out;
    for (const std::string& one : sent) out += (out.empty() ? "" : " ") + one;
    return out;
  }
  GoogleCalendar calendar() { return *OK(google.state(ada)).calendar; }
  std::vector<OutboxEntry> waiting() {
    std::vector<OutboxEntry> all;
    OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
      all = work.outbox().list(std::nullopt, std::nullopt, 100);
      return {};
    }));
    std::erase_if(all, [](const OutboxEntry& e) { return e.kind != OutboxKind::google; });
    return all;
  }
};

HttpAnswer refusal(int status, const std::string& reason, std::string retry_after = {}) {
  return {status, R"({"error":{"errors":[{"reason":")" + reason + R"("}]}})",
          std::move(retry_after)};
}

void an_access_token_serves_while_it_lives() {
  Office w;
  w.lesson();
  CHECK_EQ(w.round(), "token POST");
  w.lesson();
  CHECK_EQ(w.round(), "POST");
  w.clock.advance(1h);
  w.lesson();
  CHECK_EQ(w.round(), "token POST");
  w.answers = {refusal(401, "authError")};
  w.lesson();
  CHECK_EQ(w.round(), "POST token POST");
  // No more than one fresh token for a turn.
  w.answers = {refusal(401, "authError"), refusal(401, "authError")};
  w.lesson();
  CHECK_EQ(w.round(), "POST token POST");
  CHECK_EQ(w.waiting().size(), 1u);
  CHECK_EQ(w.round(), "");
}

void a_quota_counts_as_no_attempt() {
  Office w;
  w.answers = {refusal(403, "userRateLimitExceeded"), refusal(429, "rateLimitExceeded", "90")};
  w.lesson();
  CHECK_EQ(w.round(), "token POST");
  CHECK(w.calendar().trouble == GoogleTrouble::delayed);
  w.lesson();  // another meeting of the same person waits, too
  CHECK_EQ(w.round(), "");
  w.clock.advance(3s);
  CHECK_EQ(w.round(), "POST");
  w.clock.advance(80s);
  CHECK_EQ(w.round(), "");
  w.clock.advance(20s);
  CHECK_EQ(w.round(), "POST POST");
  CHECK(w.waiting().empty() && w.calendar().trouble == GoogleTrouble::none);
}

void a_consent_that_is_over_ends_it() {
  Office w;
  w.tokens = {400, R"({"error":"invalid_grant"})", {}};
  w.lesson();
  w.lesson();
  CHECK_EQ(w.round(), "token");  // the second one finds no connection
  CHECK(!w.calendar().connected() && w.calendar().trouble == GoogleTrouble::revoked);
  CHECK(w.waiting().empty());
  const auto told = OK(w.notifications.list(w.ada));
  CHECK_EQ(told.size(), 1u);
  CHECK(told.front().notice.kind == NoticeKind::calendar_ended);
  CHECK_EQ(told.front().notice.status, "revoked");
}

void the_operators_mistake_keeps_the_connection() {
  Office w;
  w.tokens = {401, R"({"error":"invalid_client"})", {}};
  w.lesson();
  CHECK_EQ(w.round(), "token");
  CHECK(w.calendar().connected() && w.calendar().trouble == GoogleTrouble::refused);
  CHECK_EQ(w.waiting().front().last_error, "status 401 invalid_client");
  w.tokens = {200, R"({"access_token":"a","expires_in":3599})", {}};
  w.clock.advance(2min);
  CHECK_EQ(w.round(), "token POST");
  CHECK(w.calendar().trouble == GoogleTrouble::none);
}

void what_google_never_takes_is_a_dead_letter() {
  Office w;
  w.answers = {refusal(400, "timeRangeEmpty")};
  w.lesson();
  CHECK_EQ(w.round(), "token POST");
  const auto waiting = w.waiting();
  CHECK(waiting.size() == 1 && waiting.front().state == OutboxState::dead);
  CHECK_EQ(waiting.front().last_error, "status 400 timeRangeEmpty");
  CHECK(w.calendar().connected());
}

}  // namespace

int main() {
  return lectern_test::run(
      "google_worker",
      {TEST(an_access_token_serves_while_it_lives), TEST(a_quota_counts_as_no_attempt),
       TEST(a_consent_that_is_over_ends_it), TEST(the_operators_mistake_keeps_the_connection),
       TEST(what_google_never_takes_is_a_dead_letter)});
}
