// SPDX-License-Identifier: MIT
// Scopes: what an API token opens (docs/tokens.md). No scope contains another one. Values; any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meetings {

enum class Scope : std::uint8_t { meetings_read, meetings_write, recordings_read, admin };
inline constexpr std::array kScopes{Scope::meetings_read, Scope::meetings_write,
                                    Scope::recordings_read, Scope::admin};
// "meetings:read", …
std::string_view to_string(Scope scope) noexcept;
std::optional<Scope> parse_scope(std::string_view text) noexcept;

class Scopes {
 public:
  constexpr Scopes() = default;
  constexpr void add(Scope scope) noexcept { bits_ |= bit(scope); }
  constexpr bool contains(Scope scope) const noexcept { return (bits_ & bit(scope)) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  std::vector<Scope> list() const;
  // The names with a blank between them, as the store keeps them, and back. parse() ignores names
  // that it does not know: a token of a later release opens less here, never more.
  std::string print() const;
  static Scopes parse(std::string_view text);

  friend constexpr bool operator==(const Scopes&, const Scopes&) = default;

 private:
  static constexpr unsigned bit(Scope scope) noexcept { return 1u << static_cast<unsigned>(scope); }
  unsigned bits_ = 0;
};

}  // namespace meetings
