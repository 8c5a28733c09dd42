// SPDX-License-Identifier: MIT
// What the tests of moderation say and look for: `acts(ann, "mute", &bob)`,
// `last(bob, "moderated")`.
#pragma once

#include "meetings/permissions.hpp"
#include "tests/signaling/hub_fixture.hpp"

namespace signaling_test {

inline Client& acts(Client& who, std::string_view action, const Client* whom = nullptr,
                    const std::string& id = "") {
  Json frame = Json::object({{"type", "moderate"}, {"action", action}});
  if (whom != nullptr) frame.set("targetId", whom->seat());
  if (!id.empty()) frame.set("id", id);
  return who.says(frame.print());
}

// Done, and allowed by the domain; what the actor heard is thrown away.
inline void done(HubTest& t, Client& who, std::string_view action, const Client* whom = nullptr) {
  acts(who, action, whom);
  t.allow();
  (void)who.hears();
}

// The last message of a type that a client has heard since the last call.
inline Json last(Client& who, std::string_view type) {
  Json found;
  for (const Json& frame : who.hears()) {
    if (text(frame, "type") == type) found = frame;
  }
  if (found.is_null()) lectern_test::check_failed("nothing of " + std::string{type}, __FILE__, 0);
  return found;
}

inline std::string blocked(const Json& owner) {
  std::string out;
  for (const Json& one : owner["blocked"].items()) out += (out.empty() ? "" : " ") + one.text();
  return out;
}

inline meetings::MeetingChanged settings_event(meetings::MeetingSettings settings,
                                               std::int64_t version) {
  meetings::MeetingChanged event;
  event.meeting_id = meetings::MeetingId{kMeeting};
  event.version = version;
  event.title = "Weekly review";
  event.settings = settings;
  return event;
}

}  // namespace signaling_test
