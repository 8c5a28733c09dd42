// SPDX-License-Identifier: MIT
#include "meetings/google/mirror.hpp"

#include <set>
#include <utility>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace meetings::google {
namespace {

constexpr std::size_t kDigestBytes = 12;

// Of what a person sees: the number of the change is none of it.
std::string digest_of(CalendarEvent event) {
  event.sequence = 0;
  const auto digest = base::sha256(base::as_bytes(event_body(event).print()));
  return base::encode_base64url(base::Bytes{digest}.first(kDigestBytes));
}

std::string key_of(const CalendarEvent& event) {
  return event.recurrence_id ? date_name(*event.recurrence_id) : std::string{kWholeEvent};
}

// "20261202T150000Z".
std::optional<base::WallTime> time_of(std::string_view name) {
  if (!name.ends_with('Z')) return std::nullopt;
  const auto local = parse_local_time(name.substr(0, name.size() - 1));
  if (!local) return std::nullopt;
  return base::WallTime{local->time_since_epoch()};
}

Step write_step(Act act, const CalendarEvent& event) {
  return {act, event, key_of(event), digest_of(event)};
}

CalendarEvent named(const std::string& uid, std::optional<base::WallTime> date) {
  CalendarEvent event;
  event.uid = uid;
  event.recurrence_id = date;
  return event;
}

// A date that differed and does so no more.
Step reset_step(const std::string& uid, const std::string& key, base::WallTime date,
                const PlainDate& plain_date) {
  if (const auto plain = plain_date(date)) return {Act::patch_date, *plain, key, {}};
  return {Act::remove, named(uid, date), key, {}};
}

}  // namespace

std::vector<Step> steps_to(const std::string& uid, const std::vector<CalendarEvent>& wanted,
                           const GoogleEvents& there, const PlainDate& plain_date) {
  std::vector<Step> steps;
  const auto written = [&](const std::string& key) {
    const auto found = there.written.find(key);
    return found == there.written.end() ? std::string{} : found->second;
  };
  if (wanted.empty()) {
    if (!there.written.empty())
      steps.push_back({Act::remove, named(uid, std::nullopt), std::string{kWholeEvent}, {}});
    return steps;
  }
  const std::string whole = written(std::string{kWholeEvent});
  Step first = write_step(whole.empty() ? Act::insert : Act::patch, wanted.front());
  const bool anew = first.digest != whole;
  if (anew) steps.push_back(std::move(first));
  std::set<std::string> kept{std::string{kWholeEvent}};
  for (std::size_t i = 1; i < wanted.size(); ++i) {
    Step date = write_step(Act::patch_date, wanted[i]);
    kept.insert(date.key);
    if (anew || date.digest != written(date.key)) steps.push_back(std::move(date));
  }
  for (const auto& [key, digest] : there.written) {
    const auto date = kept.contains(key) ? std::nullopt : time_of(key);
    if (date) steps.push_back(reset_step(uid, key, *date, plain_date));
  }
  return steps;
}

void note_done(const Step& step, GoogleEvents& there) {
  if (!step.digest.empty()) {
    there.written[step.key] = step.digest;
  } else if (step.key == kWholeEvent) {
    there.written.clear();  // its dates go with it
  } else {
    there.written.erase(step.key);
  }
}

}  // namespace meetings::google
