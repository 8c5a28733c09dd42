// SPDX-License-Identifier: MIT
// Which node owns which meeting, with a Redis server that answers late, loses its data and is away.
#include "signaling/cluster_owners.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

using namespace signaling;
using namespace std::chrono_literals;

namespace {

using Meeting = meetings::MeetingId;
using Kind = Placement::Kind;

constexpr auto kLease = 3s;

// What the scripts of cluster_store.cpp do, one call at a time.
class Server {
 public:
  explicit Server(lectern_test::FakeClock& clock) : clock_(clock) {}

  bool beat(const std::string& node) {
    const bool had = lives(node);
    leases_[node] = clock_.now() + kLease;
    return had;
  }
  Placement claim(const std::string& node, const Meeting& meeting) {
    const auto found = owners_.find(meeting);
    if (found != owners_.end() && found->second.first != node && lives(found->second.first))
      return {Kind::elsewhere, found->second.first, "address", found->second.second, {}};
    const std::uint64_t epoch = std::max(epochs_[meeting] + 1, ++time_);
    CHECK(epoch > granted[meeting]);
    epochs_[meeting] = granted[meeting] = epoch;
    owners_[meeting] = {node, epoch};
    return {Kind::here, {}, {}, epoch, {copies[meeting], {}}};
  }
  bool verify(const std::string& node, const Meeting& meeting, std::uint64_t epoch) {
    const auto found = owners_.find(meeting);
    if (found != owners_.end()) return found->second == std::pair{node, epoch};
    if (epochs_[meeting] > epoch) return false;
    epochs_[meeting] = epoch;
    owners_[meeting] = {node, epoch};
    return true;
  }
  void release(const std::string& node, const Meeting& meeting, std::uint64_t epoch) {
    const auto found = owners_.find(meeting);
    if (found != owners_.end() && found->second == std::pair{node, epoch}) owners_.erase(found);
  }
  void forget_everything() {
    leases_.clear();
    owners_.clear();
    epochs_.clear();
  }
  bool lives(const std::string& node) const {
    const auto found = leases_.find(node);
    return found != leases_.end() && clock_.now() < found->second;
  }
  std::string owner(const Meeting& meeting) const {
    const auto found = owners_.find(meeting);
    return found == owners_.end() ? "" : found->second.first;
  }

  std::map<Meeting, std::string> copies;
  std::map<Meeting, std::uint64_t> granted;

 private:
  lectern_test::FakeClock& clock_;
  std::map<std::string, base::Instant> leases_;
  std::map<Meeting, std::pair<std::string, std::uint64_t>> owners_;
  std::map<Meeting, std::uint64_t> epochs_;
  std::uint64_t time_ = 0;  // of the server, which grows
};

class Node {
 public:
  Node(std::string called, Server& server, lectern_test::FakeClock& clock)
      : name(std::move(called)), server_(server), clock_(clock) {
    connect();
  }
  void connect() {
    up = true;
    run(owners.connected(clock_.now()));
  }
  void disconnect() {
    up = false;
    waiting_.clear();
    run(owners.disconnected());
  }
  void place(const Meeting& meeting) { run(owners.place(meeting, clock_.now())); }
  void release(const Meeting& meeting) {
    rooms.erase(meeting);
    run(owners.release(meeting, false));
  }
  void tick() { run(owners.tick(clock_.now())); }
  // The server takes the oldest command, and its answer arrives.
  bool answer() {
    if (waiting_.empty()) return false;
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    next();
    return true;
  }
  void settle() {
    while (answer()) {}
  }

  std::string name;
  MeetingOwners owners;
  std::map<Meeting, std::uint64_t> rooms;  // the rooms here, by the epoch
  std::vector<Placed> placed;
  bool up = false;

