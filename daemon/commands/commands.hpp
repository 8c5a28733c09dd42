// SPDX-License-Identifier: MIT
// What lecternctl can ask for, one file a noun: each gives the rows of its commands. Beside them
// what they share: refusals and arguments as the control protocol wants them. Blocks; worker
// threads only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "daemon/commands/operator_commands.hpp"

namespace lecternd::commands {

struct Command {
  std::string_view name;
  control::Answer (*run)(const OperatorContext&, const base::Json& arguments);
};

std::span<const Command> general_commands() noexcept;
std::span<const Command> user_commands() noexcept;
std::span<const Command> meeting_commands() noexcept;
std::span<const Command> fact_commands() noexcept;
std::span<const Command> credential_commands() noexcept;
std::span<const Command> session_commands() noexcept;
std::span<const Command> drain_commands() noexcept;
std::span<const Command> capture_commands() noexcept;

control::Answer refused(const meetings::Refusal& refusal);
// The relay, or why there is none.
base::Result<turn::io::Relay*, control::Error> running_relay(const OperatorContext& c);
// A required text among the arguments.
base::Result<std::string, control::Error> text_of(const base::Json& arguments,
                                                  std::string_view name);

// Whether this node is being drained, how many are left, until when.
base::Json drain_json(const OperatorContext& c);

template <class List>
base::Json array_of(const List& list) {
  base::Json out = base::Json::array();
  for (const auto& item : list) out.push(item);
  return out;
}

}  // namespace lecternd::commands
