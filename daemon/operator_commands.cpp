// SPDX-License-Identifier: MIT
#include "daemon/operator_commands.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "daemon/version.hpp"
#include "turn/credentials.hpp"

namespace lecternd {
namespace {

using base::Json;

constexpr std::size_t kPage = 500;
constexpr std::size_t kMostMeetings = 1000;

ControlResult refused(const meetings::Refusal& refusal) {
  std::string message = refusal.detail.empty() ? std::string{to_string(refusal.code)} : refusal.detail;
  if (!refusal.field.empty()) message = refusal.field + ": " + message;
  return control_failure(std::string{to_string(refusal.code)}, std::move(message));
}

// A required text among the arguments.
base::Result<std::string, ControlError> text_of(const Json& arguments, std::string_view name) {
  const Json value = arguments[name];
  if (const auto text = value.as_string()) return std::string{*text};
  return control_failure("bad-field", std::string{name} + " is missing");
}

Json user_json(const meetings::User& user) {
  return Json::object({{"email", user.email},
                       {"name", user.name},
                       {"role", to_string(user.role)},
                       {"disabled", user.disabled},
                       {"created_at", base::print_iso8601(user.created_at)},
                       {"id", user.id.value()}});
}

std::vector<std::string> printed(const std::vector<base::Endpoint>& endpoints) {
  std::vector<std::string> out;
  out.reserve(endpoints.size());
  for (const base::Endpoint& e : endpoints) out.push_back(e.print());
  return out;
}

template <class List>
Json array_of(const List& list) {
  Json out = Json::array();
  for (const auto& item : list) out.push(item);
  return out;
}

ControlResult status(const OperatorContext& c, const Json&) {
  const base::WallTime now = c.domain.clock.wall_now();
  Json answer = Json::object({{"version", kVersion},
                              {"pid", static_cast<std::int64_t>(::getpid())},
                              {"started_at", base::print_iso8601(c.started_at)},
                              {"uptime_seconds", base::unix_seconds(now) - base::unix_seconds(c.started_at)},
                              {"state_dir", c.state_dir}});
  const auto store = c.domain.store->probe();
  const auto stalled = c.stalled_loops();
  answer.set("store", store ? std::string{"ok"} : store.error().what);
  answer.set("stalled_loops", array_of(stalled));
  answer.set("listeners", c.listeners.to_json());
  answer.set("rooms", static_cast<std::int64_t>(c.domain.presence.rooms()));
  answer.set("people", static_cast<std::int64_t>(c.domain.presence.people()));
  answer.set("turn_sessions", c.relay == nullptr ? Json() : Json(static_cast<std::int64_t>(c.relay->sessions().size())));
  if (const auto tls = c.certificate()) {
    answer.set("certificate", Json::object({{"names", array_of(tls->names())},
                                            {"expires", base::print_iso8601(tls->expires())},
                                            {"self_signed", tls->is_self_signed()},
                                            {"fingerprint", tls->fingerprint()}}));
  }
  return answer;
}

ControlResult link(const OperatorContext& c, const Json&) {
  const auto links = c.links();
  if (!links) return control_failure("internal", links.error().what);
  return Json::object({{"url", links->url}, {"admin_link", links->admin_link}});
}

ControlResult reload(const OperatorContext& c, const Json&) {
  const auto changes = c.reload();
  if (!changes) {
    std::string message = "nothing was applied:";
    for (const Problem& problem : changes.error()) message += "\n  " + problem.print();
    return control_failure("bad-configuration", std::move(message));
  }
  Json list = Json::array();
  for (const Change& change : *changes) {
    list.push(Json::object({{"key", change.path},
                            {"before", change.before},
                            {"after", change.after},
                            {"applies", change.applies == Applies::at_reload ? "now" : "at restart"}}));
  }
  return Json::object({{"changes", list}});
}

ControlResult user_add(const OperatorContext& c, const Json& arguments) {
  const auto name = text_of(arguments, "name");
  const auto email = text_of(arguments, "email");
  const auto password = text_of(arguments, "password");
  if (!name) return base::failure(name.error());
  if (!email) return base::failure(email.error());
  if (!password) return base::failure(password.error());
  const bool admin = arguments["admin"].as_bool().value_or(false);
  const auto user =
      c.domain.accounts.create_user(*email, *name, *password, admin ? meetings::UserRole::admin : meetings::UserRole::user);
  if (!user) return refused(user.error());
  return user_json(*user);
}

ControlResult user_list(const OperatorContext& c, const Json&) {
  Json list = Json::array();
  std::string after;
  for (;;) {
    const auto page = c.domain.accounts.list_users(after, kPage);
    if (!page) return refused(page.error());
    for (const meetings::User& user : *page) list.push(user_json(user));
    if (page->size() < kPage) return Json::object({{"users", list}});
    after = page->back().email;
  }
}

// The account that an argument `email` names.
meetings::Outcome<meetings::User> named_user(const OperatorContext& c, const Json& arguments) {
  const Json email = arguments["email"];
  if (!email.is_string()) return meetings::refuse_field("email", "is missing");
  return c.domain.accounts.find_user(*email.as_string());
}

ControlResult user_disable(const OperatorContext& c, const Json& arguments) {
  const auto user = named_user(c, arguments);
  if (!user) return refused(user.error());
  const auto changed = c.domain.accounts.set_disabled(user->id, arguments["disabled"].as_bool().value_or(true));
  if (!changed) return refused(changed.error());
  return user_json(*changed);
}

ControlResult user_passwd(const OperatorContext& c, const Json& arguments) {
  const auto password = text_of(arguments, "password");
  if (!password) return base::failure(password.error());
  const auto user = named_user(c, arguments);
  if (!user) return refused(user.error());
  const auto changed = c.domain.accounts.set_password(user->id, *password);
  if (!changed) return refused(changed.error());
  return user_json(*changed);
}

ControlResult meeting_list(const OperatorContext& c, const Json&) {
  const auto open = c.domain.meetings.list_open(kMostMeetings);
  if (!open) return refused(open.error());
  Json list = Json::array();
  for (const meetings::MeetingView& view : *open) {
    list.push(Json::object({{"id", view.meeting.id.value()},
                            {"code", view.meeting.code},
                            {"title", view.meeting.title},
                            {"host", view.meeting.host_name},
                            {"present", static_cast<std::int64_t>(view.present)},
                            {"created_at", base::print_iso8601(view.meeting.created_at)}}));
  }
  return Json::object({{"meetings", list}});
}

ControlResult meeting_end(const OperatorContext& c, const Json& arguments) {
  const auto id = text_of(arguments, "id");
  if (!id) return base::failure(id.error());
  const auto found = c.domain.meetings.details(*id, std::nullopt);
  if (!found) return refused(found.error());
  const auto ended = c.domain.meetings.end_by_operator(*id);
  if (!ended) return refused(ended.error());
  return Json::object({{"id", found->meeting.id.value()}, {"code", found->meeting.code}, {"state", "ended"}});
}

ControlResult turn_sessions(const OperatorContext& c, const Json&) {
  Json list = Json::array();
  if (c.relay == nullptr) return control_failure("turn-off", "the relay is off ([turn] enabled = false)");
  for (const turn::SessionInfo& s : c.relay->sessions()) {
    list.push(Json::object({{"id", s.id},
                            {"username", s.username},
                            {"identity", s.identity},
                            {"transport", to_string(s.transport)},
                            {"client", s.client.print()},
                            {"relayed", s.relayed.print()},
                            {"age_seconds", static_cast<std::int64_t>(s.age.count())},
                            {"expires_in_seconds", static_cast<std::int64_t>(s.expires_in.count())},
                            {"permissions", s.permissions},
                            {"channels", s.channels},
                            {"packets_to_peers", s.to_peers.packets},
                            {"bytes_to_peers", s.to_peers.bytes},
                            {"packets_to_client", s.to_client.packets},
                            {"bytes_to_client", s.to_client.bytes}}));
  }
  return Json::object({{"sessions", list}});
}

ControlResult turn_credentials(const OperatorContext& c, const Json& arguments) {
  const auto user = text_of(arguments, "user");
  if (!user) return base::failure(user.error());
  const auto ttl = arguments["ttl_seconds"].as_integer();
  if (!ttl || *ttl < 1 || *ttl > 366L * 24 * 3600)
    return control_failure("bad-field", "ttl_seconds wants a number from 1 to a year");
  if (user->empty() || user->size() > 256) return control_failure("bad-field", "user wants 1 to 256 bytes");
  if (c.turn_secret.empty()) return control_failure("turn-off", "the relay is off ([turn] enabled = false)");
  const base::WallTime expires = c.domain.clock.wall_now() + std::chrono::seconds{*ttl};
  const turn::IssuedCredential issued = turn::issue_credential(c.turn_secret, *user, expires);
  return Json::object({{"username", issued.username}, {"password", issued.password}, {"expires", base::print_iso8601(expires)}});
}

struct Command {
  std::string_view name;
  ControlResult (*run)(const OperatorContext&, const Json&);
};
constexpr std::array kCommands{
    Command{"status", status},
    Command{"link", link},
    Command{"reload", reload},
    Command{"user-add", user_add},
    Command{"user-list", user_list},
    Command{"user-disable", user_disable},
    Command{"user-passwd", user_passwd},
    Command{"meeting-list", meeting_list},
    Command{"meeting-end", meeting_end},
    Command{"turn-sessions", turn_sessions},
    Command{"turn-credentials", turn_credentials},
};

}  // namespace

base::Json Listeners::to_json() const {
  return Json::object({{"http", array_of(printed(http))},
                       {"https", array_of(printed(https))},
                       {"redirect", array_of(printed(redirect))},
                       {"turn", array_of(printed(turn))},
                       {"turn_tls", array_of(printed(turn_tls))},
                       {"metrics", metrics ? Json(metrics->print()) : Json()}});
}

std::function<ControlResult(const ControlRequest&)> make_operator_commands(OperatorContext context) {
  return [context = std::move(context)](const ControlRequest& request) -> ControlResult {
    const auto command = std::ranges::find(kCommands, request.command, &Command::name);
    if (command == kCommands.end()) return control_failure("unknown-command", "this daemon knows no command " + request.command);
    return command->run(context, request.arguments);
  };
}

}  // namespace lecternd
