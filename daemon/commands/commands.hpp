// SPDX-License-Identifier: MIT
// The commands of lecternctl, one file a noun: each returns the rows of its commands. This file
// also has the helpers that they share. They block: threads of the control pool
// only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/commands/operator_commands.hpp"
#include "meetings/audit.hpp"

namespace lecternd::commands {

// What the audit log has of a command. Every command has one, so that none is forgotten.
class Audited {
 public:
  // The service notes the act in its transaction.
  static consteval Audited by_service(meetings::AuditKind kind) { return {kind, true, {}}; }
  // The act changes nothing in the store: it is noted with its outcome when it was tried.
  static consteval Audited here(meetings::AuditKind kind) { return {kind, false, {}}; }
  static consteval Audited none(std::string_view because) { return {{}, true, because}; }

  // nullopt for a command that is not noted, or is by the service.
  constexpr std::optional<meetings::AuditKind> noted_here() const noexcept {
    return by_service_ ? std::nullopt : kind_;
  }

 private:
  constexpr Audited(std::optional<meetings::AuditKind> kind, bool by_service,
                    std::string_view because)
      : kind_(kind), by_service_(by_service), because_(because) {}

  std::optional<meetings::AuditKind> kind_;
  bool by_service_;
  std::string_view because_;  // for the reader
};

struct Command {
  std::string_view name;
  control::Answer (*run)(const OperatorContext&, const base::Json& arguments);
  Audited audited;
};

std::span<const Command> general_commands() noexcept;
std::span<const Command> audit_commands() noexcept;
std::span<const Command> backup_commands() noexcept;
std::span<const Command> user_commands() noexcept;
std::span<const Command> meeting_commands() noexcept;
std::span<const Command> outbox_commands() noexcept;
std::span<const Command> mail_commands() noexcept;
std::span<const Command> tls_commands() noexcept;
std::span<const Command> fact_commands() noexcept;
std::span<const Command> credential_commands() noexcept;
std::span<const Command> session_commands() noexcept;
std::span<const Command> drain_commands() noexcept;
std::span<const Command> capture_commands() noexcept;

// The answer to a refusal of the domain.
control::Answer refused(const meetings::Refusal& refusal);
// The relay, or the refusal "turn-off".
base::Result<RunningRelay, control::Error> running_relay(const OperatorContext& c);
// A required text among the arguments, or the refusal "bad-field".
base::Result<std::string, control::Error> text_of(const base::Json& arguments,
                                                  std::string_view name);

// The certificate in use.
base::Json certificate_json(const OperatorContext& c, const net::TlsContext& tls);

// Whether this node is being drained, how many allocations are left, and until when.
base::Json drain_json(const OperatorContext& c, const Drain& drain);

template <class List>
base::Json array_of(const List& list) {
  base::Json out = base::Json::array();
  for (const auto& item : list) out.push(item);
  return out;
}

}  // namespace lecternd::commands
