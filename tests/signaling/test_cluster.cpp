// SPDX-License-Identifier: MIT
// What the nodes of one site tell each other, over a bus that loses, doubles and delays messages
// and is away for a while.
#include "signaling/cluster.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "signaling/cluster_about.hpp"
#include "signaling/cluster_presence.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

using namespace signaling;
using namespace std::chrono_literals;

namespace {

meetings::Event ended(const std::string& id) {
  return meetings::MeetingEnded{meetings::MeetingId{id}, std::nullopt};
}

// Nodes on a bus; `hears[b]` is what node b has taken, in order.
class Site {
 public:
  explicit Site(std::size_t count, ClusterLimits limits = {}) : limits_(limits) {
    for (std::size_t i = 0; i < count; ++i) add();
  }
  std::size_t add() {
    nodes.push_back(std::make_unique<Cluster>("node-" + std::to_string(nodes.size()), limits_));
    hears.emplace_back();
    up.push_back(true);
    run(nodes.size() - 1, nodes.back()->connected(clock.now()));
    return nodes.size() - 1;
  }
  void tell(std::size_t from, const std::string& what) {
    run(from, nodes[from]->tell(ended(what)));
  }
  void run(std::size_t from, const ClusterEffects& effects) {
    for (const ClusterEffect& effect : effects) {
      if (const auto* text = std::get_if<Publish>(&effect)) publish(from, text->text);
      if (const auto* event = std::get_if<TakeEvent>(&effect))
        hears[from].push_back(std::get<meetings::MeetingEnded>(event->event).meeting_id.value());
      if (const auto* gone = std::get_if<EventsLost>(&effect)) lost += gone->count;
      if (const auto* who = std::get_if<TakePresence>(&effect))
        people[from].push_back(who->node + " " + who->text);
      if (std::holds_alternative<TellPresence>(effect))
        run(from, nodes[from]->tell_presence("all of " + std::to_string(from)));
      if (const auto* away = std::get_if<NodeAway>(&effect)) aways.push_back(away->node);
      if (const auto* about = std::get_if<TakeAbout>(&effect))
        abouts[from].push_back(about->node + " " + about->text);
      if (std::holds_alternative<MessageRefused>(effect)) ++refused;
    }
  }
  void publish(std::size_t from, const std::string& text) {
    if (!up[from]) return;
    for (std::size_t to = 0; to < nodes.size(); ++to) {
      if (up[to]) waiting.push_back({to, text});
    }
  }
  void settle() {
    while (!waiting.empty()) {
      const auto [to, text] = waiting.front();
      waiting.erase(waiting.begin());
      run(to, nodes[to]->receive(text, clock.now()));
    }
  }
  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      clock.advance(1s);
      for (std::size_t n = 0; n < nodes.size(); ++n) run(n, nodes[n]->tick(clock.now()));
      settle();
    }
  }
  void lose(std::size_t node) {
    up[node] = false;
    nodes[node]->disconnected();
  }
  void find(std::size_t node) {
    up[node] = true;
    run(node, nodes[node]->connected(clock.now()));
  }

  lectern_test::FakeClock clock;
  std::vector<std::unique_ptr<Cluster>> nodes;
  std::vector<std::vector<std::string>> hears;
  std::vector<bool> up;
  std::vector<std::pair<std::size_t, std::string>> waiting;
  std::map<std::size_t, std::vector<std::string>> people;  // what a node was told of them
  std::map<std::size_t, std::vector<std::string>> abouts;  // what a node was told of the others
  std::vector<std::string> aways;
  std::uint64_t lost = 0;
  int refused = 0;

 private:
  ClusterLimits limits_;
};
using Heard = std::vector<std::string>;

void everybody_else_hears_once() {
  Site site{3};
  site.settle();
  site.tell(0, "a");
  site.tell(0, "b");
  site.settle();
  CHECK(site.hears[0].empty());
  CHECK_EQ(site.hears[1], (Heard{"a", "b"}));
  CHECK_EQ(site.hears[2], (Heard{"a", "b"}));
  site.pass(5);
  CHECK_EQ(site.hears[1].size(), std::size_t{2});
  CHECK_EQ(site.nodes[0]->nodes(site.clock.now()), std::size_t{2});
}

void what_was_lost_is_asked_for() {
  Site site{2};
  site.settle();
  site.tell(0, "a");
  site.waiting.clear();
  site.tell(0, "b");
  site.settle();
  site.pass(1);
  CHECK_EQ(site.hears[1], (Heard{"a", "b"}));
  site.tell(0, "c");
  site.waiting.clear();  // nothing follows it
  site.pass(1);
  CHECK_EQ(site.hears[1], (Heard{"a", "b", "c"}));
}

