// SPDX-License-Identifier: MIT
// Tells a secret that protects nothing: one that anybody can guess without knowing it. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/secret.hpp"

namespace base {

// Whoever holds a token or a TURN credential can try secrets at home, without asking the daemon.
// 16 random characters are out of reach for that.
inline constexpr std::size_t kLeastSecretBytes = 16;
// Less is no secret but what a person or a file system left in its place: one byte repeated, or two
// in turn. Of 16 random digits, less than four are different once in two million times.
inline constexpr std::size_t kLeastDifferentBytes = 4;

// What is wrong with the secret, to follow its name: "has less than 16 characters". nullopt where
// nothing is.
std::optional<std::string> weakness_of(const Secret& secret,
                                       std::size_t least_bytes = kLeastSecretBytes);

}  // namespace base
