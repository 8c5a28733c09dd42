// SPDX-License-Identifier: MIT
#include "meetings/site_settings.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/number.hpp"
#include "meetings/lookups.hpp"
#include "meetings/readable_colors.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;
constexpr std::int64_t kTebibyte = std::int64_t{1} << 40;
constexpr std::int64_t kMostDays = 3650;

// Checks a value that is not empty, and returns it as it is stored.
using Check = Outcome<std::string> (*)(std::string_view name, std::string_view value);
// Puts a stored value into those that count. False: a value of another release, which is left out.
using Use = bool (*)(std::string_view value, SiteValues& values);

struct Row {
  std::string_view name;
  Check check;
  Use use;
};

auto refused(std::string_view name, std::string detail) {
  return refuse_field(std::string{name}, std::move(detail));
}

Outcome<std::string> check_name(std::string_view name, std::string_view value) {
  return check_line(name, value, 1, SiteSettings::kLongestName);
}

Outcome<std::string> check_contact(std::string_view name, std::string_view value) {
  return check_email(name, value);
}

Outcome<std::string> check_language(std::string_view name, std::string_view value) {
  if (std::ranges::find(kMailLanguages, value) == kMailLanguages.end())
    return refused(name, "A language is en, de, fr, es or ar.");
  return std::string{value};
}

Outcome<std::string> check_registration(std::string_view name, std::string_view value) {
  if (!parse_registration(value)) return refused(name, "It is open, invited or closed.");
  return std::string{value};
}

Outcome<std::string> check_flag(std::string_view name, std::string_view value) {
  if (value != "true" && value != "false") return refused(name, "It is true or false.");
  return std::string{value};
}

template <std::int64_t least, std::int64_t most>
Outcome<std::string> check_number(std::string_view name, std::string_view value) {
  const auto number = base::parse_number<std::int64_t>(value);
  if (!number || *number < least || *number > most)
    return refused(
        name, "It is a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  return std::string{value};
}

template <Daytime when>
Outcome<std::string> check_color(std::string_view name, std::string_view value) {
  const auto color = Color::parse(value);
  if (!color) return refused(name, "A colour is #rrggbb.");
  if (!is_readable(*color, when))
    return refused(name, "This colour cannot be read; the nearest that can is " +
                             nearest_readable(*color, when).print() + ".");
  return color->print();
}

// Comes as base64 of a checked logo.
Outcome<std::string> check_stored_logo(std::string_view, std::string_view value) {
  return std::string{value};
}

Outcome<std::string> check_first_run(std::string_view name, std::string_view value) {
  if (value != "done") return refused(name, "It is done.");
  return std::string{value};
}

template <std::string SiteValues::*field>
bool use_text(std::string_view value, SiteValues& values) {
  values.*field = value;
  return true;
}

template <std::int64_t RecordingsConfig::*field>
bool use_bytes(std::string_view value, SiteValues& values) {
  const auto number = base::parse_number<std::int64_t>(value);
  if (number) values.recordings.*field = *number;
  return number.has_value();
}

bool use_registration(std::string_view value, SiteValues& values) {
  const auto registration = parse_registration(value);
  values.registration = registration.value_or(values.registration);
  return registration.has_value();
}

bool use_recordings(std::string_view value, SiteValues& values) {
  values.recordings.enabled = value == "true";
  return true;
}

bool use_retention(std::string_view value, SiteValues& values) {
  const auto days = base::parse_number<std::int64_t>(value);
  if (days) values.recordings.retention = std::chrono::hours{24 * *days};
  return days.has_value();
}

bool use_logo(std::string_view value, SiteValues& values) {
  const auto bytes = base::decode_base64(value);
  auto logo = check_logo(bytes ? base::as_text(*bytes) : std::string_view{});
  if (logo) values.logo = std::make_shared<const SiteLogo>(std::move(*logo));
  return logo.has_value();
}

bool use_first_run(std::string_view, SiteValues& values) {
  values.first_run_done = true;
  return true;
}

constexpr std::array kRows{
    Row{setting::kName, check_name, use_text<&SiteValues::name>},
    Row{setting::kContact, check_contact, use_text<&SiteValues::contact>},
    Row{setting::kLanguage, check_language, use_text<&SiteValues::language>},
    Row{setting::kRegistration, check_registration, use_registration},
    Row{setting::kRecordings, check_flag, use_recordings},
    Row{setting::kLargest, check_number<kMebibyte, kTebibyte>,
        use_bytes<&RecordingsConfig::largest>},
    Row{setting::kPersonQuota, check_number<kMebibyte, 1024 * kTebibyte>,
        use_bytes<&RecordingsConfig::quota_per_person>},
    Row{setting::kQuota, check_number<kMebibyte, 1024 * kTebibyte>,
        use_bytes<&RecordingsConfig::quota>},
    Row{setting::kRetention, check_number<1, kMostDays>, use_retention},
    Row{setting::kColor, check_color<Daytime::day>, use_text<&SiteValues::color>},
    Row{setting::kNightColor, check_color<Daytime::night>, use_text<&SiteValues::night_color>},
    Row{setting::kLogo, check_stored_logo, use_logo},
    Row{setting::kFirstRun, check_first_run, use_first_run},
};

const Row* row_of(std::string_view name) {
  const auto found = std::ranges::find(kRows, name, &Row::name);
  return found == kRows.end() ? nullptr : &*found;
}

}  // namespace

