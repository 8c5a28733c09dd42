// SPDX-License-Identifier: MIT
// The relay's sessions as tables: rates from two looks at them, an order, columns for the width
// that is there. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/json.hpp"

namespace ctl {

enum class SessionOrder : std::uint8_t { traffic, age, user };

// Adds to each session of `now` what it did since `before`, `seconds` earlier:
// packets_per_second_to_peers, bits_per_second_to_peers and the same to_client, whole numbers. A
// session that is new since then has been counted from zero. Both are arrays of sessions.
base::Json with_rates(const base::Json& before, const base::Json& now, double seconds);
base::Json sorted(const base::Json& sessions, SessionOrder order);

// Of all sessions together, which that rounding would lose: many that send little.
double packets_per_second(const base::Json& before, const base::Json& now, double seconds);

// One line a session and one for all, with as many columns as `width` (the terminal's) has room
// for. `packets`: of all, a second; nullopt where with_rates() was not there.
std::string session_table(const base::Json& sessions, std::size_t width,
                          std::optional<double> packets);
// One session with its peers.
std::string session_page(const base::Json& session);

}  // namespace ctl
