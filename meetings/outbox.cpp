// SPDX-License-Identifier: MIT
#include "meetings/outbox.hpp"

namespace meetings {

std::string_view to_string(OutboxKind kind) noexcept {
  switch (kind) {
    case OutboxKind::mail: return "mail";
    case OutboxKind::webhook: return "webhook";
    case OutboxKind::event: return "event";
    case OutboxKind::google: return "google";
  }
  return "mail";
}

std::optional<OutboxKind> parse_outbox_kind(std::string_view text) noexcept {
  for (const OutboxKind kind :
       {OutboxKind::mail, OutboxKind::webhook, OutboxKind::event, OutboxKind::google}) {
    if (to_string(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string_view to_string(OutboxState state) noexcept {
  switch (state) {
    case OutboxState::waiting: return "waiting";
    case OutboxState::sending: return "sending";
    case OutboxState::dead: return "dead";
  }
  return "waiting";
}

std::optional<OutboxState> parse_outbox_state(std::string_view text) noexcept {
  for (const OutboxState state : {OutboxState::waiting, OutboxState::sending, OutboxState::dead}) {
    if (to_string(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace meetings
