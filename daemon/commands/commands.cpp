// SPDX-License-Identifier: MIT
#include "daemon/commands/commands.hpp"

namespace lecternd::commands {

control::Answer refused(const meetings::Refusal& refusal) {
  std::string message =
      refusal.detail.empty() ? std::string{to_string(refusal.code)} : refusal.detail;
  if (!refusal.field.empty()) message = refusal.field + ": " + message;
  return control::refuse(std::string{to_string(refusal.code)}, std::move(message));
}

base::Result<RunningRelay, control::Error> running_relay(const OperatorContext& c) {
  const auto running = c.relay.running();
  if (!running) return control::refuse("turn-off", "the relay is off ([turn] enabled = false)");
  return *running;
}

base::Result<std::string, control::Error> text_of(const base::Json& arguments,
                                                  std::string_view name) {
  const base::Json value = arguments[name];
  if (const auto text = value.as_string()) return std::string{*text};
  return control::refuse("bad-field", std::string{name} + " is missing");
}

}  // namespace lecternd::commands
