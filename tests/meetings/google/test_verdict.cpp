// SPDX-License-Identifier: MIT
// What follows from each answer of Google's, with the bodies of its page about errors.
#include "meetings/google/verdict.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings::google;
using namespace std::chrono_literals;

namespace {

std::string body(const std::string& reason) {
  return R"({"error":{"errors":[{"domain":"d","reason":")" + reason +
         R"(","message":"m"}],"code":1,"message":"m"}})";
}

Verdict verdict(Act act, int status, const std::string& reason = "x") {
  return judge(act, status, body(reason), "").verdict;
}

void what_is_done_is_done() {
  for (const Act act : {Act::insert, Act::patch, Act::patch_date, Act::remove}) {
    CHECK(verdict(act, 200) == Verdict::done);
    CHECK(verdict(act, 204) == Verdict::done);
    CHECK(judge(act, 200, "", "").reason.empty());
  }
}

void a_repeated_request_comes_to_the_same() {
  const Judgement twice = judge(Act::insert, 409, body("duplicate"), "");
  CHECK(twice.verdict == Verdict::instead && twice.instead == Act::patch);
  CHECK(verdict(Act::remove, 410, "deleted") == Verdict::done);
  CHECK(verdict(Act::remove, 404, "notFound") == Verdict::done);
  const Judgement gone = judge(Act::patch, 404, body("notFound"), "");
  CHECK(gone.verdict == Verdict::instead && gone.instead == Act::insert);
  CHECK(verdict(Act::patch_date, 404, "notFound") == Verdict::dead);
  CHECK(verdict(Act::insert, 404, "notFound") == Verdict::lost);
  // The id of a removed event may be of no use any more.
  CHECK(verdict(Act::patch, 403, "forbidden") == Verdict::renumber);
  CHECK(verdict(Act::insert, 403, "forbidden") == Verdict::lost);
  CHECK(verdict(Act::patch, 403, "insufficientPermissions") == Verdict::lost);
}

void quotas_make_everything_wait() {
  for (const char* reason : {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded",
                             "dailyLimitExceeded", "calendarUsageLimitsExceeded"})
    CHECK(verdict(Act::insert, 403, reason) == Verdict::wait);
  CHECK(verdict(Act::patch, 429, "rateLimitExceeded") == Verdict::wait);
  CHECK(judge(Act::patch, 429, "", "120").not_before == 120s);
  CHECK(judge(Act::patch, 429, "", "99999999").not_before == 24h);
  CHECK(!judge(Act::patch, 429, "", "-1").not_before);
  CHECK(!judge(Act::patch, 429, "", "Wed, 02 Dec 2026 15:00:00 GMT").not_before);
}

void rights_that_lack_are_no_quota() {
  CHECK(verdict(Act::insert, 401, "authError") == Verdict::renew);
  CHECK(verdict(Act::insert, 403, "insufficientPermissions") == Verdict::lost);
  CHECK(judge(Act::insert, 403, "no JSON", "").verdict == Verdict::lost);
}

void other_failures_are_tried_again_or_not() {
  for (const int status : {500, 502, 503, 504})
    CHECK(verdict(Act::patch, status) == Verdict::retry);
  CHECK(judge(Act::patch, 0, "", "").verdict == Verdict::retry);
  CHECK(verdict(Act::patch, 412, "conditionNotMet") == Verdict::retry);
  CHECK(verdict(Act::insert, 400, "timeRangeEmpty") == Verdict::dead);
  CHECK(verdict(Act::insert, 302) == Verdict::dead);
  CHECK_EQ(judge(Act::insert, 400, body("timeRangeEmpty"), "").reason, "status 400 timeRangeEmpty");
  CHECK_EQ(judge(Act::insert, 400, body("a\\nb"), "").reason, "status 400");
}

void a_quotas_pause_grows_to_its_end() {
  CHECK(quota_pause(0, 0) == 1s);
  CHECK(quota_pause(1, 0) == 1s);
  CHECK(quota_pause(2, 0.5) == 2500ms);
  CHECK(quota_pause(7, 1) == 65s);
  CHECK(quota_pause(4'000'000'000U, 1) == 65s);
}

}  // namespace

int main() {
  return lectern_test::run(
      "verdict",
      {TEST(what_is_done_is_done), TEST(a_repeated_request_comes_to_the_same),
       TEST(quotas_make_everything_wait), TEST(rights_that_lack_are_no_quota),
       TEST(other_failures_are_tried_again_or_not), TEST(a_quotas_pause_grows_to_its_end)});
}
