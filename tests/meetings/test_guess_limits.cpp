// SPDX-License-Identifier: MIT
// The rule of docs/limits.md: the guesses of others lock nobody out, and delays grow for the
// address or the person that guesses.
#include "meetings/guess_limits.hpp"

#include <functional>
#include <string>
#include <vector>

#include "tests/meetings/world.hpp"

namespace {

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::FakeClock;
using lectern_test::World;

base::IpAddress ip(const char* text) { return *base::IpAddress::parse(text); }
base::IpAddress number(unsigned i) {
  return base::IpAddress::v4(10, static_cast<std::uint8_t>(i >> 16),
                             static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i));
}
// One address of the i-th /64 of 2001:db8:9::/48.
base::IpAddress site(unsigned i) {
  std::array<std::byte, 16> octets{std::byte{0x20},
                                   std::byte{0x01},
                                   std::byte{0x0d},
                                   std::byte{0xb8},
                                   std::byte{0x00},
                                   std::byte{0x09},
                                   static_cast<std::byte>(i >> 8),
                                   static_cast<std::byte>(i)};
  octets[15] = std::byte{1};
  return base::IpAddress::from_bytes(octets);
}

// The time that a wrong attempt has to wait; 0 where it was looked at.
std::chrono::seconds guess(GuessLimits& limits, const FakeClock& clock, const Guess& attempt) {
  const Outcome<void> answer = limits.charge(
      attempt, clock, [&]() -> Outcome<void> { return refuse(attempt.wrong, "wrong"); });
  if (answer.error().code != RefusalCode::rate_limited) return 0s;
  CHECK(answer.error().retry_after > 0s);
  return answer.error().retry_after;
}
// The number of wrong attempts that are looked at before the first one is refused.
unsigned tries(GuessLimits& limits, const FakeClock& clock,
               const std::function<Guess(unsigned)>& attempt) {
  for (unsigned i = 0; i < 10'000; ++i) {
    if (guess(limits, clock, attempt(i)) != 0s) return i;
  }
  return 10'000;
}
unsigned tries(GuessLimits& limits, const FakeClock& clock, const Guess& attempt) {
  return tries(limits, clock, [&](unsigned) { return attempt; });
}

const std::string kAda = "ada@example.org";

void only_a_wrong_answer_is_charged() {
  FakeClock clock;
  Rates rates;
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
  CHECK_EQ(limits.refused(Limit::code_by_address), 0u);
  CHECK(REFUSED(answers(7), rate_limited).retry_after == 5s);
  CHECK_EQ(asked, 7);
  CHECK_EQ(limits.refused(Limit::code_by_address), 1u);
}

// The numbers of docs/limits.md: a burst, and then one attempt each interval.
void the_default_rates_are_the_documented_ones() {
  struct Row {
    Guess attempt;
    unsigned burst;
    std::chrono::seconds every;
  };
  const MeetingId meeting{"m"};
  const UserId person{"p"};
  const base::IpAddress client = ip("192.0.2.1");
  const Row rows[] = {
      {login_guess(kAda, client, false), 10, 20s},
      {login_guess(kAda, client, true), 60, 20s},
      {password_guess(meeting, person, client, false), 10, 10s},
      {password_guess(meeting, person, client, true), 10, 10s},
      {code_guess(client), 60, 1s},
  };
  for (const Row& row : rows) {
    FakeClock clock;
    GuessLimits limits;
    CHECK_EQ(tries(limits, clock, row.attempt), row.burst);
    CHECK(guess(limits, clock, row.attempt) == row.every);
    clock.advance(row.every - 1ms);
    CHECK(guess(limits, clock, row.attempt) == 1s);
    clock.advance(1ms);
    CHECK(guess(limits, clock, row.attempt) == 0s);
  }
}

void an_account_counts_by_address() {
  FakeClock clock;
  GuessLimits limits;
  const auto from = [](const char* email, const char* client) {
    return login_guess(email, ip(client), false);
  };
  CHECK_EQ(tries(limits, clock, from("ada@example.org", "2001:db8:1:2::1")), 10u);
  CHECK(guess(limits, clock, from(" ADA@Example.org", "2001:db8:1:2::2")) == 20s);  // same /64
  CHECK(guess(limits, clock, from("ada@example.org", "2001:db8:1:3::1")) == 0s);
  CHECK(guess(limits, clock, from("ada@example.org", "192.0.2.1")) == 0s);
  CHECK(guess(limits, clock, from("bob@example.org", "2001:db8:1:2::1")) == 0s);
}

