// SPDX-License-Identifier: MIT
// The groups of tests/vectors/signaling/server-groups.json, as somebody in one and as a host sees
// them.
#pragma once

#include "signaling/messages.hpp"

namespace signaling_test {

using namespace signaling;

inline GroupsView group_view(bool of_host) {
  GroupsView view;
  const GroupsView::Person person{meetings::ParticipantId{"2b8c1f64-93a1-4f0e-8b1f-5a8d2c7e9b22"},
                                  meetings::UserId{"66666666-7777-4888-9999-aaaaaaaaaaaa"},
                                  "Zoë Ångström", meetings::Role::participant};
  view.groups.push_back({"Red", 1, {person}});
  view.now = *base::parse_iso8601("2027-01-15T08:00:00Z");
  if (of_host) {
    view.choice = true;
    view.lesson.emplace();
    view.calls.push_back(
        {meetings::ParticipantId{"2b8c1f64-93a1-4f0e-8b1f-5a8d2c7e9b22"}, "Zoë Ångström", 1});
    view.called_back_at = view.now + std::chrono::minutes{1};
  } else {
    view.groups.push_back({"Blue", 2, {}});
    view.own = view.home = 1;
    view.ends_at = view.now + std::chrono::minutes{10};
  }
  return view;
}

}  // namespace signaling_test
