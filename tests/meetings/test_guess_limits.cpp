// SPDX-License-Identifier: MIT
#include "meetings/guess_limits.hpp"

#include <functional>

#include "tests/meetings/world.hpp"

namespace {

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::FakeClock;
using lectern_test::World;

base::IpAddress ip(const char* text) { return *base::IpAddress::parse(text); }

void guesses_count_by_meeting_whatever_its_spelling() {
  FakeClock clock;
  GuessRates rates;
  rates.password_by_meeting_and_address = {3, 10'000ms};
  rates.password_by_meeting = {5, 10'000ms};
  GuessLimits limits{rates};
  const auto take = [&](std::string_view meeting, const base::IpAddress& client) {
    return limits.take(password_guess(meeting, client), clock.now()).count();
  };
  const auto alice = ip("192.0.2.1");
  CHECK_EQ(take("kabo-rine-tuda", alice), 0);
  CHECK_EQ(take("KABO RINE TUDA", alice), 0);
  CHECK_EQ(take("kaborinetuda", alice), 0);
  CHECK_EQ(take("Kabo-Rine tuda", alice), 10);
  // From other addresses two more, then the meeting as a whole is guarded.
  CHECK_EQ(take("kabo-rine-tuda", ip("192.0.2.2")), 0);
  CHECK_EQ(take("kabo-rine-tuda", ip("192.0.2.3")), 0);
  CHECK_EQ(take("kabo-rine-tuda", ip("192.0.2.4")), 10);
  CHECK_EQ(take("bamo-lita-refo", alice), 0);
  limits.give_back(password_guess("kabo-rine-tuda", alice));
  CHECK_EQ(take("kabo-rine-tuda", alice), 0);
}

void an_account_counts_by_itself_and_by_address() {
  FakeClock clock;
  GuessRates rates;
  rates.login_by_account_and_address = {1, 20'000ms};
  rates.login_by_account = {2, 10'000ms};
  GuessLimits limits{rates};
  const auto take = [&](std::string_view email, const char* client) {
    return limits.take(login_guess(email, ip(client)), clock.now()).count();
  };
  CHECK_EQ(take("ada@example.org", "2001:db8:1:2::1"), 0);
  CHECK_EQ(take(" ADA@Example.org", "2001:db8:1:2::2"), 20);  // the same /64
  CHECK_EQ(take("ada@example.org", "2001:db8:1:3::1"), 0);
  // The account's own limit refuses: the address pays nothing for it.
  CHECK_EQ(take("ada@example.org", "192.0.2.1"), 10);
  clock.advance(10s);
  CHECK_EQ(take("ada@example.org", "192.0.2.1"), 0);
  CHECK_EQ(take("bob@example.org", "192.0.2.1"), 0);
}

void only_a_wrong_answer_is_charged() {
  FakeClock clock;
  GuessRates rates;
  rates.code_by_address = {1, 5000ms};
  GuessLimits limits{rates};
  const Guess guess = code_guess(ip("192.0.2.1"));
  int asked = 0;
  const auto answers = [&](Outcome<int> answer) {
    return limits.charge(guess, clock, [&] {
      ++asked;
      return answer;
    });
  };
  for (int i = 0; i < 3; ++i) {
    CHECK_EQ(OK(answers(7)), 7);
    REFUSED(answers(refuse(RefusalCode::full, "no")), full);
  }
  REFUSED(answers(refuse(RefusalCode::not_found, "no")), not_found);
  CHECK_EQ(asked, 7);
  CHECK(REFUSED(answers(7), rate_limited).retry_after == 5s);
  CHECK_EQ(asked, 7);
}

// Whatever a door forgets: the services count for it.
void both_doors_of_a_meeting_share_one_count() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host, {.password = "ablativ"});
  for (int i = 0; i < 5; ++i) {
    REFUSED(w.rooms.join(other, meeting.code, {.password = "genitiv"}), password_wrong);
    REFUSED(w.rooms.admit(other, meeting.code, {.password = "genitiv"}), password_wrong);
  }
  REFUSED(w.rooms.join(other, meeting.code, {.password = "ablativ"}), rate_limited);
  REFUSED(w.rooms.admit(other, meeting.code, {.password = "ablativ"}), rate_limited);
  OK(w.rooms.Meetings::admit(other, meeting.code, {.password = "ablativ"}, ip("192.0.2.2")));
  w.clock.advance(10s);
  OK(w.rooms.join(other, meeting.code, {.password = "ablativ"}));
}

void codes_are_not_found_by_trying() {
  World w;
  const Meeting meeting = w.meeting(w.person("host"));
  const Claims other = w.person("other");
  for (int i = 0; i < 30; ++i) {
    REFUSED(w.rooms.details("bada-bada-bada", std::nullopt), not_found);
    REFUSED(w.rooms.admit(other, "bada-bada-bada", {}), not_found);
  }
  REFUSED(w.rooms.details(meeting.code, std::nullopt), rate_limited);
  REFUSED(w.rooms.admit(other, meeting.code, {}), rate_limited);
  OK(w.rooms.details_for_operator(meeting.code));
  w.clock.advance(1s);
  for (int i = 0; i < 100; ++i) OK(w.rooms.details(meeting.code, std::nullopt));
}

void logins_are_counted_by_the_service() {
  World w;
  w.sign_up("ada");
  for (int i = 0; i < 10; ++i)
    REFUSED(w.accounts.login("ada@example.org", "wrong horse"), invalid_credentials);
  const int hashes = w.passwords.calls;
  CHECK(REFUSED(w.accounts.login("ada@example.org", "correct horse"), rate_limited).retry_after ==
        20s);
  CHECK_EQ(w.passwords.calls, hashes);
  w.clock.advance(20s);
  for (int i = 0; i < 20; ++i) OK(w.accounts.login("ada@example.org", "correct horse"));
}

// The numbers of docs/api.md: a burst, and then one attempt each interval.
void the_default_rates_are_the_documented_ones() {
  const auto from = [](unsigned host) {
    return base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(host));
  };
  struct Row {
    std::function<Guess(unsigned)> attempt;  // by its number
    unsigned burst;
    std::chrono::milliseconds every;
  };
  const Row rows[] = {
      {[&](unsigned) { return login_guess("ada@example.org", from(1)); }, 10, 20s},
      {[&](unsigned i) { return login_guess("ada@example.org", from(i)); }, 60, 10s},
      {[&](unsigned) { return password_guess("kabo-rine-tuda", from(1)); }, 10, 10s},
      {[&](unsigned i) { return password_guess("kabo-rine-tuda", from(i)); }, 100, 2s},
      {[&](unsigned) { return code_guess(from(1)); }, 60, 1s},
  };
  for (const Row& row : rows) {
    FakeClock clock;
    GuessLimits limits;
    for (unsigned i = 0; i < row.burst; ++i) CHECK(limits.take(row.attempt(i), clock.now()) == 0s);
    CHECK(limits.take(row.attempt(row.burst), clock.now()) == row.every);
    clock.advance(row.every - 1ms);
    CHECK(limits.take(row.attempt(row.burst), clock.now()) == 1s);
    clock.advance(1ms);
    CHECK(limits.take(row.attempt(row.burst), clock.now()) == 0s);
  }
}

void an_address_is_remembered_until_65536_others_came() {
  FakeClock clock;
  GuessRates rates;
  rates.code_by_address = {1, 3'600'000ms};
  GuessLimits limits{rates};
  const auto take = [&](std::uint32_t number) {
    return limits.take(code_guess(base::IpAddress::v4(10, static_cast<std::uint8_t>(number >> 16),
                                                      static_cast<std::uint8_t>(number >> 8),
                                                      static_cast<std::uint8_t>(number))),
                       clock.now());
  };
  CHECK(take(0) == 0s);
  for (std::uint32_t i = 1; i < 65'536; ++i) (void)take(i);
  CHECK(take(1) != 0s);       // one more bucket than these would not fit
  CHECK(take(0) != 0s);       // the table holds 65,536, and this is one of them
  CHECK(take(65'536) == 0s);  // replaces the bucket that was unused longest: number 2
  CHECK(take(1) != 0s);
  CHECK(take(2) == 0s);
}

void without_a_password_no_guess_is_counted_or_refused() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host, {.password = "ablativ"});
  for (int i = 0; i < 10; ++i)
    REFUSED(w.rooms.join(other, meeting.code, {.password = "genitiv"}), password_wrong);
  REFUSED(w.rooms.join(other, meeting.code, {.password = "ablativ"}), rate_limited);
  REFUSED(w.rooms.join(other, meeting.code, {}), password_required);
  OK(w.rooms.join(host, meeting.code, {}));
}

}  // namespace

int main() {
  return lectern_test::run(
      "guess_limits",
      {TEST(guesses_count_by_meeting_whatever_its_spelling),
       TEST(an_account_counts_by_itself_and_by_address), TEST(only_a_wrong_answer_is_charged),
       TEST(both_doors_of_a_meeting_share_one_count), TEST(codes_are_not_found_by_trying),
       TEST(logins_are_counted_by_the_service), TEST(the_default_rates_are_the_documented_ones),
       TEST(an_address_is_remembered_until_65536_others_came),
       TEST(without_a_password_no_guess_is_counted_or_refused)});
}