// An attacker with a /48 has 65,536 sites.
void a_network_has_the_tries_of_eight_sites() {
  FakeClock clock;
  GuessLimits limits;
  CHECK_EQ(tries(limits, clock, [](unsigned i) { return code_guess(site(i)); }), 8 * 60u);
  CHECK(guess(limits, clock, code_guess(site(60'000))) == 1s);
  CHECK(guess(limits, clock, code_guess(ip("2001:db8:a::1"))) == 0s);
  clock.advance(1s);
  CHECK_EQ(tries(limits, clock, [](unsigned i) { return code_guess(site(i)); }), 8u);
}

void delays_grow_for_the_address_that_guesses() {
  FakeClock clock;
  GuessLimits limits;
  const Guess attempt = login_guess(kAda, ip("192.0.2.1"), false);
  std::chrono::seconds longest{0};
  std::chrono::seconds passed{0};
  int looked_at = 0;
  while (passed < 24h) {
    const auto wait = guess(limits, clock, attempt);
    if (wait == 0s) ++looked_at;
    longest = std::max(longest, wait);
    passed += wait;
    clock.advance(wait);
  }
  CHECK(longest == 5min);
  CHECK(looked_at < 330);
  CHECK(looked_at > 300);
}

// Sixty wrong guesses from six addresses shut an account for everybody once.
void the_guesses_of_others_lock_no_owner_out() {
  FakeClock clock;
  GuessLimits limits;
  unsigned looked_at = 0;
  for (unsigned i = 0; i < 200; ++i) {
    looked_at += tries(limits, clock, login_guess(kAda, number(i), false));
  }
  // 6 addresses have 10 tries each, and then the account is under attack: 3 tries an address.
  CHECK_EQ(looked_at, 6 * 10 + 194 * 3u);
  const auto right = [&](const Guess& attempt) {
    return limits.charge(attempt, clock, [] { return Outcome<int>{7}; }).has_value();
  };
  for (int i = 0; i < 10; ++i) {
    CHECK(right(login_guess(kAda, ip("192.0.2.1"), true)));
    CHECK(right(login_guess(kAda, ip("192.0.2.2"), false)));
  }
  CHECK_EQ(tries(limits, clock, login_guess(kAda, ip("192.0.2.1"), true)), 60u);
  CHECK_EQ(tries(limits, clock, login_guess(kAda, ip("192.0.2.2"), false)), 3u);
  CHECK(guess(limits, clock, login_guess(kAda, ip("192.0.2.2"), false)) == 2min);
  CHECK(limits.refused(Limit::login_under_attack) > 0);
  CHECK_EQ(limits.refused(Limit::login_by_account), 0u);  // it only marks
  // The attack is over.
  clock.advance(10s);
  CHECK(guess(limits, clock, login_guess(kAda, ip("192.0.2.3"), false)) == 0s);
  clock.advance(1h);
  CHECK_EQ(tries(limits, clock, login_guess(kAda, ip("192.0.2.4"), false)), 10u);
}

void the_owner_logs_in_during_an_attack() {
  World w;
  w.sign_up("ada");
  for (unsigned i = 0; i < 100; ++i) {
    for (int guesses = 0; guesses < 12; ++guesses)
      (void)w.accounts.login(kAda, "wrong horse", number(i));
  }
  OK(w.accounts.login(kAda, "correct horse"));  // where the account was made
  OK(w.accounts.login(kAda, "correct horse", ip("192.0.2.77")));
  const auto fresh = ip("192.0.2.78");
  REFUSED(w.accounts.login(kAda, "corect horse", fresh), invalid_credentials);
  REFUSED(w.accounts.login(kAda, "correct hose", fresh), invalid_credentials);
  OK(w.accounts.login(kAda, "correct horse", fresh));
}

void an_address_with_a_right_login_is_known_for_thirty_days() {
  World w;
  w.sign_up("ada");
  const auto school = ip("192.0.2.50");
  const auto wrong_tries = [&] {
    for (int i = 0;; ++i) {
      const auto answer = w.accounts.login(kAda, "wrong horse", school);
      if (answer.error().code == RefusalCode::rate_limited) return i;
    }
  };
  CHECK_EQ(wrong_tries(), 10);
  w.clock.advance(24h);
  OK(w.accounts.login(kAda, "correct horse", school));
  CHECK_EQ(wrong_tries(), 60);
  w.clock.advance(29 * 24h);
  CHECK_EQ(wrong_tries(), 60);
  w.clock.advance(24h + 1s);
  OK(w.retention.sweep());
  CHECK_EQ(wrong_tries(), 10);
}

// A pupil guesses, and the teacher of the same school has to wait for nobody elsewhere.
void logins_are_counted_by_the_service() {
  World w;
  w.sign_up("ada");
  const auto pupil = ip("192.0.2.9");
  for (int i = 0; i < 10; ++i)
    REFUSED(w.accounts.login(kAda, "wrong horse", pupil), invalid_credentials);
  const int hashes = w.passwords.calls;
  CHECK(REFUSED(w.accounts.login(kAda, "correct horse", pupil), rate_limited).retry_after == 20s);
  CHECK_EQ(w.passwords.calls, hashes);
  w.clock.advance(20s);
  for (int i = 0; i < 20; ++i) OK(w.accounts.login(kAda, "correct horse", pupil));
}

void each_hash_costs_its_address_right_or_wrong() {
  World w;
  w.sign_up("ada");
  const auto client = ip("192.0.2.9");
  const int before = w.passwords.calls;
  for (int i = 0; i < 40; ++i) {
    OK(w.accounts.login(kAda, "correct horse", client));
    const std::string nobody = "nobody" + std::to_string(i) + "@example.org";
    REFUSED(w.accounts.login(nobody, "wrong horse", client), invalid_credentials);
  }
  const Claims ada = w.claims(OK(w.accounts.login(kAda, "correct horse")).access);
  for (int i = 0; i < 40; ++i)
    OK(w.rooms.Meetings::create(ada, {.title = "T", .password = "pw"}, client, &w.passwords));
  const int hashes = w.passwords.calls;
  CHECK_EQ(hashes - before, 120 + 1);
  const Refusal refused = REFUSED(w.accounts.login(kAda, "correct horse", client), rate_limited);
  CHECK(refused.retry_after == 1s);
  const Meeting meeting = w.meeting(ada, {.password = "ablativ"});
  const Claims other = w.person("other");
  REFUSED(w.rooms.join_from(client, other, meeting.code, {.password = "ablativ"}), rate_limited);
  REFUSED(w.accounts.Accounts::register_user({"eve@example.org", "Eve", "correct horse"}, client,
                                             w.passwords),
          rate_limited);
  OK(w.rooms.join_from(ip("192.0.2.10"), other, meeting.code, {.password = "ablativ"}));
  w.clock.advance(500ms);
  OK(w.accounts.login(kAda, "correct horse", client));
  CHECK_EQ(w.guesses.refused(Limit::hash_by_address), 3u);
}

// Without a hasher (a worker's job) a password is neither checked nor set.
void without_a_hasher_nothing_is_hashed() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host, {.password = "ablativ"});
  REFUSED(w.rooms.Meetings::join(other, meeting.code, {.password = "ablativ"},
                                 lectern_test::kClient, nullptr),
          password_required);
  REFUSED(w.rooms.Meetings::create(host, {.title = "T", .password = "x"}, lectern_test::kClient,
                                   nullptr),
          internal);
  OK(w.rooms.Meetings::create(host, {.title = "T"}, lectern_test::kClient, nullptr));
  OK(w.rooms.Meetings::join(host, meeting.code, {}, lectern_test::kClient, nullptr));
}

// Whatever a door forgets: the services count for it. A meeting's id and all spellings of its code
// are one purse.
void both_doors_of_a_meeting_share_one_count() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host, {.password = "ablativ"});
  std::string shouted;
  for (const char c : meeting.code) shouted += c == '-' ? ' ' : static_cast<char>(c - 'a' + 'A');
  for (int i = 0; i < 5; ++i) {
    const std::string& name = i % 2 == 0 ? meeting.id.value() : shouted;
    REFUSED(w.rooms.join(other, name, {.password = "genitiv"}), password_wrong);
    REFUSED(w.rooms.admit(other, meeting.code, {.password = "genitiv"}), password_wrong);
  }
  for (const std::string& name : {meeting.code, meeting.id.value(), shouted}) {
    REFUSED(w.rooms.join(other, name, {.password = "ablativ"}), rate_limited);
    REFUSED(w.rooms.admit(other, name, {.password = "ablativ"}), rate_limited);
  }
  // Another person behind the same address is not refused for that.
  OK(w.rooms.admit(w.person("third"), meeting.code, {.password = "ablativ"}));
  w.clock.advance(10s);
  OK(w.rooms.join(other, meeting.code, {.password = "ablativ"}));
}