SiteSettings::SiteSettings(Services services, SiteValues configured,
                           std::set<std::string, std::less<>> fixed)
    : s_(services),
      configured_(std::move(configured)),
      fixed_(std::move(fixed)),
      current_(std::make_shared<const SiteValues>(configured_)) {}

void SiteSettings::subscribe(std::function<void(const SiteValues&)> taker) {
  taker(*current());
  takers_.push_back(std::move(taker));
}

void SiteSettings::use(const SiteChange& stored) {
  SiteValues values = configured_;
  for (const auto& [name, value] : stored) {
    const Row* row = row_of(name);
    if (row != nullptr && !is_fixed(name)) (void)row->use(value, values);
  }
  const auto now = std::make_shared<const SiteValues>(std::move(values));
  // Whoever makes something of the new values finds every part changed already.
  for (const auto& taker : takers_) taker(*now);
  current_.with([&](auto& current) { current = now; });
}

Outcome<void> SiteSettings::refresh() {
  const std::scoped_lock turn(refreshing_);
  TRY(const auto stored, read(s_.store, [](UnitOfWork& work) -> Outcome<SiteChange> {
        return work.site_settings().all();
      }));
  if (stored == stored_) return {};
  stored_ = stored;
  use(stored);
  return {};
}

Outcome<void> SiteSettings::store(const Claims& claims, const SiteChange& change) {
  TRY(s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(require_admin(work, claims, now));
    for (const auto& [name, value] : change) {
      if (value.empty()) work.site_settings().remove(name);
      else work.site_settings().put(name, value, now);
      note(work, s_,
           {.kind = AuditKind::setting_changed,
            .actor = actor_of(claims),
            .object = name,
            .detail = value.empty() ? "taken back" : ""});
    }
    return {};
  }));
  s_.store.after_commit([this] { (void)refresh(); });
  return {};
}

Outcome<void> SiteSettings::change(const Claims& claims, const SiteChange& change) {
  TRY(read(s_.store,
           [&](UnitOfWork& work) { return require_admin(work, claims, s_.clock.wall_now()); }));
  SiteChange checked;
  for (const auto& [name, value] : change) {
    const Row* row = row_of(name);
    if (row == nullptr || name == setting::kLogo) return refused(name, "There is no such setting.");
    if (is_fixed(name)) return refused(name, "The configuration of the server sets it.");
    if (value.empty()) {
      checked[name] = {};
      continue;
    }
    TRY(checked[name], row->check(name, value));
  }
  return store(claims, checked);
}

Outcome<void> SiteSettings::set_logo(const Claims& claims, std::string_view bytes) {
  TRY(read(s_.store,
           [&](UnitOfWork& work) { return require_admin(work, claims, s_.clock.wall_now()); }));
  TRY(const auto logo, check_logo(bytes));
  return store(claims,
               {{std::string{setting::kLogo}, base::encode_base64(base::as_bytes(logo.bytes))}});
}

Outcome<void> SiteSettings::remove_logo(const Claims& claims) {
  return store(claims, {{std::string{setting::kLogo}, std::string{}}});
}

}  // namespace meetings
