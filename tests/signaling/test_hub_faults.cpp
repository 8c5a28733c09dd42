// SPDX-License-Identifier: MIT
// Rooms with scripted conversations over connections that fail: cut, half open, delayed, reordered
// and doubled; and over restarts of the server. The clients do what docs/protocol.md asks of them.
// Every line and every offer has to arrive once and in order, and nobody may lose the seat, the
// role or the raised hand. FAULTS in the environment asks for another number.
#include <cstdlib>
#include <deque>
#include <memory>

#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kFaults = 1000;  // sanitizers make it much slower
#else
constexpr int kFaults = 10'000;
#endif
constexpr int kPeople = 3;
constexpr int kScript = 25;  // lines and offers of each person
const char* const kNames[kPeople] = {"ann", "ben", "cat"};
const meetings::Role kRoles[kPeople] = {meetings::Role::host, meetings::Role::participant,
                                        meetings::Role::presenter};

// One connection: what is on its way in both directions.
struct Wire {
  SessionId socket{};
  std::deque<std::string> up, down;
  bool client_open = true;  // the client still uses it
  bool server_open = true;  // the server has not seen its end
  bool frozen = false;      // nothing arrives for now
};

class World;

// A client as docs/protocol.md describes it.
class Robot {
 public:
  Robot(World& world, int number) : world_(world), number_(number) {}

  void connect();
  void speak();
  void take(const std::string& text);
  void lose(Wire& wire);  // the client notices that the wire is dead
  bool ready() const { return ready_; }
  bool content() const { return ready_ && spoken_ == kScript && pending_.empty(); }
  void check_complete() const;
  Wire* wire() const { return wire_; }
  base::Instant down_since{};

 private:
  void send(const Json& message) { wire_->up.push_back(message.print()); }
  void welcomed(const Json& frame);
  void resumed(const Json& frame);
  void numbered(const Json& frame);

  World& world_;
  const int number_;
  Wire* wire_ = nullptr;
  bool ready_ = false;
  bool was_in_ = false;
  std::string session_, token_;
  std::uint64_t last_seq_ = 0;
  int spoken_ = 0;
  int pings_ = 0;
  struct Sent {
    Json message;
    int before_ping = 0;  // a pong of this number confirms it; 0: its echo does
  };
  std::deque<Sent> pending_;                   // without an answer yet
  std::map<std::string, int> lines_, offers_;  // by sender: how many came
};

class World {
 public:
  explicit World(std::uint64_t seed) : dice{seed} {
    for (int i = 0; i < kPeople; ++i) robots.push_back(std::make_unique<Robot>(*this, i));
    for (auto& robot : robots) robot->connect();
    while (!all_ready()) step();
    for (int i = 0; i < kPeople; ++i) {
      const SessionId session = t.carried_by(robots[static_cast<std::size_t>(i)]->wire()->socket);
      run(t.hub.handle_text(session, R"({"type":"media-state","hand":true})", t.now()));
    }
  }

