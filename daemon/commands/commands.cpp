// SPDX-License-Identifier: MIT
#include "daemon/commands/commands.hpp"

namespace lecternd::commands {

ControlResult refused(const meetings::Refusal& refusal) {
  std::string message = refusal.detail.empty() ? std::string{to_string(refusal.code)} : refusal.detail;
  if (!refusal.field.empty()) message = refusal.field + ": " + message;
  return control_failure(std::string{to_string(refusal.code)}, std::move(message));
}

base::Result<turn::io::Relay*, ControlError> running_relay(const OperatorContext& c) {
  if (c.relay == nullptr) return control_failure("turn-off", "the relay is off ([turn] enabled = false)");
  return c.relay;
}

base::Result<std::string, ControlError> text_of(const base::Json& arguments, std::string_view name) {
  const base::Json value = arguments[name];
  if (const auto text = value.as_string()) return std::string{*text};
  return control_failure("bad-field", std::string{name} + " is missing");
}

}  // namespace lecternd::commands
