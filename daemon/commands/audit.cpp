// SPDX-License-Identifier: MIT
// The audit log.
#include <array>

#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

constexpr std::size_t kMostEntries = 100;

control::Answer audit_list(const OperatorContext& c, const Json& arguments) {
  meetings::AuditFilter filter;
  if (const Json kind = arguments["kind"]; const auto word = kind.as_string()) {
    filter.kind = meetings::parse_audit_kind(*word);
    if (!filter.kind) return control::refuse("bad-field", "there is no kind " + std::string{*word});
  }
  if (const Json email = arguments["email"]; const auto text = email.as_string()) {
    const auto user = c.domain.accounts.find_user(*text);
    if (!user) return refused(user.error());
    filter.actor = user->id;
  }
  const Json given = arguments["cursor"];
  const auto page = c.domain.administration.audit_by_operator(
      filter, given.as_string().value_or(""),
      static_cast<std::size_t>(arguments["limit"].as_integer().value_or(kMostEntries)));
  if (!page) return refused(page.error());
  Json list = Json::array();
  for (const meetings::AuditEntry& entry : page->entries) list.push(meetings::view_of(entry));
  return Json::object({{"entries", list}, {"next_cursor", page->next_cursor}});
}

constexpr std::array kCommands{
    Command{"audit-list", audit_list, Audited::none("it only reads")},
};

}  // namespace

std::span<const Command> audit_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
