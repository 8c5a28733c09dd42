// SPDX-License-Identifier: MIT
// A lecture in the hub: people who attend it, what they hear of each other, a day on which much
// happens, and a walk through any order of events.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/signaling/hub_fixture.hpp"

namespace signaling_test {

using Names = std::vector<std::string>;

inline meetings::Seat lecture_seat(const std::string& user, meetings::Role role) {
  meetings::Seat seat = seat_of(user, role);
  seat.meeting.type = meetings::MeetingType::lecture;
  return seat;
}

// Each from an address of its own, so that a crowd is no flood.
inline Client connect_to_lecture(HubTest& t, const std::string& user) {
  static unsigned number = 0;
  ++number;
  Client client = t.connect(
      user, "10.1." + std::to_string(number / 250 % 250) + '.' + std::to_string(number % 250 + 1));
  client.auth();
  return client;
}

// The answer to its join.
inline Json join_lecture(HubTest& t, Client& who, const std::string& user, meetings::Role role) {
  who.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(lecture_seat(user, role));
  return who.hears_one();
}

inline Client attend(HubTest& t, const std::string& user, meetings::Role role) {
  Client client = connect_to_lecture(t, user);
  CHECK_EQ(text(join_lecture(t, client, user, role), "type"), "joined");
  return client;
}

inline void give_role(HubTest& t, const std::string& user, meetings::Role role) {
  t.event(meetings::RoleChanged{meetings::MeetingId{kMeeting},
                                meetings::ParticipantId{"seat-" + user}, role, std::nullopt});
}

inline Names names_of(const Json& peers) {
  Names out;
  for (const Json& peer : peers.items()) out.push_back(text(peer, "name"));
  return out;
}
inline Names names_of_peers(const std::vector<Json>& frames) {
  Names out;
  for (const Json& frame : frames) {
    if (frame.has("peer")) out.push_back(text(frame["peer"], "name"));
  }
  return out;
}
// Whom the frames of this type since the last call were about.
inline Names peers_named(Client& who, std::string_view type) {
  std::vector<Json> frames;
  for (const Json& frame : who.hears()) {
    if (text(frame, "type") == type) frames.push_back(frame);
  }
  return names_of_peers(frames);
}
// The names of the peers whose hands are up, in the order of the queue.
inline Names queue_in(const std::vector<Json>& peers) {
  std::map<std::int64_t, std::string> queue;
  for (const Json& peer : peers) {
    CHECK(peer["media"]["hand"] == Json{peer.has("handOrder")});
    if (peer.has("handOrder")) queue[*peer["handOrder"].as_integer()] = text(peer, "name");
  }
  Names out;
  for (const auto& [order, name] : queue) out.push_back(name);
  return out;
}
inline Names queue_of(Client& who) {
  std::vector<Json> peers;
  for (const Json& frame : who.hears()) {
    if (frame.has("peer")) peers.push_back(frame["peer"]);
  }
  return queue_in(peers);
}

struct LectureDay {
  std::size_t heard_by_a_listener = 0;
  std::size_t most_in_a_second = 0;
  std::size_t heard_by_the_host = 0;
};

// A lecture of so many listeners: they come within five seconds, tell their state, raise hands,
// react, and half of them goes. The host says something each second.
class LectureRun {
 public:
  explicit LectureRun(std::size_t size)
      : size_(size),
        host_(attend(t_, "host", meetings::Role::host)),
        first_(attend(t_, "first", meetings::Role::listener)) {}

  LectureDay run() {
    each_second([&](std::size_t i) {
      crowd_.push_back(attend(t_, "l" + std::to_string(i), meetings::Role::listener));
      crowd_.back().says({{"type", "media-state"}, {"audio", true}});
    });
    each_second([&](std::size_t i) {
      crowd_[i].says({{"type", "media-state"}, {"hand", true}});
      crowd_[i].says({{"type", "reaction"}, {"emoji", "👏"}});
    });
    each_second([&](std::size_t i) {
      if (i % 2 == 0) crowd_[i].says({{"type", "leave"}});
      else crowd_[i].says({{"type", "media-state"}, {"hand", false}});
    });
    return day_;
  }

 private:
  // Lets each person act, a fifth of them in a second.
  template <class Act>
  void each_second(Act act) {
    for (std::size_t second = 0; second < 5; ++second) {
      host_.says({{"type", "chat"}, {"message", "Listen."}});
      for (std::size_t i = size_ * second / 5; i < size_ * (second + 1) / 5; ++i) act(i);
      t_.pass(std::chrono::seconds{1});
      const std::size_t heard = first_.hears().size();
      day_.heard_by_a_listener += heard;
      day_.most_in_a_second = std::max(day_.most_in_a_second, heard);
      day_.heard_by_the_host += host_.hears().size();
      for (Client& each : crowd_) (void)each.hears();
    }
  }

  HubTest t_;
  const std::size_t size_;
  Client host_;
  Client first_;
  std::vector<Client> crowd_;
  LectureDay day_;
};

inline LectureDay hold_lecture(std::size_t size) { return LectureRun{size}.run(); }

// One person's socket, and whom the person knows by what it has heard.
struct Wanderer {
  std::string name;
  std::optional<Client> client;
  std::string session, token;
  std::int64_t seen = 0;
  bool lost = false;  // after `resync`, until `joined`
  std::set<std::string> known;

