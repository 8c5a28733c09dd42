// SPDX-License-Identifier: MIT
// A lesson with two groups: what its tests say and look for.
#pragma once

#include "tests/signaling/moderating.hpp"

namespace signaling_test {

inline Json group_of_people(const std::string& name, std::initializer_list<const char*> people) {
  Json members = Json::array();
  for (const char* person : people) members.push("seat-" + std::string{person});
  return Json::object({{"name", name}}).set("members", members);
}

// Ada and Bob in group 1, Cid in group 2; nobody has read anything yet.
inline void open_two(Client& host, const std::string& mode = "assigned",
                     std::optional<int> seconds = {}, const std::string& id = "open") {
  Json list = Json::array();
  list.push(group_of_people("Red", {"ada", "bob"})).push(group_of_people("Blue", {"cid"}));
  Json frame = Json::object({{"type", "groups"}, {"action", "open"}, {"mode", mode}});
  frame.set("groups", list).set("id", id);
  if (seconds) frame.set("seconds", std::int64_t{*seconds});
  host.says(frame.print());
}

inline Client& does(Client& who, std::string_view action, std::optional<int> group = {},
                    const Client* whom = nullptr) {
  Json frame = Json::object({{"type", "groups"}, {"action", action}});
  if (group) frame.set("group", std::int64_t{*group});
  if (whom != nullptr) frame.set("targetId", whom->seat());
  return who.says(frame.print());
}

inline std::string seats_of(const Json& list) {
  std::string out;
  for (const Json& one : list.items()) out += (out.empty() ? "" : " ") + text(one, "peerId");
  return out;
}

// A host, three pupils and two groups; all have read what came of it.
struct TwoGroups {
  explicit TwoGroups(HubTest& test, const std::string& mode = "assigned",
                     std::optional<int> seconds = {})
      : t(test),
        host(t.member("host", meetings::Role::host)),
        ada(t.member("ada")),
        bob(t.member("bob")),
        cid(t.member("cid")) {
    read();
    open_two(host, mode, seconds);
    read();
  }
  void read() {
    for (Client* one : {&host, &ada, &bob, &cid}) (void)one->hears();
  }

  HubTest& t;
  Client host, ada, bob, cid;
};

}  // namespace signaling_test