  Wire& open(const std::string& name) {
    wires.push_back(std::make_unique<Wire>());
    const auto opened = t.open("192.0.2." + std::to_string(1 + name[0] % 7));
    CHECK(opened.has_value());
    wires.back()->socket = *opened;
    return *wires.back();
  }
  // Some traffic on some wires, a little time.
  void step() {
    t.clock.advance(std::chrono::milliseconds{200 + dice.below(400)});
    run(t.hub.tick(t.now()));
    for (std::size_t i = 0; i < wires.size(); ++i) {
      if (!wires[i]->frozen && dice.below(4) != 0) move(*wires[i]);
    }
    std::erase_if(wires, [](const auto& w) { return !w->client_open && !w->server_open; });
    for (auto& robot : robots) {
      if (robot->wire() == nullptr && dice.below(2) == 0) robot->connect();
    }
  }
  void fault() {
    Robot& robot = *robots[dice.below(kPeople)];
    Wire* wire = robot.wire();
    if (wire == nullptr) return;
    ++faults;
    switch (dice.below(7)) {
      case 0:  // cut: both sides see it, and what was on its way is lost
        wire->up.clear(), wire->down.clear();
        server_sees_end(*wire);
        robot.lose(*wire);
        break;
      case 1:  // half open: only the client gives up; what it sent is lost
        wire->up.clear();
        robot.lose(*wire);
        break;
      case 2:  // reordered: the client gives up, and what it sent arrives later than its next words
        wire->frozen = true;
        robot.lose(*wire);
        break;
      case 3:  // only the server sees the end; the client talks on for a while
        wire->up.clear(), wire->down.clear();
        server_sees_end(*wire);
        break;
      case 4:  // doubled: a second connection while the first one is good
        robot.lose(*wire);
        robot.connect();
        break;
      case 5:  // delayed
        wire->frozen = true;
        break;
      case 6:  // the server restarts: what it has not read is lost
        restart();
        break;
    }
  }
  void restart() {
    t.restart();
    ++restarts;
    for (auto& wire : wires) {
      wire->up.clear();
      wire->server_open = false;
    }
  }
  void thaw() {
    for (auto& wire : wires) {
      if (dice.below(3) == 0) wire->frozen = false;
    }
    // A client gives a silent wire up; nobody stays away for longer than the grace.
    for (auto& robot : robots) {
      Wire* wire = robot->wire();
      const bool late = t.clock.now() - robot->down_since > 30s;
      if (wire != nullptr && !wire->server_open && (late || dice.below(3) == 0)) robot->lose(*wire);
      if (robot->wire() == nullptr) robot->connect();
      if (!robot->ready() && late) robot->wire()->frozen = false;
    }
  }
  // No more faults: everything that is on its way arrives.
  void settle() {
    for (int quiet = 0, i = 0; i < 500 && quiet < 40; ++i) {
      for (auto& wire : wires) wire->frozen = false;
      for (auto& robot : robots) robot->speak();
      thaw();
      step();
      quiet = all_content() ? quiet + 1 : 0;
    }
  }
  bool all_ready() const {
    return std::all_of(robots.begin(), robots.end(), [](const auto& r) { return r->ready(); });
  }
  bool all_content() const {
    return std::all_of(robots.begin(), robots.end(), [](const auto& r) { return r->content(); });
  }
  void server_sees_end(Wire& wire) {
    if (!std::exchange(wire.server_open, false)) return;
    const SessionId session = t.carried_by(wire.socket);
    if (session.value() != 0) run(t.hub.closed(session, SocketEnd::broken, t.now()));
  }

  HubTest t;
  lectern_test::SeededRandom dice;
  std::vector<std::unique_ptr<Robot>> robots;
  std::vector<std::unique_ptr<Wire>> wires;
  int faults = 0, restarts = 0;

 private:
  void run(Effects effects) {
    t.run(std::move(effects));
    while (!t.asked.empty()) {
      const std::string name = t.asked[0].ask.claims.name;
      const auto at = std::find(std::begin(kNames), std::end(kNames), name) - std::begin(kNames);
      t.answer(seat_of(name, kRoles[at]));
    }
    // The server closes sockets: of sessions that it breaks, and of those that moved.
    for (auto& wire : wires) {
      const SessionId session = t.carried_by(wire->socket);
      if (session.value() == 0) wire->server_open = false;
      else if (t.closes.contains(session)) server_sees_end(*wire);
    }
    t.closes.clear();
  }
  void move(Wire& wire) {
    for (auto n = dice.below(4); n > 0 && !wire.up.empty(); --n) {
      const std::string text = wire.up.front();
      wire.up.pop_front();
      const SessionId session = t.carried_by(wire.socket);
      if (wire.server_open && session.value() != 0) run(t.hub.handle_text(session, text, t.now()));
    }
    for (auto n = dice.below(6); n > 0 && wire.server_open; --n) {
      auto frame = t.hub.next_frame(t.carried_by(wire.socket), t.now());
      if (!frame) break;
      wire.down.push_back(std::move(*frame));
    }
    for (auto n = dice.below(6); n > 0 && !wire.down.empty(); --n) {
      const std::string text = wire.down.front();
      wire.down.pop_front();
      for (auto& robot : robots) {
        if (robot->wire() == &wire) robot->take(text);
      }
    }
  }
};

void Robot::connect() {
  wire_ = &world_.open(kNames[number_]);
  ready_ = false;
  down_since = world_.t.clock.now();
  if (token_.empty()) {
    send(Json::object({{"type", "auth"}, {"token", world_.t.token(kNames[number_])}}));
    return;
  }
  send(Json::object({{"type", "resume"},
                     {"session", session_},
                     {"resumeToken", token_},
                     {"lastSeq", last_seq_}}));
}

void Robot::lose(Wire& wire) {
  wire.client_open = false;
  ready_ = false;
  wire_ = nullptr;
}

