// SPDX-License-Identifier: MIT
// What the hub counts, as Prometheus reads it.
#include <string>
#include <utility>

#include "base/text_file.hpp"
#include "tests/signaling/hub_fixture.hpp"
#include "tests/support/source_tree.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

std::int64_t sessions(HubTest& t) {
  return t.registry.gauge("lectern_signaling_sessions", "").value();
}
std::int64_t rooms(HubTest& t) { return t.registry.gauge("lectern_signaling_rooms", "").value(); }
std::uint64_t errors(HubTest& t, const char* code) {
  return t.registry.counter("lectern_signaling_errors_total", "", {{"code", code}}).value();
}
std::size_t series(std::string_view printed, std::string_view name_and_brace) {
  std::size_t count = 0;
  for (std::size_t at = printed.find(name_and_brace); at != std::string_view::npos;
       at = printed.find(name_and_brace, at + 1))
    ++count;
  return count;
}

void gauges_follow_sessions_and_rooms() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.connect("bob");
  CHECK_EQ(sessions(t), 2);
  CHECK_EQ(rooms(t), 1);
  bob.disconnects();
  CHECK_EQ(sessions(t), 1);
  t.run(t.hub.shut_down(t.now()));
  CHECK_EQ(rooms(t), 0);
  alice.disconnects();
  CHECK_EQ(sessions(t), 0);
}

void a_room_that_ended_or_was_forgotten_is_not_counted() {
  HubTest t;
  Client alice = t.member("alice");
  alice.disconnects();
  CHECK_EQ(rooms(t), 1);
  t.pass(2min);
  CHECK_EQ(rooms(t), 0);
  Client bob = t.member("bob");
  CHECK_EQ(rooms(t), 1);
  t.run(t.hub.handle_event(meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt},
                           t.now()));
  CHECK_EQ(rooms(t), 0);
}

void errors_are_counted_by_code() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.says("garbage");
  alice.says({{"type", "ping"}});
  (void)alice.hears();
  alice.auth();
  alice.says({{"type", "join"}, {"meetingId", "x"}});
  t.answer(meetings::refuse(meetings::RefusalCode::internal, ""));
  CHECK_EQ(errors(t, "bad-json"), 1u);
  CHECK_EQ(errors(t, "not-authenticated"), 1u);
  CHECK_EQ(errors(t, "internal"), 1u);
  CHECK_EQ(errors(t, "overloaded"), 0u);
}

void closes_are_counted_by_code() {
  base::Metrics registry;
  HubMetrics metrics{registry};
  const CloseCode codes[] = {
      CloseCode::going_away,        CloseCode::unsupported_data, CloseCode::invalid_payload,
      CloseCode::too_big,           CloseCode::service_restart,  CloseCode::try_again_later,
      CloseCode::not_authenticated, CloseCode::origin_refused,   CloseCode::too_slow,
      CloseCode::replaced,          CloseCode::meeting_ended,    CloseCode::abuse};
  for (const CloseCode code : codes) {
    metrics.closes(code).add();
    const std::string number = std::to_string(static_cast<unsigned>(code));
    CHECK_EQ(registry.counter("lectern_signaling_closes_total", "", {{"code", number}}).value(),
             1u);
  }
}

// docs/protocol.md names 29 error codes, 12 close codes and 4 kinds of limits.
void there_is_one_series_for_each_code() {
  base::Metrics registry;
  const HubMetrics metrics{registry};
  const std::string printed = registry.print_prometheus();
  CHECK_EQ(series(printed, "lectern_signaling_errors_total{"), std::size_t{29});
  CHECK_EQ(series(printed, "lectern_signaling_closes_total{"), std::size_t{12});
  CHECK_EQ(series(printed, "lectern_signaling_limited_total{"), std::size_t{4});
}

// The part of docs/limits.md about the WebSocket.
std::string limits_page() {
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/limits.md")));
  const std::size_t from = page.find("\n## The WebSocket\n");
  const std::size_t to = page.find("\n## ", from + 1);
  CHECK(from != std::string::npos && to != std::string::npos);
  return page.substr(from, to - from);
}

void every_limit_on_the_page_names_a_series_that_exists() {
  base::Metrics registry;
  const HubMetrics metrics{registry};
  const std::string printed = registry.print_prometheus();
  const std::string page = limits_page();
  constexpr std::string_view kBegin = "`lectern_signaling_";
  for (std::size_t at = page.find(kBegin); at != std::string::npos; at = page.find(kBegin, at)) {
    ++at;
    std::string name = page.substr(at, page.find_first_of("{`", at) - at);
    if (name == "lectern_signaling_refused_total") continue;  // of the server
    if (printed.find("\n" + name) == std::string::npos)
      lectern_test::check_failed("no series " + name, __FILE__, __LINE__);
  }
}

void the_page_has_the_numbers_of_the_code() {
  const std::string page = limits_page();
  const HubLimits limits;
  const auto kib = [](std::size_t bytes) { return std::to_string(bytes / 1024) + " KiB"; };
  const auto mib = [](std::size_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; };
  const auto number = [](auto value) { return std::to_string(value); };
  const auto& sessions = limits.sessions;
  const std::pair<std::string, std::string> kRows[] = {
      {"WebSockets in all", number(sessions.sessions) + " at most"},
      {"WebSockets that are not signed in yet",
       number(sessions.fresh) + ", of one address " + number(sessions.fresh_per_address)},
      {"time to sign in", number(limits.authentication / std::chrono::seconds{1}) + " s"},
      {"frames that wait for one client", kib(limits.outbox.bytes)},
      {"what one sender has waiting for one receiver", kib(limits.outbox.relayed)},
      {"frames that wait for all clients", mib(limits.outboxes_bytes)},
      {"a client that reads nothing", number(limits.stall / std::chrono::seconds{1}) + " s"},
      {"what is kept for a client without a socket",
       number(limits.replay.messages) + " messages, " + kib(limits.replay.bytes) + ", " +
           number(limits.resume.count()) + " s"},
      {"the same for all clients", mib(limits.replay_bytes)},
      {"a message |", kib(kMaxFrameBytes)},
      {"kinds of reactions", number(Audience::kMostReactions) + " a second"},
      {"notifications of knocks at one meeting", number(Knocks::kRate.burst) + ","},
      {"meetings whose notifications of knocks wait", number(Knocks::kMostMeetings)},
  };
  for (const auto& [limit, value] : kRows) {
    const std::size_t row = page.find("\n| " + limit);
    CHECK(row != std::string::npos);
    const std::string line = page.substr(row, page.find('\n', row + 1) - row);
    if (line.find(value) == std::string::npos)
      lectern_test::check_failed(limit + " is not " + value, __FILE__, __LINE__);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub metrics",
      {TEST(gauges_follow_sessions_and_rooms),
       TEST(a_room_that_ended_or_was_forgotten_is_not_counted), TEST(errors_are_counted_by_code),
       TEST(closes_are_counted_by_code), TEST(there_is_one_series_for_each_code),
       TEST(every_limit_on_the_page_names_a_series_that_exists),
       TEST(the_page_has_the_numbers_of_the_code)});
}
