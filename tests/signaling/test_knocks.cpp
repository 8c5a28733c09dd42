// SPDX-License-Identifier: MIT
// How often hosts hear of knocks, and which meeting gives way where too many are knocked at.
#include "signaling/knocks.hpp"

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

using namespace signaling;
using namespace std::chrono_literals;
using Verdict = Knocks::Verdict;

namespace {

meetings::Notice knock(const std::string& meeting, const std::string& host,
                       const std::string& guest = "guest") {
  meetings::Notice notice;
  notice.kind = meetings::NoticeKind::join_requested;
  notice.to = {meetings::UserId{host}};
  notice.meeting_id = meetings::MeetingId{meeting};
  notice.name = guest;
  return notice;
}

void a_few_are_told_at_once_and_in_the_end_the_newest() {
  lectern_test::FakeClock clock;
  Knocks knocks;
  for (int i = 0; i < 5; ++i) CHECK(knocks.take(knock("m", "ann"), clock.now()) == Verdict::tell);
  for (const char* guest : {"bob", "cid", "dan"})
    CHECK(knocks.take(knock("m", "ann", guest), clock.now()) == Verdict::hold);
  CHECK(knocks.due(clock.now()).empty());
  clock.advance(2s);
  const auto due = knocks.due(clock.now());
  CHECK_EQ(due.size(), std::size_t{1});
  CHECK_EQ(due[0].name, "dan");
  clock.advance(2s);
  CHECK(knocks.due(clock.now()).empty());
  CHECK_EQ(knocks.lost(), 0u);
}

// One host's thousand meetings do not keep another host from hearing of a knock, or from hearing of
// the one that waits.
void the_host_with_most_meetings_gives_way() {
  lectern_test::FakeClock clock;
  Knocks knocks;
  for (int i = 0; i < 6; ++i) (void)knocks.take(knock("lesson", "ann", "bob"), clock.now());
  for (std::size_t i = 0; i < 3 * Knocks::kMostMeetings; ++i) {
    for (int again = 0; again < 6; ++again)
      (void)knocks.take(knock("m" + std::to_string(i), "mallory"), clock.now());
  }
  CHECK_EQ(knocks.lost(), 2 * Knocks::kMostMeetings + 1);
  CHECK(knocks.take(knock("other", "eva"), clock.now()) == Verdict::tell);
  CHECK(knocks.take(knock("lesson", "ann", "cid"), clock.now()) == Verdict::hold);
  clock.advance(2s);
  std::size_t of_ann = 0;
  const auto due = knocks.due(clock.now());
  for (const auto& notice : due) of_ann += notice.meeting_id.value() == "lesson" ? 1 : 0;
  CHECK_EQ(of_ann, std::size_t{1});
  CHECK(due.size() < Knocks::kMostMeetings);
}

void of_equal_hosts_the_longest_silence_gives_way() {
  lectern_test::FakeClock clock;
  Knocks knocks;
  const auto name = [](std::size_t i) { return std::to_string(i); };
  for (std::size_t i = 0; i < Knocks::kMostMeetings; ++i)
    for (int again = 0; again < 6; ++again)
      (void)knocks.take(knock("m" + name(i), "host" + name(i)), clock.now());
  (void)knocks.take(knock("m0", "host0"), clock.now());  // the newest knock
  (void)knocks.take(knock("new", "eva"), clock.now());
  CHECK_EQ(knocks.lost(), 1u);
  CHECK(knocks.take(knock("m0", "host0"), clock.now()) == Verdict::hold);  // still known
  CHECK(knocks.take(knock("m1", "host1"), clock.now()) == Verdict::tell);  // was forgotten
}

void quiet_meetings_are_forgotten() {
  lectern_test::FakeClock clock;
  Knocks knocks;
  for (std::size_t i = 0; i < Knocks::kMostMeetings; ++i)
    (void)knocks.take(knock("m" + std::to_string(i), "ann"), clock.now());
  clock.advance(10s);
  CHECK(knocks.due(clock.now()).empty());
  for (int i = 0; i < 6; ++i) (void)knocks.take(knock("n", "eva"), clock.now());
  (void)knocks.take(knock("m0", "ann"), clock.now());
  CHECK_EQ(knocks.lost(), 0u);
}

}  // namespace

int main() {
  return lectern_test::run("knocks", {TEST(a_few_are_told_at_once_and_in_the_end_the_newest),
                                      TEST(the_host_with_most_meetings_gives_way),
                                      TEST(of_equal_hosts_the_longest_silence_gives_way),
                                      TEST(quiet_meetings_are_forgotten)});
}