 private:
  void run(const OwnerEffects& effects) {
    for (const OwnerEffect& effect : effects) std::visit([this](const auto& e) { on(e); }, effect);
  }
  void on(const AskBeat&) {
    waiting_.emplace_back([this] { run(owners.beaten(server_.beat(name))); });
  }
  void on(const AskClaim& ask) {
    waiting_.emplace_back([this, meeting = ask.meeting] {
      run(owners.claimed(meeting, server_.claim(name, meeting), clock_.now()));
    });
  }
  void on(const AskVerify& ask) {
    waiting_.emplace_back([this, ask] {
      run(owners.verified(ask.meeting, ask.epoch, server_.verify(name, ask.meeting, ask.epoch)));
    });
  }
  void on(const AskRelease& ask) {
    if (up) waiting_.emplace_back([this, ask] { server_.release(name, ask.meeting, ask.epoch); });
  }
  void on(const Placed& done) {
    placed.push_back(done);
    if (done.where.kind == Kind::here) rooms[done.meeting] = done.where.epoch;
  }
  void on(const OwnerLost& lost) {
    CHECK(rooms.contains(lost.meeting));
    rooms.erase(lost.meeting);
  }

  Server& server_;
  lectern_test::FakeClock& clock_;
  std::deque<std::function<void()>> waiting_;
};

struct Site {
  explicit Site(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      nodes.push_back(std::make_unique<Node>("node-" + std::to_string(i), server, clock));
    settle();
  }
  void settle() {
    for (auto& node : nodes) node->settle();
  }
  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      clock.advance(1s);
      for (auto& node : nodes) node->tick();
      settle();
    }
  }
  Kind place(std::size_t node, const Meeting& meeting) {
    nodes[node]->place(meeting);
    nodes[node]->settle();
    return nodes[node]->placed.back().where.kind;
  }

  lectern_test::FakeClock clock;
  Server server{clock};
  std::vector<std::unique_ptr<Node>> nodes;
};

const Meeting kMeeting{"m"};

void the_first_who_asks_owns_the_meeting() {
  Site site{2};
  CHECK(site.place(0, kMeeting) == Kind::here);
  CHECK(site.place(1, kMeeting) == Kind::elsewhere);
  CHECK_EQ(site.nodes[1]->placed.back().where.node, "node-0");
  CHECK(site.place(0, kMeeting) == Kind::here);
  CHECK_EQ(site.nodes[0]->owners.owned(), std::size_t{1});
}

void two_who_ask_at_once_agree() {
  Site site{2};
  site.nodes[0]->place(kMeeting);
  site.nodes[1]->place(kMeeting);
  site.nodes[1]->place(kMeeting);  // one question, one answer to both
  site.settle();
  CHECK(site.nodes[0]->placed.back().where.kind == Kind::here);
  CHECK(site.nodes[1]->placed.back().where.kind == Kind::elsewhere);
  CHECK_EQ(site.nodes[1]->placed.size(), std::size_t{1});
}

void the_meeting_of_a_dead_node_is_taken_after_its_lease() {
  Site site{2};
  site.server.copies[kMeeting] = "the room";
  (void)site.place(0, kMeeting);
  site.nodes.erase(site.nodes.begin());
  site.pass(2);
  CHECK(site.place(0, kMeeting) == Kind::elsewhere);
  site.pass(1);
  CHECK(site.place(0, kMeeting) == Kind::here);
  CHECK_EQ(site.nodes[0]->placed.back().where.copy.room, "the room");
}

void a_released_meeting_is_free_at_once() {
  Site site{2};
  (void)site.place(0, kMeeting);
  site.nodes[0]->release(kMeeting);
  site.settle();
  CHECK(site.place(1, kMeeting) == Kind::here);
  CHECK(site.place(0, kMeeting) == Kind::elsewhere);
}

void a_paused_owner_learns_that_it_lost() {
  Site site{2};
  (void)site.place(0, kMeeting);
  site.clock.advance(4s);  // the first node does not renew
  site.nodes[1]->tick();
  site.settle();
  CHECK(site.place(1, kMeeting) == Kind::here);
  CHECK_EQ(site.nodes[0]->rooms.size(), std::size_t{1});
  site.nodes[0]->tick();
  site.settle();
  CHECK(site.nodes[0]->rooms.empty());
  CHECK(!site.nodes[0]->owners.epoch_of(kMeeting).has_value());
}