  std::string seat() const { return "seat-" + name; }
  void read() {
    if (!client) return;
    for (const Json& frame : client->hears()) take(frame);
  }
  void take(const Json& frame) {
    const std::string type = text(frame, "type");
    if (frame.has("resumeToken")) {
      session = text(frame, "session");
      token = text(frame, "resumeToken");
    }
    if (const auto seq = frame["seq"].as_integer()) seen = *seq;
    if (type == "resync") {
      lost = true;
      seen = *frame["lastSeq"].as_integer();
    }
    if (type == "left" || type == "removed") known.clear();
    if (type == "joined") {
      known.clear();
      lost = false;
      for (const Json& peer : frame["peers"].items()) known.insert(text(peer, "peerId"));
    }
    if (!lost) meet(frame, type);
  }
  void meet(const Json& frame, const std::string& type) {
    const std::string about = frame.has("peer") ? text(frame["peer"], "peerId") : "";
    bool fits = true;
    if (type == "peer-joined") fits = known.insert(about).second;
    if (type == "peer-left") fits = known.erase(about) == 1;
    if (type == "peer-updated") fits = known.contains(about) || about == seat();
    if (type == "ice-candidate") fits = known.contains(text(frame, "fromId"));
    if (!fits)
      lectern_test::check_failed(name + " does not expect " + frame.print(), __FILE__, __LINE__);
  }
};

class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {
    for (const char* name : {"ann", "bob", "cid", "dan", "eva", "fay"}) {
      people_.emplace_back();
      people_.back().name = name;
    }
  }
  void run() {
    for (int step = 0; step < 120; ++step) {
      move(people_[pick(people_.size())]);
      if (pick(3) != 0) people_[pick(people_.size())].read();
    }
    t_.pass(std::chrono::seconds{1});
    for (Wanderer& each : people_) each.read();
    compare();
  }

 private:
  std::size_t pick(std::size_t below) {
    std::byte value{};
    random_.fill({&value, 1});
    return static_cast<std::size_t>(value) % below;
  }
  meetings::Role any_role() {
    using meetings::Role;
    constexpr Role kAny[] = {Role::listener, Role::listener, Role::presenter, Role::host};
    return kAny[pick(4)];
  }
  void move(Wanderer& who) {
    switch (pick(9)) {
      case 0:
      case 1: return come(who);
      case 2:
        if (who.client) who.client->says({{"type", "leave"}});
        return who.read();
      case 3: return give_role(t_, who.name, any_role());
      case 4:
        if (who.client) who.client->says({{"type", "media-state"}, {"hand", pick(2) == 0}});
        return;
      case 5: return signal(who, people_[pick(people_.size())]);
      case 6: return t_.tell_batches();
      case 7:
        if (who.client) who.client->breaks();
        return who.client.reset();
      default: return t_.pass(std::chrono::seconds{pick(4) == 0 ? 31 : 1});
    }
  }
  // Anew, by resuming, or from another window.
  void come(Wanderer& who) {
    const bool anew = who.client || who.token.empty() || pick(3) == 0;
    who.read();
    Client client = t_.connect(who.name);
    if (!anew) {
      client.says({{"type", "resume"},
                   {"session", who.session},
                   {"resumeToken", who.token},
                   {"lastSeq", who.seen}});
      who.client = client;
      for (const Json& frame : client.hears()) {
        if (text(frame, "type") == "error") return forget(who);
        who.take(frame);
      }
      return;
    }
    if (who.client) who.client->disconnects();
    who.client = client;
    who.known.clear();
    client.says({{"type", "auth"}, {"token", t_.token(who.name)}});
    client.says({{"type", "join"}, {"meetingId", kMeeting}});
    t_.answer(lecture_seat(who.name, any_role()));
    who.read();
  }
  static void forget(Wanderer& who) {
    who.client.reset();
    who.token.clear();
  }
  void signal(Wanderer& from, const Wanderer& to) {
    if (!from.client) return;
    from.client->says({{"type", "ice-candidate"}, {"targetId", to.seat()}, {"candidate", Json{}}});
  }
  // Whoever is in the room and has a socket knows exactly those whom it sees.
  void compare() {
    const auto present = t_.presence.members(meetings::MeetingId{kMeeting});
    const auto speaks = [](const meetings::PresentMember& m) {
      return meetings::may(m.role, meetings::Act::speak);
    };
    for (const Wanderer& who : people_) {
      for (const auto& self : present) {
        if (self.name != who.name || !who.client) continue;
        if (t_.close_code(*who.client) != 0) continue;  // has read too slowly
        std::set<std::string> expected;
        for (const auto& other : present) {
          if (other.name != who.name && (speaks(self) || speaks(other)))
            expected.insert(other.participant_id.value());
        }
        if (who.known == expected) continue;
        std::string seen = who.name + " knows";
        for (const std::string& each : who.known) seen += ' ' + each;
        seen += ", not";
        for (const std::string& each : expected) seen += ' ' + each;
        lectern_test::check_failed(seen, __FILE__, __LINE__);
      }
    }
  }

  HubTest t_;
  lectern_test::SeededRandom random_;
  std::vector<Wanderer> people_;
};

inline void wander(unsigned seed) { Walk{seed}.run(); }

}  // namespace signaling_test
