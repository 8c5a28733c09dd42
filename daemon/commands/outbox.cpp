// SPDX-License-Identifier: MIT
// The outbox: mails that wait or could not be delivered.
#include <array>

#include "base/number.hpp"
#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

// No payload: some hold secret links.
Json entry_json(const meetings::OutboxEntry& entry) {
  const auto payload = Json::parse(entry.payload);
  std::string kind;
  if (payload) {
    kind = (*payload)["template"].text();
    if (kind.empty()) kind = (*payload)["event"].text();  // of a webhook
    if (const std::string what = (*payload)["what"].text(); !what.empty()) kind += " " + what;
  }
  return Json::object({{"id", entry.id.value()},
                       {"kind", to_string(entry.kind)},
                       {"template", kind},
                       {"state", to_string(entry.state)},
                       {"attempts", entry.attempts},
                       {"created_at", base::print_iso8601(entry.created_at)},
                       {"due_at", base::print_iso8601(entry.due_at)},
                       {"last_error", entry.last_error}});
}

control::Answer outbox_list(const OperatorContext& c, const Json& arguments) {
  std::optional<meetings::OutboxState> state;
  if (const auto word = arguments["state"].as_string()) {
    state = meetings::parse_outbox_state(*word);
    if (!state) return control::refuse("bad-field", "a state is waiting, sending or dead");
  }
  const auto limit = arguments["limit"].as_integer().value_or(100);
  const auto page = c.domain.administration.outbox_by_operator(
      state, arguments["cursor"].text(),
      static_cast<std::size_t>(std::max<std::int64_t>(0, limit)));
  if (!page) return refused(page.error());
  Json list = Json::array();
  for (const meetings::OutboxEntry& entry : page->entries) list.push(entry_json(entry));
  return Json::object({{"entries", list}, {"next_cursor", page->next_cursor}});
}

base::Result<meetings::OutboxId, control::Error> id_of(const Json& arguments) {
  if (const auto id = arguments["id"].as_integer()) return meetings::OutboxId{*id};
  return control::refuse("bad-field", "id is missing");
}

control::Answer outbox_retry(const OperatorContext& c, const Json& arguments) {
  TRY(const auto id, id_of(arguments));
  const auto done = c.domain.administration.retry_by_operator(id);
  if (!done) return refused(done.error());
  return Json::object({{"id", id.value()}, {"state", "waiting"}});
}

control::Answer outbox_drop(const OperatorContext& c, const Json& arguments) {
  TRY(const auto id, id_of(arguments));
  const auto done = c.domain.administration.drop_by_operator(id);
  if (!done) return refused(done.error());
  return Json::object({{"id", id.value()}, {"state", "dropped"}});
}

constexpr std::array kCommands{
    Command{"outbox-list", outbox_list, Audited::none("it only reads")},
    Command{"outbox-retry", outbox_retry, Audited::by_service(meetings::AuditKind::mail_retried)},
    Command{"outbox-drop", outbox_drop, Audited::by_service(meetings::AuditKind::mail_dropped)},
};

}  // namespace

std::span<const Command> outbox_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