// Fourteen guests of a class behind one address type the meeting's password without its capital
// letter, some of them twice.
void a_class_may_mistype() {
  World w;
  const Meeting meeting =
      w.meeting(w.person("host"), {.password = "Ablativ", .max_participants = 20});
  std::vector<Claims> guests;
  for (int i = 0; i < 14; ++i) guests.push_back(w.guest(meeting, "guest"));
  for (const Claims& guest : guests) {
    REFUSED(w.rooms.admit(guest, meeting.code, {.password = "ablativ"}), password_wrong);
    REFUSED(w.rooms.admit(guest, meeting.code, {.password = "ablativ "}), password_wrong);
  }
  for (int i = 0; i < 10; ++i) OK(w.rooms.admit(guests[i], meeting.code, {.password = "Ablativ"}));
}

void a_guest_who_guesses_is_delayed_before_the_address_is() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host, {.password = "ablativ"});
  const Claims seated = w.guest(meeting, "seated");
  OK(w.rooms.join(seated, meeting.code, {.password = "ablativ"}));
  for (int person = 0; person < 6; ++person) {
    const Claims eve = w.guest(meeting, "eve");
    for (int i = 0; i < 10; ++i)
      REFUSED(w.rooms.join(eve, meeting.code, {.password = "genitiv"}), password_wrong);
    REFUSED(w.rooms.join(eve, meeting.code, {.password = "ablativ"}), rate_limited);
  }
  // Six guests have used up the address's tokens for strangers.
  const Claims late = w.guest(meeting, "late");
  REFUSED(w.rooms.join(late, meeting.code, {.password = "ablativ"}), rate_limited);
  OK(w.rooms.join_from(ip("192.0.2.99"), late, meeting.code, {.password = "ablativ"}));
  // Who holds a seat gave the right password once, and does not need the address's tokens.
  OK(w.rooms.join(seated, meeting.code, {.password = "ablativ"}));
  OK(w.rooms.join(host, meeting.code, {}));
}

