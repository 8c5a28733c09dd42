// SPDX-License-Identifier: MIT
// The sentence for people whose request a limit refuses. Pure; any thread.
#pragma once

#include <string_view>

#include "meetings/rates.hpp"

namespace meetings {

// Where the operator can raise the limit, the sentence names the key of the configuration: a school
// behind one address has nobody else to ask.
constexpr std::string_view refusal_of(Limit limit) noexcept {
  switch (limit) {
    case Limit::guest_by_address:
    case Limit::join_by_address:
    case Limit::change_by_guests:
      return "Too many people have come in from your address. Please try again in a moment. The "
             "operator of this server can allow more with joins_per_minute in [limits].";
    default: return "Too many attempts. Please try again in a moment.";
  }
}

}  // namespace meetings
