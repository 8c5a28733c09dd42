// SPDX-License-Identifier: MIT
// When to try a mail again, and when to ask a mail server again that is in trouble. The delays grow
// and are scattered by a fifth, so that many mails that failed together do not come back together.
// Pure; any thread.
#pragma once

#include <array>
#include <chrono>
#include <optional>

namespace meetings::notify {

// After so many attempts, three days in all, a mail is a dead letter.
inline constexpr std::array<std::chrono::seconds, 8> kRetryDelays{
    std::chrono::minutes{1}, std::chrono::minutes{5}, std::chrono::minutes{30},
    std::chrono::hours{2},   std::chrono::hours{6},   std::chrono::hours{12},
    std::chrono::hours{24},  std::chrono::hours{24}};

// The delay after this many failed attempts, of which there is at least one; nullopt: no more.
// `chance` is from 0 to 1.
std::optional<std::chrono::seconds> retry_delay(unsigned attempts, double chance) noexcept;

// How long nothing goes to the server, after this many troubles in a row: from ten seconds on,
// twice as long each time, to ten minutes.
std::chrono::seconds server_pause(unsigned troubles, double chance) noexcept;

}  // namespace meetings::notify
