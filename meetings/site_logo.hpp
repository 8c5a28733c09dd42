// SPDX-License-Identifier: MIT
// SiteLogo: the school's own sign: a picture as PNG, JPEG or WebP, whatever its sender calls it. No
// SVG, because it may hold scripts. check_logo() reads the signature, the sizes and the end of the
// file, and decodes no pixel. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meetings/refusal.hpp"

namespace meetings {

struct SiteLogo {
  std::string bytes;
  std::string_view type;  // "image/png", "image/jpeg" or "image/webp"; a literal
  std::uint32_t width = 0, height = 0;
  std::string hash;  // names these bytes, for caches
};

inline constexpr std::size_t kLargestLogo = 48 * 1024;  // bytes
inline constexpr std::uint32_t kWidestLogo = 1024;      // pixels, of either side
inline constexpr std::uint32_t kSmallestLogo = 16;

// Refused with bad_field("logo").
Outcome<SiteLogo> check_logo(std::string_view bytes);

}  // namespace meetings
