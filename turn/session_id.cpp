// SPDX-License-Identifier: MIT
#include "turn/session_id.hpp"

#include <charconv>

namespace turn {
namespace {

// The number in front, and the dash behind all but the last.
template <class Number>
bool take(std::string_view& text, Number& number, bool last) noexcept {
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()));
  if (last) return text.empty();
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
  SessionId id;
  const bool well = take(text, id.worker, false) && take(text, id.allocation.slot, false) &&
                    take(text, id.allocation.generation, true);
  return well ? std::optional{id} : std::nullopt;
}

}  // namespace turn
