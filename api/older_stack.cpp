// SPDX-License-Identifier: MIT
#include "api/older_stack.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "meetings/openings.hpp"
#include "meetings/text_rules.hpp"

namespace api::older_stack {
namespace {

using base::Json;
using Members = std::vector<std::pair<std::string, Json>>;

constexpr std::string_view kOlderRoot = "/api/meetings/";

struct Names {
  std::string_view older, own;
};
// The fields of `create` whose values our own API reads, under another name.
constexpr std::array kFields{Names{"meeting_type", "type"}, Names{"access_type", "access"},
                             Names{"scheduled_time", "scheduled_at"}, Names{"invites", "invitees"}};
// The fields of `create` that say something in another way.
constexpr std::array<std::string_view, 7> kFlags{
    "approval_required", "is_password_required", "allow_screen_share", "allow_unmute",
    "enable_chat",       "enable_reactions",     "is_recorded"};
constexpr std::array<std::string_view, 2> kGuestFields{"guest_name", "guest_email"};

constexpr std::string_view kOlderApproval = "approval_required";
constexpr std::string_view kOwnApproval = "approval";

// A switch of the older stack, and the setting that it means.
struct Switch {
  std::string_view flag, setting, on, off;
};
constexpr std::array kSwitches{Switch{"enable_chat", "chat", "everyone", "off"},
                               Switch{"allow_screen_share", "share", "everyone", "hosts"},
                               Switch{"allow_unmute", "unmute", "everyone", "hosts"},
                               Switch{"is_recorded", "recording", "hosts", "off"}};

std::string_view own_access(std::string_view older) noexcept {
  return older == kOlderApproval ? kOwnApproval : older;
}
std::string_view older_access(std::string_view own) noexcept {
  return own == kOwnApproval ? kOlderApproval : own;
}

bool is_empty_text(const Json& value) {
  const auto text = value.as_string();
  return text && base::trim(*text).empty();
}

// "2026-12-01T16:00", what a field of the type datetime-local holds: perhaps with seconds and with
// a fraction, which does not count.
std::optional<meetings::LocalTime> parse_datetime_local(std::string_view text) {
  text = text.substr(0, text.find('.'));
  constexpr std::size_t kMinutes = 16;
  constexpr std::size_t kSeconds = 19;
  if (text.size() != kMinutes && text.size() != kSeconds) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':') return std::nullopt;
  if (text.size() == kSeconds && text[16] != ':') return std::nullopt;
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
               [](char c) { return c != '-' && c != ':'; });
  if (text.size() == kMinutes) digits += "00";
  return meetings::parse_local_time(digits);
}

// The person's name in the parts that the older stack has.
Json person(std::string_view name) {
  const std::size_t gap = std::min(name.rfind(' '), name.size());
  return Json::object({{"first_name", name.substr(0, gap)},
                       {"last_name", base::trim(name.substr(gap), " ")},
                       {"username", name}});
}

// Reads one body of `create`.
class Reading {
 public:
  Reading(const Json& older, const Site& site) : in_(older), site_(site) {}

  base::Result<OwnBody, Problem> result() {
    pass_on();
    read_type();
    read_access();
    read_most();
    read_password();
    read_switches();
    TRY(read_time());
    read_invites();
    if (const auto& wrong = in_.error()) {
      return base::failure(
          bad_field(wrong->field, "The field \"" + wrong->field + "\" " + wrong->problem + "."));
    }
    return std::move(out_);
  }

