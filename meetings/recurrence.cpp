// SPDX-License-Identifier: MIT
#include "meetings/recurrence.hpp"

#include <algorithm>
#include <array>

#include "base/number.hpp"
#include "base/text.hpp"

namespace meetings {
namespace {

using std::chrono::weekday;

constexpr std::size_t kLongestRule = 200;
constexpr std::string_view kPrefix = "RRULE:";
constexpr unsigned kLongestInterval = 99;
constexpr unsigned kSmallestCount = 2;  // Outlook refuses 1
constexpr unsigned kLargestCount = 1000;

// In the order of Frequency.
constexpr std::array<std::string_view, 4> kFrequencies{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
// In the order of weekday::c_encoding().
constexpr std::array<std::string_view, 7> kDays{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
constexpr std::array<unsigned, 12> kLongestMonths{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

auto refuse_rule(std::string detail) { return refuse_field("recurrence", std::move(detail)); }

Outcome<unsigned> read_number(std::string_view name, std::string_view value, unsigned least,
                              unsigned most) {
  constexpr std::size_t kMostDigits = 4;
  const auto number =
      value.size() > kMostDigits ? std::nullopt : base::parse_number<unsigned>(value, least, most);
  if (!number) {
    return refuse_rule(std::string{name} + " takes " + std::to_string(least) + " to " +
                       std::to_string(most) + ".");
  }
  return *number;
}

Outcome<weekday> read_weekday(std::string_view value) {
  const auto* const at = std::find(kDays.begin(), kDays.end(), value);
  if (at == kDays.end())
    return refuse_rule("A day of the week is one of MO, TU, WE, TH, FR, SA, SU.");
  return weekday{static_cast<unsigned>(at - kDays.begin())};
}

Outcome<RuleDay> read_rule_day(std::string_view value) {
  RuleDay out;
  const std::size_t letters = value.size() < 2 ? 0 : value.size() - 2;
  const std::string_view nth = value.substr(0, letters);
  TRY(out.day, read_weekday(value.substr(letters)));
  if (nth.empty()) return out;
  if (nth == "-1") {
    out.nth = -1;
    return out;
  }
  TRY(const unsigned number,
      read_number("The number in BYDAY", nth.substr(nth.front() == '+' ? 1 : 0), 1, 5));
  out.nth = static_cast<int>(number);
  return out;
}

// Monday is 1, Sunday 7.
bool earlier_in_week(const RuleDay& a, const RuleDay& b) noexcept {
  return a.day.iso_encoding() < b.day.iso_encoding();
}

Outcome<void> set_frequency(Recurrence& rule, std::string_view value) {
  const auto* const at = std::find(kFrequencies.begin(), kFrequencies.end(), value);
  if (at == kFrequencies.end()) return refuse_rule("FREQ takes DAILY, WEEKLY, MONTHLY or YEARLY.");
  rule.frequency = static_cast<Frequency>(at - kFrequencies.begin());
  return {};
}

Outcome<void> set_interval(Recurrence& rule, std::string_view value) {
  TRY(rule.interval, read_number("INTERVAL", value, 1, kLongestInterval));
  return {};
}

Outcome<void> set_count(Recurrence& rule, std::string_view value) {
  TRY(rule.count, read_number("COUNT", value, kSmallestCount, kLargestCount));
  return {};
}

// A date means the whole of that day.
Outcome<void> set_until(Recurrence& rule, std::string_view value) {
  const bool utc = value.ends_with('Z');
  std::string text{value.substr(0, value.size() - (utc ? 1 : 0))};
  if (!utc && text.find('T') == std::string::npos) text += "T235959";
  const auto local = parse_local_time(text);
  if (!local)
    return refuse_rule("UNTIL takes a date such as 20261218 or a time such as 20261218T230000Z.");
  if (utc) {
    rule.until = base::WallTime{local->time_since_epoch()};
  } else {
    rule.until = *local;
  }
  return {};
}

Outcome<void> set_by_day(Recurrence& rule, std::string_view value) {
  for (;;) {
    const std::size_t comma = value.find(',');
    TRY(const auto day, read_rule_day(value.substr(0, comma)));
    if (std::find(rule.by_day.begin(), rule.by_day.end(), day) != rule.by_day.end())
      return refuse_rule("BYDAY names a day twice.");
    rule.by_day.push_back(day);
    if (comma == std::string_view::npos) break;
    value.remove_prefix(comma + 1);
  }
  std::sort(rule.by_day.begin(), rule.by_day.end(), earlier_in_week);
  return {};
}

Outcome<void> set_by_month_day(Recurrence& rule, std::string_view value) {
  TRY(rule.by_month_day, read_number("BYMONTHDAY (a single day)", value, 1, 31));
  return {};
}

Outcome<void> set_by_month(Recurrence& rule, std::string_view value) {
  TRY(rule.by_month, read_number("BYMONTH (a single month)", value, 1, 12));
  return {};
}

Outcome<void> set_week_start(Recurrence& rule, std::string_view value) {
  TRY(rule.week_start, read_weekday(value));
  return {};
}

struct Part {
  std::string_view name;
  Outcome<void> (*set)(Recurrence&, std::string_view);
};
constexpr std::array<Part, 8> kParts{{{"FREQ", set_frequency},
                                      {"INTERVAL", set_interval},
                                      {"COUNT", set_count},
                                      {"UNTIL", set_until},
                                      {"BYDAY", set_by_day},
                                      {"BYMONTHDAY", set_by_month_day},
                                      {"BYMONTH", set_by_month},
                                      {"WKST", set_week_start}}};

// Reads the parts in turn; each may stand once.
class RuleReader {
 public:
  Outcome<void> take(std::string_view part) {
    const std::size_t equals = part.find('=');
    const std::string_view name = part.substr(0, equals);
    const auto* const known =
        std::find_if(kParts.begin(), kParts.end(), [&](const Part& p) { return p.name == name; });
    if (equals == std::string_view::npos || known == kParts.end()) {
      return refuse_rule("Rules with " + base::harmless(base::shortened(part, 20)) +
                         " are not supported.");
    }
    bool& seen = seen_.at(static_cast<std::size_t>(known - kParts.begin()));
    if (seen) return refuse_rule(std::string{name} + " stands twice in the rule.");
    seen = true;
    return known->set(rule_, part.substr(equals + 1));
  }
  bool has_frequency() const noexcept { return seen_.front(); }
  Recurrence take_rule() { return std::move(rule_); }

 private:
  Recurrence rule_;
  std::array<bool, kParts.size()> seen_{};
};

bool is_nth(const RuleDay& day) noexcept { return day.nth != 0; }

Outcome<void> check_weekly(const Recurrence& rule) {
  if (rule.by_month_day || rule.by_month ||
      std::any_of(rule.by_day.begin(), rule.by_day.end(), is_nth))
    return refuse_rule("A weekly rule takes days of the week only, such as BYDAY=MO,WE.");
  return {};
}

// One day of a month: a date or the nth day of the week.
Outcome<void> check_day_of_month(const Recurrence& rule) {
  if (rule.by_month_day && !rule.by_day.empty())
    return refuse_rule("BYMONTHDAY and BYDAY exclude each other.");
  if (rule.by_day.size() > 1 || (rule.by_day.size() == 1 && !is_nth(rule.by_day.front())))
    return refuse_rule("A month takes a single day of the week, such as BYDAY=2TU or BYDAY=-1FR.");
  return {};
}

Outcome<void> check_yearly(const Recurrence& rule) {
  if (!rule.by_month && (rule.by_month_day || !rule.by_day.empty()))
    return refuse_rule("A yearly rule with a day needs its month, such as BYMONTH=3.");
  if (rule.by_month_day && *rule.by_month_day > kLongestMonths.at(*rule.by_month - 1))
    return refuse_rule("This month never has that day.");
  return check_day_of_month(rule);
}

Outcome<void> check_parts(const Recurrence& rule) {
  if (rule.count && rule.until) return refuse_rule("COUNT and UNTIL exclude each other.");
  switch (rule.frequency) {
    case Frequency::daily:
      if (rule.by_month_day || rule.by_month || !rule.by_day.empty())
        return refuse_rule("A daily rule takes no BYDAY, BYMONTHDAY and BYMONTH.");
      return {};
    case Frequency::weekly: return check_weekly(rule);
    case Frequency::monthly:
      if (rule.by_month) return refuse_rule("A monthly rule takes no BYMONTH.");
      return check_day_of_month(rule);
    case Frequency::yearly: return check_yearly(rule);
  }
  return {};
}

std::string print_until(const Recurrence::Until& until) {
  if (const auto* const local = std::get_if<LocalTime>(&until)) return print_local_time(*local);
  const auto at = std::chrono::floor<std::chrono::seconds>(std::get<base::WallTime>(until));
  return print_local_time(LocalTime{at.time_since_epoch()}) + 'Z';
}

std::string print_days(const std::vector<RuleDay>& days) {
  std::string out;
  for (const RuleDay& day : days) {
    if (!out.empty()) out += ',';
    if (is_nth(day)) out += std::to_string(day.nth);
    out += kDays.at(day.day.c_encoding());
  }
  return out;
}

// The parts of `list` are separated by semicolons, of which none may be the last.
Outcome<Recurrence> read_parts(std::string_view list) {
  RuleReader reader;
  for (;;) {
    const std::size_t end = list.find(';');
    TRY(reader.take(list.substr(0, end)));
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 1);
  }
  if (!reader.has_frequency()) return refuse_rule("The rule lacks its FREQ.");
  return reader.take_rule();
}

}  // namespace

Outcome<Recurrence> parse_recurrence(std::string_view text) {
  if (text.size() > kLongestRule)
    return refuse_rule("A rule has at most " + std::to_string(kLongestRule) + " characters.");
  const std::string upper = base::to_upper(text);
  const std::string_view list{upper};
  TRY(auto rule, read_parts(list.starts_with(kPrefix) ? list.substr(kPrefix.size()) : list));
  TRY(check_parts(rule));
  if (rule.frequency != Frequency::weekly) rule.week_start = std::chrono::Monday;
  return rule;
}

std::string print_recurrence(const Recurrence& rule) {
  std::string out = "FREQ=";
  out += kFrequencies.at(static_cast<std::size_t>(rule.frequency));
  const auto put = [&out](std::string_view name, std::string_view value) {
    ((out += ';') += name) += '=';
    out += value;
  };
  if (rule.interval != 1) put("INTERVAL", std::to_string(rule.interval));
  if (rule.count) put("COUNT", std::to_string(*rule.count));
  if (rule.until) put("UNTIL", print_until(*rule.until));
  if (rule.by_month) put("BYMONTH", std::to_string(*rule.by_month));
  if (rule.by_month_day) put("BYMONTHDAY", std::to_string(*rule.by_month_day));
  if (!rule.by_day.empty()) put("BYDAY", print_days(rule.by_day));
  if (rule.week_start != std::chrono::Monday) put("WKST", kDays.at(rule.week_start.c_encoding()));
  return out;
}

Recurrence with_fixed_end(Recurrence rule, const TimeZone& zone) {
  if (!rule.until) return rule;
  if (const auto* const local = std::get_if<LocalTime>(&*rule.until))
    rule.until = zone.read(*local).at;
  return rule;
}

}  // namespace meetings
