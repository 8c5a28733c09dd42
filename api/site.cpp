// SPDX-License-Identifier: MIT
// GET /api/site and its logo: the facts that the first page needs before anybody signs in.
#include "api/entity_tag.hpp"
#include "api/resources.hpp"
#include "base/json.hpp"
#include "meetings/readable_colors.hpp"

namespace api {
namespace {

// By night another colour can be read than by day: that which is set, else the nearest.
std::string night_color(const meetings::SiteValues& values) {
  if (!values.night_color.empty()) return values.night_color;
  const auto color = meetings::Color::parse(values.color);
  if (!color) return {};
  return meetings::nearest_readable(*color, meetings::Daytime::night).print();
}

}  // namespace

base::Json site_facts(const Dependencies& d, const meetings::SiteValues& values) {
  auto facts = base::Json::object({{"name", values.name},
                                   {"registration", to_string(d.accounts.registration())},
                                   {"version", d.site.version}});
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) facts.set(name, value);
  };
  add("contact", values.contact);
  add("language", values.language);
  add("color", values.color);
  add("night_color", night_color(values));
  if (values.logo) add("logo", "/api/site/logo?v=" + values.logo->hash);
  const auto& frames = d.policy.frame_ancestors;
  if (!frames.empty()) {
    auto list = base::Json::array();
    for (const std::string& origin : frames) list.push(origin);
    facts.set("frame_ancestors", std::move(list));
  }
  return facts;
}

Answer get_site(const Dependencies& d, const Call&) {
  return json_response(200, site_facts(d, *d.settings.current()));
}

Answer get_site_logo(const Dependencies& d, const Call& call) {
  const auto values = d.settings.current();
  if (!values->logo) return base::failure(not_found());
  const meetings::SiteLogo& logo = *values->logo;
  const std::string tag = '"' + logo.hash + '"';
  // An address with these bytes' name never shows others.
  const bool named = call.request.query_value("v") == logo.hash;
  Response response;
  response.with("ETag", tag)
      .with("Cache-Control", named ? "public, max-age=31536000, immutable" : "no-cache");
  // The bytes live as long as the values that they belong to.
  response.body = std::shared_ptr<const std::string>{values, &logo.bytes};
  const std::string_view condition = call.request.header("if-none-match");
  if (!condition.empty() && !none_match(condition, tag)) {
    response.status = 304;
    return response;
  }
  response.with("Content-Type", std::string{logo.type});
  return response;
}

}  // namespace api
