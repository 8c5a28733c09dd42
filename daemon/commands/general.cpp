// SPDX-License-Identifier: MIT
// The daemon itself: its state, the links to it, its configuration.
#include <unistd.h>

#include <array>

#include "base/version.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/origin.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

// What the relay relays on, as what that is seen, and since when; and what is missing.
void set_addresses(const OperatorContext& c, Json& answer) {
  Json relaying = Json::array();
  Json missing = Json::array();
  if (c.relay.running()) {
    for (const auto& [local, external, since] : c.relay.setup().relaying()) {
      relaying.push(Json::object({{"address", local.print()},
                                  {"seen_as", external.print()},
                                  {"since", base::print_iso8601(since)}}));
    }
    for (const base::IpAddress& ip : c.relay.setup().missing()) missing.push(ip.print());
  }
  Json listeners = Json::array();
  for (const base::Endpoint& at : c.foundation.network.missing_listeners())
    listeners.push(at.print());
  answer.set("relay_addresses", relaying);
  answer.set("missing_relay_addresses", missing);
  answer.set("missing_listeners", listeners);
  answer.set("external_address_failures", array_of(c.relay.setup().address_failures()));
}

control::Answer status(const OperatorContext& c, const Json&) {
  const base::WallTime now = c.domain.clock.wall_now();
  Json answer = Json::object(
      {{"version", base::kVersion},
       {"pid", static_cast<std::int64_t>(::getpid())},
       {"started_at", base::print_iso8601(c.foundation.started_at)},
       {"uptime_seconds", base::unix_seconds(now) - base::unix_seconds(c.foundation.started_at)},
       {"state_dir", c.foundation.state.path()},
       {"public_host", host_of_origin(c.foundation.config().site.public_url)}});
  const PartState store = c.store_state();
  const auto stalled = c.stalled_loops();
  answer.set("store", store.beat == Beat::well ? "ok" : store.why);
  answer.set("stalled_loops", array_of(stalled));
  answer.set("listeners", c.listeners.to_json());
  answer.set("rooms", static_cast<std::int64_t>(c.domain.presence.rooms()));
  answer.set("people", static_cast<std::int64_t>(c.domain.presence.people()));
  const auto running = c.relay.running();
  answer.set("turn_sessions",
             running ? Json(static_cast<std::int64_t>(running->relay.in_use())) : Json());
  set_addresses(c, answer);
  if (running && running->drain.state().active) answer.set("drain", drain_json(c, running->drain));
  if (const auto tls = c.web.certificate()) {
    answer.set("certificate", certificate_json(c, *tls));
  }
  return answer;
}

control::Answer link(const OperatorContext& c, const Json&) {
  const auto links = c.web.links();
  if (!links) return control::refuse("internal", links.error().what);
  return Json::object({{"url", links->url}, {"admin_link", links->admin_link}});
}

control::Answer reload(const OperatorContext& c, const Json&) {
  const auto changes = c.reloader.reload();
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
    Command{"status", status, Audited::none("it only reads")},
    Command{"link", link, Audited::by_service(meetings::AuditKind::user_invited)},
    Command{"reload", reload, Audited::here(meetings::AuditKind::configuration_reloaded)},
};

}  // namespace

std::span<const Command> general_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
