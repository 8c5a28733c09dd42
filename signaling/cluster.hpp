// SPDX-License-Identifier: MIT
// Cluster: what the nodes of one site tell each other, as one state machine, (input, now) ->
// effects. Every node has the others' domain events, each once and in the order in which their node
// told them, also when the bus loses messages or is away for a while: events are numbered, a node
// that notices a gap asks for the rest, and the node that told them keeps the newest. Pure; one
// thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "meetings/events.hpp"

namespace signaling {

struct ClusterLimits {
  // The newest events that this node keeps for the others.
  std::size_t events = 4096;
  std::size_t bytes = std::size_t{4} * 1024 * 1024;
  // Longer messages are refused.
  std::size_t message = std::size_t{256} * 1024;
  // A node that says nothing for this time is away, and forgotten after the other.
  std::chrono::seconds away{5};
  // Its relay is not handed out after this one; as long as the lease on its meetings.
  std::chrono::milliseconds silent{2500};
  std::size_t about = std::size_t{8} * 1024;
  std::chrono::seconds forgotten{600};
  std::size_t nodes = 256;
};

// Give the text to every node, this one too.
struct Publish {
  std::string text;
};
// Another node has told this.
struct TakeEvent {
  meetings::Event event;
};
// Another node has told who is in its rooms: a text of tell_presence().
struct TakePresence {
  std::string node;
  std::string text;
};
// Tell who is in the rooms of this node, all of it: another node does not know it.
struct TellPresence {};
// What another node says of itself now; empty: it is silent, or goes.
struct TakeAbout {
  std::string node;
  std::string text;
};
// The node is away: nobody is in its rooms.
struct NodeAway {
  std::string node;
};
// So many events of another node are lost for ever.
struct EventsLost {
  std::uint64_t count = 0;
};
// A message that no node of this version sends.
struct MessageRefused {};

using ClusterEffect = std::variant<Publish, TakeEvent, TakePresence, TellPresence, TakeAbout,
                                   NodeAway, EventsLost, MessageRefused>;
using ClusterEffects = std::vector<ClusterEffect>;

class Cluster {
 public:
  // `self` names this process; no other has the same name.
  explicit Cluster(std::string self, ClusterLimits limits = {})
      : self_(std::move(self)), limits_(limits) {}

  // The bus works, and works no more.
  ClusterEffects connected(base::Instant now);
  void disconnected() noexcept { connected_ = false; }
  // Something has happened on this node.
  ClusterEffects tell(const meetings::Event& event);
  // Somebody has come into a room of this node, has changed or has left.
  ClusterEffects tell_presence(std::string_view text);
  // What this node says of itself from the next tick() on.
  void set_about(std::string text) { about_ = std::move(text); }
  // This node goes: the others are told that it has nothing for their clients any more.
  ClusterEffects leave();
  // A message has come from the bus.
  ClusterEffects receive(std::string_view text, base::Instant now);
  // Call it once a second.
  ClusterEffects tick(base::Instant now);

  // The other nodes that are there.
  std::size_t nodes(base::Instant now) const noexcept;

 private:
  struct Node {
    std::uint64_t seen = 0;  // the last event of this node
    base::Instant heard{};
    std::optional<base::Instant> asked;
    bool away = false;
    bool is_known = false;  // it has been asked who is in its rooms
    std::string about;      // what it says of itself
  };
  struct Kept {
    std::uint64_t number = 0;
    std::string text;
  };

  Node* node(const std::string& name, std::uint64_t seen, base::Instant now, ClusterEffects& out);
  // What a node tells under a number.
  enum class Told : std::uint8_t { event, presence };
  ClusterEffects tell(const char* kind, std::string_view text);
  void take(const std::string& from, std::uint64_t number, Told kind, std::string_view text,
            base::Instant now, ClusterEffects& out);
  void ask_presence(const std::string& whom, ClusterEffects& out) const;
  void take_beat(const std::string& from, std::uint64_t newest, std::uint64_t oldest,
                 std::string about, base::Instant now, ClusterEffects& out);
  static void hear_about(const std::string& name, Node& node, std::string about,
                         ClusterEffects& out);
  void ask(const std::string& whom, Node& node, base::Instant now, ClusterEffects& out) const;
  void repeat(std::uint64_t after, ClusterEffects& out) const;
  base::Json message() const;
  Publish beat() const;

  const std::string self_;
  const ClusterLimits limits_;
  bool connected_ = false;
  std::string about_;
  std::uint64_t last_ = 0;  // the number of the newest event
  std::deque<Kept> told_;   // the newest events, up to last_
  std::size_t bytes_ = 0;   // of told_
  std::unordered_map<std::string, Node> nodes_;
};

}  // namespace signaling