// A hundred wrong passwords shut a meeting for everybody once.
void the_guesses_of_others_close_no_meeting() {
  FakeClock clock;
  GuessLimits limits;
  const MeetingId meeting{"m"};
  const auto from = [&](unsigned address, unsigned person) {
    return password_guess(meeting, UserId{std::to_string(person)}, number(address), false);
  };
  unsigned person = 0;
  for (unsigned address = 0; address < 50; ++address) {
    for (int i = 0; i < 70; ++i) (void)guess(limits, clock, from(address, ++person));
  }
  CHECK(limits.refused(Limit::password_under_attack) > 0);
  CHECK_EQ(limits.refused(Limit::password_by_meeting), 0u);
  // A class from a new address mistypes and gets in.
  unsigned looked_at = 0;
  for (int i = 0; i < 40; ++i) {
    if (guess(limits, clock, from(1000, ++person)) == 0s) ++looked_at;
  }
  CHECK_EQ(looked_at, 30u);
  OK(limits.charge(from(1001, ++person), clock, [] { return Outcome<int>{7}; }));
}

// Every question that names a meeting tells whether the code exists: all of them share one purse.
void codes_are_not_found_by_trying() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  const Claims other = w.person("other");
  const auto refusal = [](const auto& outcome) {
    return outcome ? RefusalCode::internal : outcome.error().code;
  };
  const auto ask_all = [&](std::string_view code) {
    return std::vector{refusal(w.rooms.details(code, std::nullopt)),
                       refusal(w.rooms.join(other, code, {})),
                       refusal(w.rooms.admit(other, code, {})),
                       refusal(w.rooms.leave(other, code)),
                       refusal(w.rooms.end(other, code)),
                       refusal(w.rooms.participants(other, code, false)),
                       refusal(w.accounts.guest(code, "Eve")),
                       refusal(w.rooms.join(other, code, {.password = "x"})),
                       refusal(w.rooms.details("no code at all", std::nullopt)),
                       refusal(w.rooms.participants(other, w.random.uuid(), true))};
  };
  for (int i = 0; i < 6; ++i) {
    for (const RefusalCode code : ask_all("bada-bada-bada")) CHECK(code == RefusalCode::not_found);
  }
  for (const RefusalCode code : ask_all("bada-bada-bada")) CHECK(code == RefusalCode::rate_limited);
  for (const RefusalCode code : ask_all(meeting.code)) CHECK(code == RefusalCode::rate_limited);
  CHECK_EQ(w.guesses.refused(Limit::code_by_address), 20u);
  OK(w.rooms.details_for_operator(meeting.code));
  OK(w.rooms.Meetings::details(meeting.code, std::nullopt, ip("192.0.2.2")));
  w.clock.advance(1s);
  for (int i = 0; i < 100; ++i) OK(w.rooms.details(meeting.code, std::nullopt));
}

