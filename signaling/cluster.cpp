// SPDX-License-Identifier: MIT
#include "signaling/cluster.hpp"

#include <algorithm>
#include <utility>

#include "base/json_fields.hpp"

namespace signaling {
namespace {

using base::Json;

constexpr int kVersion = 1;
constexpr base::Size kName{1, 64};
constexpr std::chrono::seconds kAskAgain{1};

}  // namespace

Json Cluster::message() const { return Json::object({{"v", kVersion}, {"from", self_}}); }

// The newest number tells the others whether they have everything, the oldest what is lost.
Publish Cluster::beat() const {
  Json out = message().set("newest", last_).set("oldest", last_ - told_.size() + 1);
  if (!about_.empty()) out.set("about", about_);
  return {out.print()};
}

ClusterEffects Cluster::connected(base::Instant now) {
  connected_ = true;
  for (auto& [name, node] : nodes_) node.heard = now;  // nobody could be heard
  return {beat()};
}

ClusterEffects Cluster::leave() {
  about_.clear();
  if (!connected_) return {};
  return {beat()};
}

ClusterEffects Cluster::tell(const meetings::Event& event) {
  return tell("event", meetings::print_event(event));
}

ClusterEffects Cluster::tell_presence(std::string_view who) { return tell("presence", who); }

ClusterEffects Cluster::tell(const char* kind, std::string_view what) {
  std::string text = message().set("number", ++last_).set(kind, what).print();
  bytes_ += text.size();
  told_.push_back({last_, std::move(text)});
  while (told_.size() > limits_.events || bytes_ > limits_.bytes) {
    bytes_ -= told_.front().text.size();
    told_.pop_front();
  }
  if (!connected_ || told_.empty()) return {};
  return {Publish{told_.back().text}};
}

ClusterEffects Cluster::receive(std::string_view text, base::Instant now) {
  ClusterEffects out;
  const auto json = Json::parse(text, limits_.message);
  if (!json) return {MessageRefused{}};
  base::JsonFields in{*json};
  const int version = in.number<int>("v");
  const std::string from = in.text("from", kName);
  if (in.ok() && version == kVersion && from == self_) return out;
  if (in.has("event") || in.has("presence")) {
    const Told kind = in.has("event") ? Told::event : Told::presence;
    const auto number = in.number<std::uint64_t>("number", 1);
    const std::string told = in.text(kind == Told::event ? "event" : "presence");
    if (in.ok() && version == kVersion) take(from, number, kind, told, now, out);
  } else if (in.has("who")) {
    const std::string whom = in.text("who", kName);
    if (in.ok() && version == kVersion && whom == self_) out.emplace_back(TellPresence{});
  } else if (in.has("ask")) {
    const std::string whom = in.text("ask", kName);
    const auto after = in.number<std::uint64_t>("after", 0);
    if (in.ok() && version == kVersion && whom == self_) repeat(after, out);
  } else {
    const auto newest = in.number<std::uint64_t>("newest", 0);
    const auto oldest = in.number<std::uint64_t>("oldest", 0);
    std::string about = in.optional_text("about", {0, limits_.about}).value_or("");
    if (oldest > newest + 1) in.refuse("oldest", "is newer than the newest");
    if (in.ok() && version == kVersion) take_beat(from, newest, oldest, std::move(about), now, out);
  }
  if (!in.ok() || version != kVersion) out.emplace_back(MessageRefused{});
  return out;
}

Cluster::Node* Cluster::node(const std::string& name, std::uint64_t seen, base::Instant now,
                             ClusterEffects& out) {
  const auto found = nodes_.find(name);
  if (found == nodes_.end() && nodes_.size() >= limits_.nodes) return nullptr;
  // What a node told before it was first heard is in the database.
  const auto [entry, is_new] = nodes_.try_emplace(name, Node{seen, now, {}, false, false, {}});
  // The other one has to know this one from the same moment on.
  if (is_new && connected_) out.emplace_back(beat());
  if (std::exchange(entry->second.away, false)) entry->second.is_known = false;
  if (connected_ && !std::exchange(entry->second.is_known, true)) ask_presence(name, out);
  entry->second.heard = now;
  return &entry->second;
}

void Cluster::ask_presence(const std::string& whom, ClusterEffects& out) const {
  out.emplace_back(Publish{message().set("who", whom).print()});
}

void Cluster::take(const std::string& from, std::uint64_t number, Told kind, std::string_view text,
                   base::Instant now, ClusterEffects& out) {
  Node* const sender = node(from, number - 1, now, out);
  if (sender == nullptr || number <= sender->seen) return;
  if (number > sender->seen + 1) return ask(from, *sender, now, out);
  sender->seen = number;
  if (kind == Told::presence) {
    out.emplace_back(TakePresence{from, std::string{text}});
    return;
  }
  // An event of a later release is nothing to this one.
  if (auto known = meetings::parse_event(text)) out.emplace_back(TakeEvent{std::move(*known)});
  else out.emplace_back(MessageRefused{});
}

void Cluster::hear_about(const std::string& name, Node& node, std::string about,
                         ClusterEffects& out) {
  if (node.about == about) return;
  node.about = std::move(about);
  out.emplace_back(TakeAbout{name, node.about});
}

void Cluster::take_beat(const std::string& from, std::uint64_t newest, std::uint64_t oldest,
                        std::string about, base::Instant now, ClusterEffects& out) {
  Node* const sender = node(from, newest, now, out);
  if (sender == nullptr) return;
  hear_about(from, *sender, std::move(about), out);
  bool lost = false;
  if (oldest > sender->seen + 1) {
    out.emplace_back(EventsLost{oldest - 1 - sender->seen});
    sender->seen = oldest - 1;
    lost = true;
  }
  if (newest > sender->seen) ask(from, *sender, now, out);
  // Behind that question: the answer takes places among the newest events.
  if (lost) ask_presence(from, out);
}

void Cluster::ask(const std::string& whom, Node& node, base::Instant now,
                  ClusterEffects& out) const {
  if (node.asked && now - *node.asked < kAskAgain) return;
  node.asked = now;
  out.emplace_back(Publish{message().set("ask", whom).set("after", node.seen).print()});
}

void Cluster::repeat(std::uint64_t after, ClusterEffects& out) const {
  for (const Kept& told : told_) {
    if (told.number > after) out.emplace_back(Publish{told.text});
  }
}

ClusterEffects Cluster::tick(base::Instant now) {
  if (!connected_) return {};
  std::erase_if(nodes_,
                [&](const auto& entry) { return now - entry.second.heard >= limits_.forgotten; });
  ClusterEffects out{beat()};
  for (auto& [name, node] : nodes_) {
    if (now - node.heard >= limits_.silent) hear_about(name, node, {}, out);
    if (node.away || now - node.heard < limits_.away) continue;
    node.away = true;
    out.emplace_back(NodeAway{name});
  }
  return out;
}

std::size_t Cluster::nodes(base::Instant now) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(nodes_.begin(), nodes_.end(),
                    [&](const auto& entry) { return now - entry.second.heard < limits_.away; }));
}

}  // namespace signaling
