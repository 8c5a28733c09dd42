// SPDX-License-Identifier: MIT
// Whole numbers with a unit: durations, sizes and rates. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace config {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};
// Largest first: printing takes the first unit that divides the number.
inline constexpr std::array kDurationUnits{Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
                                           Unit{"m", 60'000}, Unit{"s", 1000}, Unit{"ms", 1}};
inline constexpr std::array kSizeUnits{Unit{"TiB", std::int64_t{1} << 40},
                                       Unit{"GiB", 1 << 30},
                                       Unit{"MiB", 1 << 20},
                                       Unit{"KiB", 1 << 10},
                                       Unit{"TB", 1'000'000'000'000},
                                       Unit{"GB", 1'000'000'000},
                                       Unit{"MB", 1'000'000},
                                       Unit{"kB", 1000},
                                       Unit{"B", 1}};
inline constexpr std::array kRateUnits{Unit{"Gbit", 1'000'000'000}, Unit{"Mbit", 1'000'000},
                                       Unit{"kbit", 1000}, Unit{"bit", 1}};

// "90s": a whole number and one of the units; "0" needs no unit. Errors complete "TEXT ".
base::Result<std::int64_t> parse_with_unit(std::string_view text, std::span<const Unit> units);
std::string print_with_unit(std::int64_t value, std::span<const Unit> units);

}  // namespace config
