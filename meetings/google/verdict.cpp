// SPDX-License-Identifier: MIT
#include "meetings/google/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.hpp"
#include "base/number.hpp"

namespace meetings::google {
namespace {

constexpr std::int64_t kLongestWait = 86'400;  // seconds, of Retry-After
constexpr unsigned kMostDoublings = 6;
constexpr std::size_t kLongestReason = 40;
// Of a 403 that is about the pace, and not about rights.
constexpr std::array<std::string_view, 5> kQuotas{"rateLimitExceeded", "userRateLimitExceeded",
                                                  "quotaExceeded", "dailyLimitExceeded",
                                                  "calendarUsageLimitsExceeded"};

// error.errors[0].reason: letters. Anything else is not repeated in a log.
std::string reason_of(std::string_view body) {
  const auto json = base::Json::parse(body);
  if (!json) return {};
  const std::vector<base::Json> errors = (*json)["error"]["errors"].items();
  std::string reason = errors.empty() ? std::string{} : errors.front()["reason"].text();
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (reason.size() > kLongestReason || !std::all_of(reason.begin(), reason.end(), letter))
    reason.clear();
  return reason;
}

Judgement judge_refusal(Act act, int status, const std::string& reason) {
  const bool quota = std::find(kQuotas.begin(), kQuotas.end(), reason) != kQuotas.end();
  switch (status) {
    case 401: return {Verdict::renew};
    case 403:
      // An event that was removed keeps its id, and some of them take no patch. Where rights lack,
      // the insert is refused, too.
      if (act == Act::patch && reason == "forbidden") return {Verdict::renumber};
      return {quota ? Verdict::wait : Verdict::lost};
    case 429: return {Verdict::wait};
    case 404:
    case 410:
      switch (act) {
        case Act::remove: return {Verdict::done};
        case Act::patch: return {Verdict::instead, Act::insert};
        case Act::patch_date: return {Verdict::dead};  // the series has no such date there
        case Act::insert: break;
      }
      return {Verdict::lost};  // there is no such calendar
    case 409:
      // An id stays taken by an event that was removed: the patch brings it back.
      if (act == Act::insert) return {Verdict::instead, Act::patch};
      return {Verdict::retry};
    case 408:
    case 412: return {Verdict::retry};
    default: return {status >= 500 ? Verdict::retry : Verdict::dead};
  }
}

}  // namespace

Judgement judge(Act act, int status, std::string_view body, std::string_view retry_after) {
  if (status >= 200 && status < 300) return {Verdict::done};
  if (status == 0) return {.verdict = Verdict::retry, .reason = "no answer"};
  const std::string reason = reason_of(body);
  Judgement out = judge_refusal(act, status, reason);
  if (out.verdict == Verdict::done) return out;
  out.reason = "status " + std::to_string(status) + (reason.empty() ? "" : " " + reason);
  if (const auto wait = base::parse_number<std::int64_t>(retry_after, 0))
    out.not_before = std::chrono::seconds{std::min(*wait, kLongestWait)};
  return out;
}

std::chrono::milliseconds quota_pause(unsigned times, double chance) noexcept {
  const unsigned doublings = std::min(times > 0 ? times - 1 : 0, kMostDoublings);
  const auto scatter = static_cast<std::int64_t>(std::lround(std::clamp(chance, 0.0, 1.0) * 1000));
  return std::chrono::milliseconds{(std::int64_t{1000} << doublings) + scatter};
}

}  // namespace meetings::google
