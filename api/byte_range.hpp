// SPDX-License-Identifier: MIT
// The Range field of a request for bytes (RFC 9110 section 14). Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace api {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class RangeKind : std::uint8_t {
  whole,          // no range, or one that may be ignored: of another unit, broken, or several
  part,           // 206
  unsatisfiable,  // 416
};

struct RequestedRange {
  RangeKind kind = RangeKind::whole;
  ByteRange range{};
};

// Of a representation of `size` bytes.
RequestedRange read_range(std::string_view field, std::uint64_t size) noexcept;

}  // namespace api
