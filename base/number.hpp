// SPDX-License-Identifier: MIT
// Reads whole decimal numbers from text: digits, and '-' in front where the type has a sign. A '+',
// blanks and "0x" are refused; leading zeros are allowed. Pure; any thread.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

namespace base {

// Reads the number at the beginning of `text` and removes it from there. Returns nullopt and leaves
// `text` alone where no number of type T stands there.
template <std::integral T>
std::optional<T> take_number(std::string_view& text) noexcept {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// The number that `text` holds from its first to its last character; nullopt where it holds
// anything else, or a number outside of `least` to `most`.
template <std::integral T>
std::optional<T> parse_number(std::string_view text, T least = std::numeric_limits<T>::min(),
                              T most = std::numeric_limits<T>::max()) noexcept {
  const std::optional<T> value = take_number<T>(text);
  if (!value || !text.empty() || *value < least || *value > most) return std::nullopt;
  return value;
}

// A port from 1 to 65535 in at most five digits.
inline std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  constexpr std::size_t kMostDigits = 5;
  if (text.size() > kMostDigits) return std::nullopt;
  return parse_number<std::uint16_t>(text, 1);
}

}  // namespace base
