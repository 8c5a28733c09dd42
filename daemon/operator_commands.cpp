// SPDX-License-Identifier: MIT
#include "daemon/operator_commands.hpp"

#include <algorithm>
#include <array>

#include "daemon/commands/commands.hpp"

namespace lecternd {
namespace {

using base::Json;

std::vector<std::string> printed(const std::vector<base::Endpoint>& endpoints) {
  std::vector<std::string> out;
  out.reserve(endpoints.size());
  for (const base::Endpoint& e : endpoints) out.push_back(e.print());
  return out;
}

const commands::Command* find_command(std::string_view name) noexcept {
  for (const auto noun :
       {commands::general_commands(), commands::user_commands(), commands::meeting_commands(), commands::credential_commands(),
        commands::session_commands(), commands::drain_commands(), commands::capture_commands(), commands::fact_commands()}) {
    const auto found = std::ranges::find(noun, name, &commands::Command::name);
    if (found != noun.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

base::Json Listeners::to_json() const {
  using commands::array_of;
  return Json::object({{"http", array_of(printed(http))},
                       {"https", array_of(printed(https))},
                       {"redirect", array_of(printed(redirect))},
                       {"turn", array_of(printed(turn))},
                       {"turn_tls", array_of(printed(turn_tls))},
                       {"metrics", metrics ? Json(metrics->print()) : Json()}});
}

std::function<ControlResult(const ControlRequest&)> make_operator_commands(OperatorContext context) {
  return [context = std::move(context)](const ControlRequest& request) -> ControlResult {
    const commands::Command* command = find_command(request.command);
    if (command == nullptr) return control_failure("unknown-command", "this daemon knows no command " + request.command);
    return command->run(context, request.arguments);
  };
}

}  // namespace lecternd
