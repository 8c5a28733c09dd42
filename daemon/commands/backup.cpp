// SPDX-License-Identifier: MIT
// Backups: making one, and removing it when it was fetched.
#include <array>

#include "daemon/commands/backups.hpp"
#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

std::string code_of(base::Errc code) {
  switch (code) {
    case base::Errc::unavailable: return "busy";
    case base::Errc::exhausted: return "disk-full";
    default: return "backup-failed";
  }
}

control::Answer backup_make(const OperatorContext& c, const Json&) {
  const auto made = c.backups.make();
  if (!made) return control::refuse(code_of(made.error().code), made.error().what);
  return Json::object({{"path", c.foundation.state.file(made->name)},
                       {"name", made->name},
                       {"bytes", static_cast<std::int64_t>(made->bytes)},
                       {"release", made->facts.release},
                       {"schema", made->facts.schema},
                       {"database", made->facts.identity},
                       {"made_at", base::print_iso8601(made->facts.made_at)},
                       {"files", array_of(made->files)}});
}

control::Answer backup_remove(const OperatorContext& c, const Json& arguments) {
  TRY(const auto name, text_of(arguments, "name"));
  if (!c.backups.remove(name)) return control::refuse("not-found", "there is no such backup");
  return Json::object();
}

constexpr std::array kCommands{
    Command{"backup-make", backup_make, Audited::here(meetings::AuditKind::backup_made)},
    Command{"backup-remove", backup_remove, Audited::none("it ends backup-make")},
};

}  // namespace

std::span<const Command> backup_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
