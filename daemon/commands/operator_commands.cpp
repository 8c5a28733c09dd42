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
        commands::audit_commands()}) {
    const auto found = std::ranges::find(noun, name, &commands::Command::name);
    if (found != noun.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

std::function<control::Answer(const control::Request&)> make_operator_commands(
    OperatorContext context) {
  return [context = std::move(context)](const control::Request& request) -> control::Answer {
    const commands::Command* command = find_command(request.command);
    if (command == nullptr)
      return control::refuse("unknown-command", "this daemon knows no command " + request.command);
    if (const auto kind = command->audited.noted_here()) {
      const auto noted = context.domain.administration.note_by_operator(
          {.kind = *kind, .outcome = "asked", .detail = request.command});
      if (!noted) return commands::refused(noted.error());
    }
    return command->run(context, request.arguments);
  };
}

}  // namespace lecternd
