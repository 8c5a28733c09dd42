// SPDX-License-Identifier: MIT
// Colours that people can read: the contrast of WCAG 2.2 (success criterion 1.4.3, level AA: 4.5 to
// 1) on the surfaces of the web UI, by day and by night, and the nearest colour that has it.
// webui/src/core/readable_colors.ts has the same rules; tests/vectors/colors.json holds both
// to them. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meetings {

struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;

  // "#313d6a", letters in either case; nullopt for anything else.
  static std::optional<Color> parse(std::string_view text) noexcept;
  std::string print() const;  // in lower case

  friend bool operator==(const Color&, const Color&) = default;
};

// 1 to 21.
double contrast(const Color& one, const Color& other) noexcept;

// day: text on the light surfaces, and a ground for white text. night: text on the dark surfaces,
// and a ground for dark text.
enum class Daytime : std::uint8_t { day, night };
inline constexpr double kReadable = 4.5;
bool is_readable(const Color& color, Daytime when) noexcept;
// `color` itself if it can be read; else it is mixed with black (day) or white (night), as little
// as it takes.
Color nearest_readable(const Color& color, Daytime when) noexcept;

}  // namespace meetings