void a_node_without_the_bus_catches_up_and_is_caught_up_with() {
  Site site{2};
  site.settle();
  site.lose(0);
  site.tell(0, "from 0");
  site.tell(1, "from 1");
  site.pass(30);
  CHECK(site.hears[0].empty() && site.hears[1].empty());
  CHECK_EQ(site.nodes[1]->nodes(site.clock.now()), std::size_t{0});
  site.find(0);
  site.pass(2);
  CHECK_EQ(site.hears[0], Heard{"from 1"});
  CHECK_EQ(site.hears[1], Heard{"from 0"});
}

void a_newcomer_begins_with_what_comes() {
  Site site{1};
  site.tell(0, "before");
  site.settle();
  const std::size_t late = site.add();
  site.pass(1);
  site.tell(0, "after");
  site.settle();
  CHECK_EQ(site.hears[late], Heard{"after"});
}

void what_is_not_kept_is_told_to_be_lost() {
  ClusterLimits limits;
  limits.events = 3;
  Site site{2, limits};
  site.settle();
  site.lose(1);
  for (int i = 0; i < 10; ++i) site.tell(0, std::to_string(i));
  site.find(1);
  site.pass(2);
  CHECK_EQ(site.lost, std::uint64_t{7});
  CHECK_EQ(site.hears[1], (Heard{"7", "8", "9"}));
  site.tell(0, "10");
  site.settle();
  CHECK_EQ(site.hears[1].back(), "10");
}

void bytes_are_bounded() {
  ClusterLimits limits;
  limits.bytes = 1000;
  Site site{2, limits};
  site.settle();
  site.lose(1);
  for (int i = 0; i < 100; ++i) site.tell(0, std::string(200, 'x'));
  site.find(1);
  site.pass(2);
  CHECK(site.lost > 95 && site.hears[1].size() + site.lost == 100);
}

void foreign_words_change_nothing() {
  Site site{2};
  site.settle();
  for (const char* text :
       {"", "{}", "[]", "7", R"({"v":2,"from":"x","newest":1,"oldest":1})",
        R"({"v":1,"from":"","newest":1,"oldest":1})", R"({"v":1,"from":"x","newest":1,"oldest":9})",
        R"({"v":1,"from":"x","number":0,"event":"{}"})",
        R"({"v":1,"from":"x","number":1,"event":7})",
        R"({"v":1,"from":"x","number":1,"event":"{}"})", R"({"v":1,"ask":"node-0"})"}) {
    site.refused = 0;
    site.run(0, site.nodes[0]->receive(text, site.clock.now()));
    CHECK_EQ(site.refused, 1);
  }
  site.waiting.clear();
  site.tell(1, "a");
  site.settle();
  CHECK_EQ(site.hears[0], Heard{"a"});
}

void a_crowd_of_names_is_bounded() {
  ClusterLimits limits;
  limits.nodes = 10;
  Site site{1, limits};
  for (int i = 0; i < 1000; ++i)
    site.run(0, site.nodes[0]->receive(
                    R"({"v":1,"newest":1,"oldest":1,"from":"x)" + std::to_string(i) + "\"}",
                    site.clock.now()));
  CHECK_EQ(site.nodes[0]->nodes(site.clock.now()), std::size_t{10});
  site.pass(601);
  CHECK_EQ(site.nodes[0]->nodes(site.clock.now()), std::size_t{0});
}

// Whatever the bus does, everybody hears everything once and in order in the end.
void nothing_is_lost_or_doubled_in_the_end() {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    lectern_test::SeededRandom dice{seed};
    Site site{3};
    site.settle();
    std::vector<int> told(3, 0);
    for (int step = 0; step < 200; ++step) {
      const std::size_t who = dice.below(3);
      switch (dice.below(8)) {
        case 0: site.lose(who); break;
        case 1: site.find(who); break;
        case 2: site.waiting.clear(); break;
        case 3:
          if (!site.waiting.empty()) site.waiting.push_back(site.waiting.front());
          break;
        case 4: site.pass(1); break;
        case 5: site.settle(); break;
        default: site.tell(who, std::to_string(who) + " " + std::to_string(told[who]++)); break;
      }
    }
    for (std::size_t n = 0; n < 3; ++n) site.find(n);
    site.pass(5);
    CHECK_EQ(site.lost, std::uint64_t{0});
    for (std::size_t n = 0; n < 3; ++n) {
      std::vector<int> next(3, 0);
      for (const std::string& heard : site.hears[n]) {
        const auto from = static_cast<std::size_t>(heard[0] - '0');
        CHECK_EQ(heard, std::to_string(from) + " " + std::to_string(next[from]++));
      }
      for (std::size_t from = 0; from < 3; ++from) CHECK_EQ(next[from], from == n ? 0 : told[from]);
    }
  }
}

