// SPDX-License-Identifier: MIT
#include "base/relay_identity.hpp"

#include "base/text.hpp"

namespace base {

RelayIdentity RelayIdentity::parse(std::string_view text) noexcept {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {text, {}};
  const std::string_view user = text.substr(0, dot), meeting = text.substr(dot + 1);
  if (!is_uuid(user) || !is_uuid(meeting)) return {text, {}};
  return {user, meeting};
}

std::string RelayIdentity::print() const {
  std::string out{user};
  if (!meeting.empty()) out.append(1, '.').append(meeting);
  return out;
}

}  // namespace base
