// SPDX-License-Identifier: MIT
// Prints the relay's sessions as tables: computes rates from two answers, sorts, and chooses
// columns for the available width. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/json.hpp"

namespace ctl {

enum class SessionOrder : std::uint8_t { traffic, age, user };

// Adds the rates since `before`, `seconds` earlier, to each session of `now`:
// packets_per_second_to_peers, bits_per_second_to_peers and the same to_client, as whole numbers. A
// new session counts from zero. Both are arrays of sessions.
base::Json with_rates(const base::Json& before, const base::Json& now, double seconds);
base::Json sorted(const base::Json& sessions, SessionOrder order);

// The rate of all sessions together. The rounded rates of with_rates() would lose many sessions
// that send little.
double packets_per_second(const base::Json& before, const base::Json& now, double seconds);

// One line per session and one for all, with as many columns as fit into `width` (the terminal's).
// `packets` is the rate of all sessions; nullopt where the sessions have no rates.
std::string session_table(const base::Json& sessions, std::size_t width,
                          std::optional<double> packets);
// One session with its peers.
std::string session_page(const base::Json& session);

}  // namespace ctl
