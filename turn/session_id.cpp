// SPDX-License-Identifier: MIT
#include "turn/session_id.hpp"

#include "base/number.hpp"

namespace turn {
namespace {

// Removes the dash in front. False: `text` begins with another character.
bool take_dash(std::string_view& text) noexcept {
  if (!text.starts_with('-')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string SessionId::print() const {
  return std::to_string(worker) + '-' + std::to_string(allocation.slot) + '-' +
         std::to_string(allocation.generation);
}

std::optional<SessionId> SessionId::parse(std::string_view text) noexcept {
  const auto worker = base::take_number<WorkerIndex>(text);
  if (!worker || !take_dash(text)) return std::nullopt;
  const auto slot = base::take_number<std::uint32_t>(text);
  if (!slot || !take_dash(text)) return std::nullopt;
  const auto generation = base::parse_number<std::uint32_t>(text);
  if (!generation) return std::nullopt;
  return SessionId{*worker, {*slot, *generation}};
}

}  // namespace turn
