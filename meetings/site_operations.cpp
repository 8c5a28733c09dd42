// SPDX-License-Identifier: MIT
#include "meetings/site_operations.hpp"

namespace meetings {

std::string_view to_string(PartState state) noexcept {
  switch (state) {
    case PartState::ok: return "ok";
    case PartState::off: return "off";
    case PartState::attention: return "attention";
    case PartState::failing: return "failing";
  }
  return "failing";
}

}  // namespace meetings
