// SPDX-License-Identifier: MIT
// Who is in the rooms of all nodes.
#include "meetings/site_presence.hpp"

#include "tests/support/check.hpp"

using namespace meetings;

namespace {

const MeetingId kRoom{"room"};

PresentMember member(const std::string& name) {
  PresentMember out;
  out.participant_id = ParticipantId{"seat-" + name};
  out.name = name;
  return out;
}

void the_rooms_of_all_nodes_count() {
  SitePresence site;
  site.put(kRoom, member("ann"));
  site.put_at("b", kRoom, member("ben"));
  site.put_at("b", MeetingId{"other"}, member("cyd"));
  CHECK_EQ(site.count(kRoom), std::size_t{2});
  CHECK_EQ(site.members(kRoom).at(1).name, "ben");
  CHECK_EQ(site.meetings().size(), std::size_t{1});  // this node's
  CHECK_EQ(site.people(), std::size_t{1});
  site.remove_at("b", kRoom, ParticipantId{"seat-ben"});
  site.remove_at("c", kRoom, ParticipantId{"seat-ann"});
  CHECK_EQ(site.count(kRoom), std::size_t{1});
  site.forget_node("b");
  CHECK_EQ(site.count(MeetingId{"other"}), std::size_t{0});
}

void a_room_that_moves_is_counted_once() {
  SitePresence site;
  site.put_at("b", kRoom, member("ann"));
  site.put(kRoom, member("ann"));
  CHECK_EQ(site.count(kRoom), std::size_t{1});
  site.remove_at("b", kRoom, ParticipantId{"seat-ann"});  // the old owner's farewell
  CHECK_EQ(site.count(kRoom), std::size_t{1});
}

void what_happens_here_is_told() {
  SitePresence site;
  std::vector<std::string> told;
  const SitePresence::Change taker = [&](const MeetingId& meeting, const ParticipantId& seat,
                                         const std::optional<PresentMember>& who) {
    told.push_back(meeting.value() + " " + (who ? "+" : "-") + seat.value());
  };
  site.tell(taker);
  site.put(kRoom, member("ann"));
  site.put_at("b", kRoom, member("ben"));
  site.put(kRoom, member("cyd"));
  site.remove(kRoom, ParticipantId{"seat-ann"});
  CHECK_EQ(told, (std::vector<std::string>{"room +seat-ann", "room +seat-cyd", "room -seat-ann"}));
  told.clear();
  site.tell_all(taker);
  CHECK_EQ(told, (std::vector<std::string>{"room +seat-cyd"}));
}

}  // namespace

int main() {
  return lectern_test::run("meetings site presence", {TEST(the_rooms_of_all_nodes_count),
                                                      TEST(a_room_that_moves_is_counted_once),
                                                      TEST(what_happens_here_is_told)});
}