void without_the_server_nothing_changes_its_owner() {
  Site site{2};
  (void)site.place(0, kMeeting);
  (void)site.place(1, kMeeting);
  for (auto& node : site.nodes) node->disconnect();
  site.server.forget_everything();
  site.pass(30);
  CHECK(site.place(0, kMeeting) == Kind::here);
  CHECK(site.place(1, kMeeting) == Kind::elsewhere);  // as it was before
  CHECK(site.place(1, Meeting{"other"}) == Kind::unknown);
  for (auto& node : site.nodes) node->connect();
  site.settle();
  CHECK_EQ(site.server.owner(kMeeting), "node-0");
  CHECK_EQ(site.nodes[0]->rooms.size(), std::size_t{1});
}

// The node that is back first must not take what the others are about to renew.
void after_a_time_without_the_server_owners_come_first() {
  Site site{2};
  (void)site.place(0, kMeeting);
  for (auto& node : site.nodes) node->disconnect();
  site.pass(5);  // the lease is over
  site.nodes[1]->connect();
  site.settle();
  CHECK(site.place(1, kMeeting) == Kind::unknown);
  site.clock.advance(1s);
  site.nodes[0]->connect();
  site.settle();
  site.pass(2);
  CHECK(site.place(1, kMeeting) == Kind::elsewhere);
  CHECK_EQ(site.nodes[0]->rooms.size(), std::size_t{1});
  CHECK(site.place(1, Meeting{"new"}) == Kind::here);
}

void a_question_without_an_answer_ends() {
  Site site{1};
  site.nodes[0]->place(kMeeting);
  site.clock.advance(2s);
  site.nodes[0]->tick();
  CHECK(site.nodes[0]->placed.back().where.kind == Kind::unknown);
  site.settle();  // the late answer gives the meeting back
  CHECK_EQ(site.server.owner(kMeeting), "");
  CHECK_EQ(site.nodes[0]->owners.owned(), std::size_t{0});
}

// Random operations. While the site is shaken, two nodes may have a room of one meeting, but never
// under the same epoch; when it has come to rest, at most one has it, and the server agrees.
class Shaken {
 public:
  explicit Shaken(unsigned seed) : random_(seed) {}
  void run() {
    for (int round = 0; round < 30; ++round) {
      for (int i = 0; i < 40; ++i) step();
      rest();
    }
  }

 private:
  std::size_t below(std::size_t most) { return random_() % most; }
  Meeting meeting() { return Meeting{"m" + std::to_string(below(4))}; }
  void step() {
    Node& node = *site_.nodes[below(site_.nodes.size())];
    switch (below(10)) {
      case 0:
      case 1:
      case 2: node.place(meeting()); break;
      case 3:
      case 4: (void)node.answer(); break;
      case 5: node.release(meeting()); break;
      case 6: node.tick(); break;
      case 7: site_.clock.advance(std::chrono::milliseconds{below(1500)}); break;
      case 8: node.up ? node.disconnect() : node.connect(); break;
      default:
        if (below(20) == 0) site_.server.forget_everything();
    }
    check_epochs();
  }
  void check_epochs() {
    std::set<std::pair<Meeting, std::uint64_t>> seen;
    for (const auto& node : site_.nodes) {
      for (const auto& [meeting, epoch] : node->rooms) CHECK(seen.insert({meeting, epoch}).second);
    }
  }
  void rest() {
    for (auto& node : site_.nodes) {
      if (!node->up) node->connect();
    }
    site_.pass(5);
    std::set<Meeting> seen;
    for (const auto& node : site_.nodes) {
      CHECK_EQ(node->rooms.size(), node->owners.owned());
      for (const auto& [meeting, epoch] : node->rooms) {
        CHECK(seen.insert(meeting).second);
        CHECK_EQ(site_.server.owner(meeting), node->name);
      }
    }
  }

  std::mt19937 random_;
  Site site_{3};
};

void shaken_sites_come_to_rest() {
  for (unsigned seed = 1; seed <= 40; ++seed) Shaken{seed}.run();
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling cluster owners",
      {TEST(the_first_who_asks_owns_the_meeting), TEST(two_who_ask_at_once_agree),
       TEST(the_meeting_of_a_dead_node_is_taken_after_its_lease),
       TEST(a_released_meeting_is_free_at_once), TEST(a_paused_owner_learns_that_it_lost),
       TEST(without_the_server_nothing_changes_its_owner),
       TEST(after_a_time_without_the_server_owners_come_first),
       TEST(a_question_without_an_answer_ends), TEST(shaken_sites_come_to_rest)});
}
