// SPDX-License-Identifier: MIT
// The code of a meeting, a short name to say over the telephone: three groups of four letters,
// consonant and vowel in turn ("kabo-rine-tuda"; 80^6 of them, 37.9 bits). And reading what people
// type for a meeting. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace meetings {

std::string make_meeting_code(base::Random& random);

// A meeting's name in a request: its id or its code.
struct MeetingKey {
  enum class By : bool { id, code };
  By by = By::id;
  std::string value;  // canonical

  friend bool operator==(const MeetingKey&, const MeetingKey&) = default;
};

// Takes a UUID or a code, in upper or lower case; a code may have spaces or nothing instead of its
// hyphens. nullopt for a text that can be no meeting's name.
std::optional<MeetingKey> parse_meeting_key(std::string_view text);

}  // namespace meetings
