// SPDX-License-Identifier: MIT
#include "daemon/commands/operator_commands.hpp"

#include <algorithm>
#include <array>

#include "daemon/commands/commands.hpp"

namespace lecternd {
namespace {

using base::Json;

const commands::Command* find_command(std::string_view name) noexcept {
  for (const auto noun :
       {commands::general_commands(), commands::user_commands(), commands::meeting_commands(),
        commands::credential_commands(), commands::session_commands(), commands::drain_commands(),
        commands::capture_commands(), commands::fact_commands(), commands::backup_commands(),
        commands::audit_commands(), commands::outbox_commands(), commands::mail_commands(),
        commands::tls_commands()}) {
    const auto found = std::ranges::find(noun, name, &commands::Command::name);
    if (found != noun.end()) return &*found;
  }
  return nullptr;
}

// Such a command is for emergencies, too: it neither waits for its entry nor fails with it, because
// the database may be what is in trouble. The log has it in any case.
void note_later(const OperatorContext& c, meetings::AuditKind kind, const std::string& command,
                const std::string& outcome) {
  const base::Log& log = c.foundation.log;
  log.info("operator_command", {{"command", command}, {"outcome", outcome}});
  const meetings::AuditEntry entry{.kind = kind, .outcome = outcome, .detail = command};
  const bool posted = c.workers.post([&domain = c.domain, &log, entry] {
    const auto noted = domain.administration.note_by_operator(entry);
    if (!noted) log.warning("act_not_noted", {{"command", entry.detail}});
  });
  if (!posted) log.warning("act_not_noted", {{"command", command}});
}

}  // namespace

std::function<control::Answer(const control::Request&)> make_operator_commands(
    OperatorContext context) {
  return [context = std::move(context)](const control::Request& request) -> control::Answer {
    const commands::Command* command = find_command(request.command);
    if (command == nullptr)
      return control::refuse("unknown-command", "this daemon knows no command " + request.command);
    auto answer = command->run(context, request.arguments);
    if (const auto kind = command->audited.noted_here())
      note_later(context, *kind, request.command, answer ? "done" : answer.error().code);
    return answer;
  };
}

}  // namespace lecternd
