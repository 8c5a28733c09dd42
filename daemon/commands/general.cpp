// SPDX-License-Identifier: MIT
// The daemon itself: how it is, where it is reached, its configuration.
#include <unistd.h>

#include <array>

#include "base/version.hpp"
#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

control::Answer status(const OperatorContext& c, const Json&) {
  const base::WallTime now = c.domain.clock.wall_now();
  Json answer =
      Json::object({{"version", base::kVersion},
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
  answer.set("turn_sessions",
             c.relay == nullptr ? Json() : Json(static_cast<std::int64_t>(c.relay->in_use())));
  if (c.drain != nullptr && c.drain->state().active) answer.set("drain", drain_json(c));
  if (const auto tls = c.certificate()) {
    answer.set("certificate", Json::object({{"names", array_of(tls->names())},
                                            {"expires", base::print_iso8601(tls->expires())},
                                            {"self_signed", tls->is_self_signed()},
                                            {"fingerprint", tls->fingerprint()}}));
  }
  return answer;
}

control::Answer link(const OperatorContext& c, const Json&) {
  const auto links = c.links();
  if (!links) return control::refuse("internal", links.error().what);
  return Json::object({{"url", links->url}, {"admin_link", links->admin_link}});
}

control::Answer reload(const OperatorContext& c, const Json&) {
  const auto changes = c.reload();
  if (!changes) {
    std::string message = "nothing was applied:";
    for (const config::Problem& problem : changes.error()) message += "\n  " + problem.print();
    return control::refuse("bad-configuration", std::move(message));
  }
  Json list = Json::array();
  for (const config::Change& change : *changes) {
    list.push(Json::object(
        {{"key", change.path},
         {"before", change.before},
         {"after", change.after},
         {"applies", change.applies == config::Applies::at_reload ? "now" : "at restart"}}));
  }
  return Json::object({{"changes", list}});
}

constexpr std::array kCommands{
    Command{"status", status},
    Command{"link", link},
    Command{"reload", reload},
};

}  // namespace

std::span<const Command> general_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