void joins_count_by_address_at_both_doors() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  const Seat seat = OK(w.rooms.join(host, meeting.code, {}));
  const Rate allowed = Rates{}.join_by_address;
  for (unsigned i = 1; i < allowed.burst; ++i) {
    if (i % 2 == 0) OK(w.rooms.join(host, meeting.code, {}));
    else OK(w.rooms.admit(host, meeting.code, {}));
  }
  CHECK(REFUSED(w.rooms.admit(host, meeting.code, {}), rate_limited).retry_after == 1s);
  CHECK(REFUSED(w.rooms.join(host, meeting.code, {}), rate_limited).retry_after == 1s);
  // The seat was paid for when it was taken.
  for (int i = 0; i < 300; ++i) OK(w.rooms.admit(w.claims(seat.token), meeting.code, {}));
  OK(w.rooms.admit_from(ip("192.0.2.2"), host, meeting.code, {}));
  w.clock.advance(allowed.every);
  OK(w.rooms.admit(host, meeting.code, {}));
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

// 66,000 requests from as many /64s washed the table out once.
void a_guesser_is_remembered_whoever_comes() {
  FakeClock clock;
  GuessLimits limits;
  const Guess guesser = login_guess(kAda, ip("192.0.2.1"), false);
  CHECK_EQ(tries(limits, clock, guesser), 10u);
  for (unsigned i = 0; i < 70'000; ++i) (void)guess(limits, clock, code_guess(site(i)));
  for (unsigned i = 0; i < 70'000; ++i) (void)guess(limits, clock, code_guess(number(i)));
  CHECK(guess(limits, clock, guesser) == 20s);
}

}  // namespace

int main() {
  return lectern_test::run(
      "guess_limits",
      {TEST(only_a_wrong_answer_is_charged), TEST(the_default_rates_are_the_documented_ones),
       TEST(an_account_counts_by_address), TEST(a_network_has_the_tries_of_eight_sites),
       TEST(delays_grow_for_the_address_that_guesses),
       TEST(the_guesses_of_others_lock_no_owner_out), TEST(the_owner_logs_in_during_an_attack),
       TEST(an_address_with_a_right_login_is_known_for_thirty_days),
       TEST(logins_are_counted_by_the_service), TEST(each_hash_costs_its_address_right_or_wrong),
       TEST(without_a_hasher_nothing_is_hashed), TEST(both_doors_of_a_meeting_share_one_count),
       TEST(a_class_may_mistype), TEST(a_guest_who_guesses_is_delayed_before_the_address_is),
       TEST(the_guesses_of_others_close_no_meeting), TEST(codes_are_not_found_by_trying),
       TEST(joins_count_by_address_at_both_doors),
       TEST(without_a_password_no_guess_is_counted_or_refused),
       TEST(a_guesser_is_remembered_whoever_comes)});
}