 private:
  // Everything that has the same name and meaning in both.
  void pass_on() {
    for (const auto& [name, value] : in_.json().members()) {
      const bool read_elsewhere = name == "password" || name == "max_participants" ||
                                  std::ranges::find(kFlags, name) != kFlags.end() ||
                                  std::ranges::find(kFields, name, &Names::older) != kFields.end();
      if (!read_elsewhere) out_.body.set(name, value);
    }
  }
  void read_type() {
    if (const auto type = in_.optional_text("meeting_type")) out_.body.set("type", *type);
  }
  void read_access() {
    const auto access = in_.optional_text("access_type");
    if (access) out_.body.set("access", own_access(*access));
    // Some forms have a box of this name beside the choice.
    if (in_.optional_flag("approval_required") == true && access.value_or("public") == "public")
      out_.body.set("access", kOwnApproval);
  }
  // A mesh cannot carry what the older stack allowed: less is better than nothing.
  void read_most() {
    const auto asked = in_.optional_number<std::int64_t>("max_participants");
    if (!asked) return;
    const std::int64_t used = std::min(*asked, site_.most_participants);
    out_.body.set("max_participants", used);
    if (used == *asked) return;
    adjust("max_participants", *asked, used,
           "This server takes at most " + std::to_string(used) + " people into a meeting.");
  }
  void read_password() {
    const auto wanted = in_.optional_flag("is_password_required");
    const auto password = in_.optional_text("password");
    const bool given = password && !password->empty();
    if (wanted == true && !given) in_.refuse("password", "is missing: the meeting shall have one");
    if (given && wanted.value_or(true)) out_.body.set("password", *password);
  }
  void read_switches() {
    const Json own = in_.json()["settings"];
    if (!own.is_null() && !own.is_object()) return;  // our own API refuses it
    Json settings = Json::object();
    for (const auto& [name, value] : own.members()) settings.set(name, value);
    for (const Switch& one : kSwitches) {
      if (const auto on = in_.optional_flag(one.flag))
        settings.set(one.setting, *on ? one.on : one.off);
    }
    if (settings.size() > 0) out_.body.set("settings", settings);
    if (in_.optional_flag("enable_reactions") == false)
      adjust("enable_reactions", false, true, "Reactions cannot be switched off here.");
  }
  base::Result<void, Problem> read_time() {
    if (is_empty_text(in_.json()["scheduled_time"])) return {};
    const auto text = in_.optional_text("scheduled_time");
    if (!text) return {};
    // A form keeps the time that was typed before the person chose another type.
    if (out_.body["type"].as_string() == "instant") {
      adjust("scheduled_time", *text, nullptr, "An instant meeting has no time.");
      return {};
    }
    const auto local = parse_datetime_local(*text);
    if (!local) {
      out_.body.set("scheduled_at", *text);  // with a zone, or no time at all
      return {};
    }
    return read_local(*local);
  }
  // As the dates of a series are read (docs/series.md): of a time that the clocks show twice, the
  // first; a time that they skip is none.
  base::Result<void, Problem> read_local(meetings::LocalTime local) {
    const auto own = in_.optional_text("timezone");
    const std::string zone = own && !own->empty() ? *own : site_.timezone;
    const auto rules = site_.find_timezone ? site_.find_timezone(zone) : nullptr;
    if (!rules) {
      return base::failure(
          bad_field(own ? "timezone" : "scheduled_time",
                    "This server has no rules of the time zone \"" + zone + "\"."));
    }
    const auto reading = rules->read(local);
    if (!reading.exists) {
      return base::failure(
          bad_field("scheduled_time",
                    "The clocks of " + zone + " are set forward then: this time does not exist."));
    }
    out_.body.set("scheduled_at", base::print_iso8601(reading.at)).set("timezone", zone);
    return {};
  }
  void read_invites() {
    const Json list = in_.json()["invites"];
    if (list.is_null()) return;
    if (!list.is_array()) return in_.refuse("invites", "must be a list of e-mail addresses");
    Json invitees = Json::array();
    for (const Json& one : list.items()) {
      if (!is_empty_text(one)) invitees.push(one);
    }
    out_.body.set("invitees", invitees);
  }
  void adjust(std::string_view field, Json asked, Json used, std::string detail) {
    out_.adjusted.push_back(
        {std::string{field}, std::move(asked), std::move(used), std::move(detail)});
  }

  base::JsonFields in_;
  const Site& site_;
  OwnBody out_{Json::object(), {}};
};

// "active" opens the join button.
std::string_view status_of(const Json& meeting, base::WallTime now) {
  const Json state = meeting["state"];
  if (state.as_string() == "cancelled") return "cancelled";
  if (state.as_string() != "open") return "ended";
  // Of a series the date that is open or comes next.
  const Json starts =
      meeting["occurrence"].is_null() ? meeting["scheduled_at"] : meeting["occurrence"];
  const auto at = base::parse_iso8601(starts.as_string().value_or(""));
  return at && now < *at - meetings::kOpensEarly ? "scheduled" : "active";
}

