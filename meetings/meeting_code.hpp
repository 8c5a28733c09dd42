// SPDX-License-Identifier: MIT
// The short name of a meeting that can be said over the telephone: three groups of four letters,
// consonant and vowel in turn
// ("kabo-rine-tuda"; 80^6 of them, 37.9 bits). And what people type to mean a meeting. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace meetings {

std::string make_meeting_code(base::Random& random);

// How a meeting is named in a request: by its id or by its code.
struct MeetingKey {
  enum class By : bool { id, code };
  By by = By::id;
  std::string value;  // canonical

  friend bool operator==(const MeetingKey&, const MeetingKey&) = default;
};

// An UUID or a code; upper case, and spaces or nothing for the hyphens of a code, are taken.
// nullopt: can be no meeting.
std::optional<MeetingKey> parse_meeting_key(std::string_view text);

}  // namespace meetings