void a_newcomer_asks_who_is_in_the_rooms() {
  Site site{2};
  site.settle();
  CHECK_EQ(site.people[0], (Heard{"node-1 all of 1"}));
  site.run(1, site.nodes[1]->tell_presence("ann"));
  site.settle();
  CHECK_EQ(site.people[0], (Heard{"node-1 all of 1", "node-1 ann"}));
  CHECK(site.hears[0].empty());
}

void the_people_of_a_node_that_is_away_are_asked_for_again() {
  Site site{2};
  site.settle();
  site.lose(1);
  site.pass(6);
  CHECK_EQ(site.aways, (Heard{"node-1"}));  // told once
  site.find(1);
  site.settle();
  CHECK_EQ(site.people[0].size(), std::size_t{2});
}

void what_a_node_says_of_itself_lasts_as_long_as_it_is_heard() {
  Site site{2};
  site.settle();
  site.nodes[0]->set_about("relay a");
  site.pass(3);
  CHECK_EQ(site.abouts[1], (Heard{"node-0 relay a"}));  // told once
  site.nodes[0]->set_about("relay b");
  site.pass(1);
  CHECK_EQ(site.abouts[1].back(), "node-0 relay b");
  // It dies: the other one notices before it is away.
  site.up[0] = false;
  site.pass(3);
  CHECK_EQ(site.abouts[1].back(), "node-0 ");
  CHECK(site.aways.empty());
  site.up[0] = true;
  site.pass(1);
  CHECK_EQ(site.abouts[1].back(), "node-0 relay b");
  site.run(0, site.nodes[0]->leave());
  site.settle();
  CHECK_EQ(site.abouts[1].back(), "node-0 ");
}

void without_the_bus_what_was_said_last_stays() {
  Site site{2};
  site.nodes[0]->set_about("relay a");
  site.pass(1);
  site.lose(1);
  site.pass(60);
  CHECK_EQ(site.abouts[1], (Heard{"node-0 relay a"}));
  site.find(1);
  site.pass(5);
  CHECK_EQ(site.abouts[1], (Heard{"node-0 relay a"}));
}

void a_node_goes_through_as_text() {
  const NodeAbout about{"one",
                        "eu",
                        base::WallTime{std::chrono::seconds{1'800'000'000}},
                        2,
                        7,
                        5,
                        {"turn:[2001:db8::1]:3478?transport=udp", "turns:a.example:443"},
                        {"mark"}};
  CHECK(CHECK_OK(parse_about(print_about(about))) == about);
  const auto with = [&](const std::string& url) {
    NodeAbout other = about;
    other.urls = {url};
    return parse_about(print_about(other)).has_value();
  };
  CHECK(with("turn:a:1"));
  for (const std::string& url :
       {std::string{"stun:a:1"}, std::string{"https://a"}, std::string{"turn:a\r\nb"},
        std::string{"turn:a/b"}, "turn:" + std::string(300, 'a'), std::string{}})
    CHECK(!with(url));
  NodeAbout many = about;
  many.urls.assign(NodeAbout::kMostUrls + 1, "turn:a:1");
  CHECK(!parse_about(print_about(many)).has_value());
  for (const char* broken : {"", "{}", "[]", R"({"name":"a"})"})
    CHECK(!parse_about(broken).has_value());
}

void a_person_goes_through_as_text() {
  meetings::PresentMember ann;
  ann.participant_id = meetings::ParticipantId{"seat"};
  ann.user_id = meetings::UserId{"user"};
  ann.name = "Ann";
  ann.role = meetings::Role::host;
  ann.media.hand = true;
  const PresenceNews news{meetings::MeetingId{"m"}, ann.participant_id, ann};
  const PresenceNews same = CHECK_OK(parse_presence(print_presence(news)));
  CHECK(same.member == ann);
  const PresenceNews gone =
      CHECK_OK(parse_presence(print_presence({news.meeting, news.participant, std::nullopt})));
  CHECK(!gone.member.has_value());
  for (const char* broken : {"", "{}", R"({"meeting":"m","participant":"p","member":{}})"})
    CHECK(!parse_presence(broken).has_value());
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling cluster",
      {TEST(everybody_else_hears_once), TEST(what_was_lost_is_asked_for),
       TEST(a_node_without_the_bus_catches_up_and_is_caught_up_with),
       TEST(a_newcomer_begins_with_what_comes), TEST(what_is_not_kept_is_told_to_be_lost),
       TEST(bytes_are_bounded), TEST(foreign_words_change_nothing),
       TEST(a_crowd_of_names_is_bounded), TEST(nothing_is_lost_or_doubled_in_the_end),
       TEST(a_newcomer_asks_who_is_in_the_rooms), TEST(a_person_goes_through_as_text),
       TEST(what_a_node_says_of_itself_lasts_as_long_as_it_is_heard),
       TEST(without_the_bus_what_was_said_last_stays), TEST(a_node_goes_through_as_text),
       TEST(the_people_of_a_node_that_is_away_are_asked_for_again)});
}
