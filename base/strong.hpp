// SPDX-License-Identifier: MIT
// Strong<Tag, Rep>: gives values of one representation different types, so that a meeting's id
// cannot be passed as a user's id.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <utility>

namespace base {

template <class Tag, class Rep>
class Strong {
 public:
  constexpr Strong() = default;
  constexpr explicit Strong(Rep value) : value_(std::move(value)) {}

  constexpr const Rep& value() const noexcept { return value_; }

  friend constexpr bool operator==(const Strong&, const Strong&) = default;
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;

 private:
  Rep value_{};
};

}  // namespace base

template <class Tag, class Rep>
struct std::hash<base::Strong<Tag, Rep>> {
  std::size_t operator()(const base::Strong<Tag, Rep>& s) const noexcept {
    return std::hash<Rep>{}(s.value());
  }
};