Json status_of_invitation(const Json& own) {
  // Who has not decided can still do so.
  return own.as_string() == "tentative" ? Json{"pending"} : own;
}

}  // namespace

std::string own_path(std::string_view path) {
  if (!is_older_path(path)) return std::string{path};
  return "/api/meeting/" + std::string{path.substr(kOlderRoot.size())};
}

bool is_older_path(std::string_view path) {
  return path.starts_with(kOlderRoot) && path.size() > kOlderRoot.size();
}

bool has_older_fields(const Json& body) {
  const auto has = [&](std::string_view name) { return body.has(name); };
  return std::ranges::any_of(kFields, has, &Names::older) || std::ranges::any_of(kFlags, has) ||
         std::ranges::any_of(kGuestFields, has);
}

base::Result<OwnBody, Problem> own_create(const Json& older, const Site& site) {
  return Reading{older, site}.result();
}

Json own_join(const Json& older, bool guest) {
  Json own = Json::object();
  for (const auto& [name, value] : older.members()) {
    const bool of_guest = std::ranges::find(kGuestFields, name) != kGuestFields.end();
    // A form sends an empty password where the person typed none.
    if (!of_guest && !is_empty_text(value)) own.set(name, value);
  }
  if (!guest) return own;
  own.set("name", older["guest_name"]);
  // The hosts see the address with the request.
  if (!is_empty_text(older["guest_email"])) own.set("message", older["guest_email"]);
  return own;
}

std::string older_field(std::string_view own) {
  const auto found = std::ranges::find(kFields, own, &Names::own);
  return std::string{found == kFields.end() ? own : found->older};
}

Json adjustments_view(const std::vector<Adjustment>& adjusted) {
  Json list = Json::array();
  for (const Adjustment& one : adjusted) {
    list.push(Json::object(
        {{"field", one.field}, {"asked", one.asked}, {"used", one.used}, {"detail", one.detail}}));
  }
  return list;
}

Json with_older_names(Json meeting, base::WallTime now) {
  const Json access = meeting["access"];
  Json host = meeting["host"].is_object() ? meeting["host"] : Json::object();
  host.set("username", host["name"]);
  return meeting.set("meeting_type", meeting["type"])
      .set("access_type", older_access(access.as_string().value_or("")))
      .set("is_password_required", meeting["has_password"])
      .set("scheduled_time", meeting["scheduled_at"])
      .set("status", status_of(meeting, now))
      .set("host", host);
}

Json join_request(const Json& request, const std::string& title, bool of_guest) {
  const std::string name = request["name"].text();
  const Json message = request["message"];
  const bool has_email =
      of_guest && meetings::check_email("guest_email", message.text()).has_value();
  return Json::object(
      {{"id", request["request_id"]},
       {"status", request["status"]},
       {"requested_at", request["created_at"]},
       {"meeting", Json::object({{"title", title}, {"meeting_id", request["meeting_id"]}})},
       {"user", of_guest ? Json{} : person(name)},
       {"guest_name", of_guest ? Json{name} : Json{}},
       {"guest_email", has_email ? message : Json{}}});
}

Json invitation(const Json& invitation, base::WallTime now) {
  const Json meeting = with_older_names(invitation["meeting"], now);
  const Json host = Json::object({{"username", meeting["host"]["username"]}});
  return Json::object({{"id", invitation["invite_id"]},
                       {"status", status_of_invitation(invitation["status"])},
                       {"invited_at", invitation["created_at"]},
                       {"invited_by", host},
                       {"meeting", Json::object({{"title", meeting["title"]},
                                                 {"meeting_id", meeting["meeting_id"]},
                                                 {"meeting_type", meeting["meeting_type"]},
                                                 {"access_type", meeting["access_type"]},
                                                 {"scheduled_time", meeting["scheduled_time"]},
                                                 {"status", meeting["status"]},
                                                 {"host", host}})}});
}

}  // namespace api::older_stack
