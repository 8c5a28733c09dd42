// SPDX-License-Identifier: MIT
#include "meetings/readable_colors.hpp"

#include <algorithm>
#include <cmath>

namespace meetings {
namespace {

// The surfaces of webui/src/styles/tokens.css on which the colour is hardest to read.
constexpr Color kBrightGround{0xe9, 0xec, 0xf5};  // --surface-hover by day
constexpr Color kDarkGround{0x22, 0x2a, 0x4d};    // --surface-hover by night
constexpr Color kBlack{0, 0, 0}, kWhite{255, 255, 255};
constexpr int kSteps = 256;

std::optional<std::uint8_t> hex(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

// WCAG 2.2, "relative luminance".
double luminance(const Color& color) noexcept {
  const auto linear = [](std::uint8_t channel) {
    const double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

Color mixed(const Color& color, const Color& with, int step) noexcept {
  const auto channel = [&](std::uint8_t from, std::uint8_t to) {
    return static_cast<std::uint8_t>((from * (kSteps - step) + to * step + kSteps / 2) / kSteps);
  };
  return {channel(color.red, with.red), channel(color.green, with.green),
          channel(color.blue, with.blue)};
}

}  // namespace

std::optional<Color> Color::parse(std::string_view text) noexcept {
  if (text.size() != 7 || text.front() != '#') return std::nullopt;
  std::array<std::uint8_t, 3> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto high = hex(text[1 + 2 * i]), low = hex(text[2 + 2 * i]);
    if (!high || !low) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(*high * 16 + *low);
  }
  return Color{bytes[0], bytes[1], bytes[2]};
}

std::string Color::print() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out{'#'};
  for (const std::uint8_t byte : {red, green, blue}) {
    out += kDigits[byte / 16U];
    out += kDigits[byte % 16U];
  }
  return out;
}

double contrast(const Color& one, const Color& other) noexcept {
  const double a = luminance(one), b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

bool is_readable(const Color& color, Daytime when) noexcept {
  return contrast(color, when == Daytime::day ? kBrightGround : kDarkGround) >= kReadable;
}

Color nearest_readable(const Color& color, Daytime when) noexcept {
  const Color& end = when == Daytime::day ? kBlack : kWhite;
  for (int step = 0; step < kSteps; ++step) {
    const Color tried = mixed(color, end, step);
    if (is_readable(tried, when)) return tried;
  }
  return end;
}

}  // namespace meetings