void Robot::speak() {
  if (wire_ == nullptr || !ready_ || spoken_ == kScript || pending_.size() > 2) return;
  const std::string number = std::to_string(spoken_++);
  const std::string id = "c" + number;
  if (spoken_ % 3 != 0) {
    pending_.push_back({Json::object({{"type", "chat"}, {"message", number}, {"id", id}}), 0});
    return send(pending_.back().message);
  }
  const std::string target = std::string{"seat-"} + kNames[(number_ + 1) % kPeople];
  pending_.push_back({Json::object({{"type", "offer"},
                                    {"targetId", target},
                                    {"id", id},
                                    {"offer", Json::object({{"type", "offer"}, {"sdp", number}})}}),
                      ++pings_});
  send(pending_.back().message);
  send(Json::object({{"type", "ping"}, {"t", pings_}}));
}

void Robot::take(const std::string& text) {
  const Json frame = CHECK_OK(Json::parse(text));
  const std::string type = signaling_test::text(frame, "type");
  if (type == "error") lectern_test::check_failed(text, __FILE__, __LINE__);
  if (type == "resync") lectern_test::check_failed(text, __FILE__, __LINE__);
  if (type == "peer-left") lectern_test::check_failed(text, __FILE__, __LINE__);
  if (type == "welcome") return welcomed(frame);
  if (type == "resumed") return resumed(frame);
  if (type == "pong") {
    const int t = static_cast<int>(*frame["t"].as_integer());
    std::erase_if(pending_,
                  [&](const Sent& s) { return s.before_ping != 0 && s.before_ping <= t; });
    return;
  }
  if (frame.has("seq")) numbered(frame);
}

void Robot::welcomed(const Json& frame) {
  session_ = text(frame, "session");
  token_ = text(frame, "resumeToken");
  send(Json::object({{"type", "join"}, {"meetingId", kMeeting}}));
}

// What has no answer yet goes again, with its id.
void Robot::resumed(const Json& frame) {
  token_ = text(frame, "resumeToken");
  ready_ = true;
  send(Json::object({{"type", "ack"}, {"seq", last_seq_}}));
  for (const Sent& sent : pending_) send(sent.message);
  if (pings_ > 0) send(Json::object({{"type", "ping"}, {"t", pings_}}));
}

void Robot::numbered(const Json& frame) {
  const auto seq = static_cast<std::uint64_t>(*frame["seq"].as_integer());
  CHECK_EQ(seq, last_seq_ + 1);
  last_seq_ = seq;
  if (seq % 8 == 0) send(Json::object({{"type", "ack"}, {"seq", seq}}));
  const std::string type = text(frame, "type");
  if (type == "joined") {
    CHECK(!was_in_);
    was_in_ = ready_ = true;
    return;
  }
  if (type == "chat") {
    if (frame.has("re"))
      std::erase_if(pending_, [&](const Sent& s) { return s.message["id"] == frame["re"]; });
    int& next = lines_[text(frame, "name")];
    while ((next + 1) % 3 == 0) ++next;  // this one is an offer
    CHECK_EQ(text(frame, "message"), std::to_string(next++));
  }
  if (type == "offer") {
    int& next = offers_[text(frame, "fromId")];
    CHECK_EQ(text(frame["offer"], "sdp"), std::to_string(2 + 3 * next++));
  }
}

void Robot::check_complete() const {
  CHECK(content());
  CHECK_EQ(lines_.size(), std::size_t{kPeople});
  for (const auto& [name, next] : lines_) CHECK_EQ(next, kScript);
  CHECK_EQ(offers_.size(), std::size_t{1});
  for (const auto& [name, count] : offers_) CHECK_EQ(count, kScript / 3);
}

int converse(std::uint64_t seed) {
  World world{seed};
  for (int round = 0; round < 60; ++round) {
    for (auto& robot : world.robots) {
      if (world.dice.below(2) == 0) robot->speak();
    }
    if (world.dice.below(2) == 0) world.fault();
    for (auto n = world.dice.below(6); n > 0; --n) world.step();
    world.thaw();
  }
  world.settle();
  for (auto& robot : world.robots) robot->check_complete();
  CHECK(world.t.ended.empty());
  const auto present = world.t.presence.members(meetings::MeetingId{kMeeting});
  CHECK_EQ(present.size(), std::size_t{kPeople});
  for (const auto& member : present) {
    const auto at =
        std::find(std::begin(kNames), std::end(kNames), member.name) - std::begin(kNames);
    CHECK(member.role == kRoles[at]);
    CHECK(member.media.hand);
  }
  return world.faults;
}

void every_message_arrives_once_and_in_order() {
  const char* asked = std::getenv("FAULTS");
  const int wanted = asked == nullptr ? kFaults : std::atoi(asked);
  int faults = 0;
  for (std::uint64_t seed = 1; faults < wanted; ++seed) { faults += converse(seed); }
}

}  // namespace

int main() {
  return lectern_test::run("signaling hub faults", {TEST(every_message_arrives_once_and_in_order)});
}
