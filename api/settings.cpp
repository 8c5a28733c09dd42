// SPDX-License-Identifier: MIT
// /api/admin/settings/…: what administrators set while the daemon runs.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/resources.hpp"

namespace api {
namespace {

using base::Json;
namespace setting = meetings::setting;
using meetings::SiteValues;

struct Shown {
  std::string_view name;
  Json (*value)(const SiteValues&);
};

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

constexpr std::array kShown{
    Shown{setting::kName, [](const SiteValues& v) { return Json{v.name}; }},
    Shown{setting::kContact, [](const SiteValues& v) { return text_or_null(v.contact); }},
    Shown{setting::kLanguage, [](const SiteValues& v) { return text_or_null(v.language); }},
    Shown{setting::kRegistration,
          [](const SiteValues& v) { return Json{to_string(v.registration)}; }},
    Shown{setting::kRecordings, [](const SiteValues& v) { return Json{v.recordings.enabled}; }},
    Shown{setting::kLargest, [](const SiteValues& v) { return Json{v.recordings.largest}; }},
    Shown{setting::kPersonQuota,
          [](const SiteValues& v) { return Json{v.recordings.quota_per_person}; }},
    Shown{setting::kQuota, [](const SiteValues& v) { return Json{v.recordings.quota}; }},
    Shown{
        setting::kRetention,
        [](const SiteValues& v) {
          return Json{std::int64_t{
              std::chrono::duration_cast<std::chrono::hours>(v.recordings.retention).count() / 24}};
        }},
    Shown{setting::kColor, [](const SiteValues& v) { return text_or_null(v.color); }},
    Shown{setting::kNightColor, [](const SiteValues& v) { return text_or_null(v.night_color); }},
    Shown{setting::kFirstRun,
          [](const SiteValues& v) { return v.first_run_done ? Json{"done"} : Json{}; }},
};

Json logo_view(const SiteValues& values) {
  if (!values.logo) return {};
  return Json::object({{"url", "/api/site/logo?v=" + values.logo->hash},
                       {"type", values.logo->type},
                       {"width", std::int64_t{values.logo->width}},
                       {"height", std::int64_t{values.logo->height}}});
}

// The text in which a value is stored; null takes it back.
base::Result<std::string, Problem> text_of(const std::string& name, const Json& value) {
  if (value.is_null()) return std::string{};
  if (const auto text = value.as_string()) return std::string{*text};
  if (const auto flag = value.as_bool()) return std::string{*flag ? "true" : "false"};
  if (const auto number = value.as_integer()) return std::to_string(*number);
  return base::failure(bad_field(name, "A setting is text, a whole number, true, false or null."));
}

}  // namespace

Answer get_settings(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  const auto values = d.settings.current();
  Json list = Json::array();
  for (const Shown& shown : kShown) {
    list.push(Json::object({{"name", shown.name},
                            {"value", shown.value(*values)},
                            {"fixed", d.settings.is_fixed(shown.name)}}));
  }
  return json_response(200, Json::object({{"settings", list},
                                          {"logo", logo_view(*values)},
                                          {"public_url", text_or_null(d.site.public_url)}}));
}

Answer patch_settings(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  TRY(const auto fields, Fields::read(call.request));
  const auto body = base::Json::parse(call.request.body);
  meetings::SiteChange change;
  for (const auto& [name, value] : body->members()) { TRY(change[name], text_of(name, value)); }
  TRY(d.settings.change(claims, change).map_error(to_problem));
  return empty_response(204);
}

Answer put_logo(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.settings.set_logo(claims, call.request.body).map_error(to_problem));
  return empty_response(204);
}

Answer delete_logo(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.settings.remove_logo(claims).map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
