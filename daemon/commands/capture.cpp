// SPDX-License-Identifier: MIT
// Captures of relay sessions: start one, read it piece by piece, stop it.
#include <array>

#include "daemon/commands/commands.hpp"
#include "daemon/relay/captures.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

constexpr std::int64_t kMost = 1'000'000'000'000;
constexpr std::int64_t kMostSnaplen = 65535;

// A number from 0 to `most`; 0 where it is missing, nullopt for anything else.
std::optional<std::int64_t> number_of(const Json& arguments, std::string_view name,
                                      std::int64_t most) {
  const Json value = arguments[name];
  if (value.is_null()) return 0;
  const auto number = value.as_integer();
  return number && *number >= 0 && *number <= most ? number : std::nullopt;
}

control::Answer capture_start(const OperatorContext& c, const Json& arguments) {
  TRY(const auto running, running_relay(c));
  TRY(const auto text, text_of(arguments, "session"));
  const auto seconds = number_of(arguments, "seconds", kMost / 1000),
             packets = number_of(arguments, "packets", kMost);
  const auto bytes = number_of(arguments, "bytes", kMost),
             snaplen = number_of(arguments, "snaplen", kMostSnaplen);
  if (!seconds || !packets || !bytes || !snaplen)
    return control::refuse("bad-field", "a limit is out of its range");
  CaptureLimits limits;
  limits.time = std::chrono::seconds{*seconds};
  limits.packets = static_cast<std::uint64_t>(*packets);
  limits.bytes = static_cast<std::uint64_t>(*bytes);
  if (*snaplen != 0) limits.snaplen = static_cast<std::uint32_t>(*snaplen);
  const auto id = turn::SessionId::parse(text);
  if (!id || !running.relay.session(*id))
    return control::refuse("not-found", "there is no session " + text);
  const auto number = running.captures.start(*id, limits);
  if (!number) return control::refuse("too-many", "too many captures run already");
  return Json::object({{"capture", static_cast<std::int64_t>(*number)}});
}

control::Answer capture_read(const OperatorContext& c, const Json& arguments) {
  TRY(const auto running, running_relay(c));
  const auto number = arguments["capture"].as_integer();
  const auto piece = number ? running.captures.read(static_cast<std::uint64_t>(*number),
                                                    arguments["stop"].as_bool().value_or(false))
                            : std::nullopt;
  if (!piece) return control::refuse("not-found", "there is no such capture");
  return Json::object({{"data", piece->data},
                       {"packets", piece->packets},
                       {"lost", piece->lost},
                       {"end", to_string(piece->end)}});
}

constexpr std::array kCommands{
    Command{"capture-start", capture_start, Audited::here(meetings::AuditKind::relay_captured)},
    Command{"capture-read", capture_read, Audited::none("it goes on with capture-start")},
};

}  // namespace

std::span<const Command> capture_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
