// SPDX-License-Identifier: MIT
// RelayIdentity: the person and the meeting that a TURN credential of ours is made for. The daemon
// prints it into the credential's username, and the relay parses it to count by person and by
// meeting. A value that points into the text it was made of; any thread.
#pragma once

#include <string>
#include <string_view>

namespace base {

struct RelayIdentity {
  std::string_view user;
  std::string_view meeting;  // empty: none

  // "user.meeting", two UUIDs in lower case, or a user alone. Every other text is a user: other
  // issuers' names may contain dots.
  static RelayIdentity parse(std::string_view text) noexcept;
  std::string print() const;
};

}  // namespace base
