// SPDX-License-Identifier: MIT
// Quotas by user, by meeting, by source address and in total.
#include "turn/quota.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::Holder;
using turn::Quotas;
using Verdict = turn::Quotas::Verdict;

constexpr std::string_view kUser = "11111111-2222-4333-8444-555555555555";
constexpr std::string_view kOther = "21111111-2222-4333-8444-555555555555";
constexpr std::string_view kMeeting = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
constexpr std::string_view kSecondMeeting = "baaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

std::string in(std::string_view user, std::string_view meeting) {
  return std::string{user} + '.' + std::string{meeting};
}
base::IpAddress ip(std::string_view text) { return *base::IpAddress::parse(text); }

void per_user_and_total() {
  Quotas quotas{{.user = 2, .total = 3}};
  CHECK(quotas.take(Holder{"alice"}) == Verdict::taken);
  CHECK(quotas.take(Holder{"alice"}) == Verdict::taken);
  CHECK(quotas.take(Holder{"alice"}) == Verdict::user_exceeded);
  CHECK(quotas.take(Holder{"bob"}) == Verdict::taken);
  CHECK(quotas.take(Holder{"carol"}) == Verdict::total_exceeded);
  quotas.give_back(Holder{"alice"});
  CHECK_EQ(quotas.in_use(), 2u);
  CHECK(quotas.take(Holder{"carol"}) == Verdict::taken);
  quotas.give_back(Holder{"nobody"});
  CHECK_EQ(quotas.in_use(), 3u);
}

void a_person_is_one_in_all_meetings() {
  Quotas quotas{{.user = 2}};
  const auto first = in(kUser, kMeeting), second = in(kUser, kSecondMeeting);
  CHECK(quotas.take(Holder{first}) == Verdict::taken);
  CHECK(quotas.take(Holder{second}) == Verdict::taken);
  CHECK(quotas.take(Holder{second}) == Verdict::user_exceeded);
  CHECK(quotas.take(Holder{kUser}) == Verdict::user_exceeded);
}

void per_meeting() {
  Quotas quotas{{.meeting = 2}};
  const auto first = in(kUser, kMeeting), second = in(kOther, kMeeting),
             elsewhere = in(kOther, kSecondMeeting);
  CHECK(quotas.take(Holder{first}) == Verdict::taken);
  CHECK(quotas.take(Holder{second}) == Verdict::taken);
  CHECK(quotas.take(Holder{second}) == Verdict::meeting_exceeded);
  CHECK(quotas.take(Holder{elsewhere}) == Verdict::taken);
  quotas.give_back(Holder{first});
  CHECK(quotas.take(Holder{second}) == Verdict::taken);
  // names with dots that others issue are no meetings
  for (const auto& foreign : {std::string{"@alice:example.org"}, std::string{"a.b"},
                              in(kUser, "AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee"),
                              in(kUser, "aaaaaaaa+bbbb-4ccc-8ddd-eeeeeeeeeeee")}) {
    CHECK_EQ(Holder{foreign}.user, foreign);
    CHECK(Holder{foreign}.meeting.empty());
  }
}

void per_source_address_or_network() {
  Quotas quotas{{.source = 1}};
  CHECK(quotas.take(Holder{"a", ip("192.0.2.1")}) == Verdict::taken);
  CHECK(quotas.take(Holder{"b", ip("192.0.2.1")}) == Verdict::source_exceeded);
  CHECK(quotas.take(Holder{"b", ip("192.0.2.2")}) == Verdict::taken);
  CHECK(quotas.take(Holder{"c", ip("2001:db8::1")}) == Verdict::taken);
  CHECK(quotas.take(Holder{"d", ip("2001:db8::ffff:1")}) == Verdict::source_exceeded);
  CHECK(quotas.take(Holder{"d", ip("2001:db8:0:1::1")}) == Verdict::taken);
  quotas.give_back(Holder{"a", ip("192.0.2.1")});
  CHECK(quotas.take(Holder{"b", ip("192.0.2.1")}) == Verdict::taken);
}

void zero_is_unlimited_and_nothing_stays() {
  Quotas quotas{{}};
  const auto name = in(kUser, kMeeting);
  for (int i = 0; i < 1000; ++i)
    CHECK(quotas.take(Holder{name, ip("192.0.2.1")}) == Verdict::taken);
  CHECK_EQ(quotas.in_use(), 1000u);
  for (int i = 0; i < 1000; ++i) quotas.give_back(Holder{name, ip("192.0.2.1")});
  CHECK_EQ(quotas.in_use(), 0u);
  CHECK_EQ(quotas.holders(), 0u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "quota", {TEST(per_user_and_total), TEST(a_person_is_one_in_all_meetings), TEST(per_meeting),
                TEST(per_source_address_or_network), TEST(zero_is_unlimited_and_nothing_stays)});
}
