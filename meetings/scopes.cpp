// SPDX-License-Identifier: MIT
#include "meetings/scopes.hpp"

#include <algorithm>

namespace meetings {

std::string_view to_string(Scope scope) noexcept {
  switch (scope) {
    case Scope::meetings_read: return "meetings:read";
    case Scope::meetings_write: return "meetings:write";
    case Scope::recordings_read: return "recordings:read";
    case Scope::admin: break;
  }
  return "admin";
}

std::optional<Scope> parse_scope(std::string_view text) noexcept {
  for (const Scope scope : kScopes) {
    if (to_string(scope) == text) return scope;
  }
  return std::nullopt;
}

std::vector<Scope> Scopes::list() const {
  std::vector<Scope> out;
  for (const Scope scope : kScopes) {
    if (contains(scope)) out.push_back(scope);
  }
  return out;
}

std::string Scopes::print() const {
  std::string out;
  for (const Scope scope : list()) {
    if (!out.empty()) out += ' ';
    out += to_string(scope);
  }
  return out;
}

Scopes Scopes::parse(std::string_view text) {
  Scopes out;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (const auto scope = parse_scope(word)) out.add(*scope);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return out;
}

}  // namespace meetings
