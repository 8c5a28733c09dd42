// SPDX-License-Identifier: MIT
#include "signaling/cluster_node.hpp"

#include <chrono>
#include <utility>

namespace signaling {
namespace {

constexpr std::chrono::seconds kTick{1};
// Ticks. Longer than a session waits for its client.
constexpr unsigned kAlone = 120;

base::Counter& events(base::Metrics& metrics, const char* direction) {
  return metrics.counter("lectern_cluster_events_total",
                         "Events told to the other nodes (out) and taken from them (in)",
                         {{"direction", direction}});
}

}  // namespace

ClusterNode::ClusterNode(net::EventLoop& loop, Parts parts)
    : loop_(loop),
      parts_(std::move(parts)),
      cluster_(parts_.name),
      bus_(loop, {parts_.server, parts_.sentinels, parts_.channel, [this] { up(); },
                  [this](const std::string& why) { down(why); },
                  [this](std::string_view text) { execute(cluster_.receive(text, loop_.now())); },
                  parts_.in_background}),
      rooms_(make_rooms()),
      tick_(loop, [this] { tick(); }),
      connected_(parts_.metrics.gauge("lectern_cluster_connected",
                                      "1 while this node hears the others through Redis")),
      nodes_(parts_.metrics.gauge("lectern_cluster_nodes", "Other nodes that are heard")),
      told_(events(parts_.metrics, "out")),
      taken_(events(parts_.metrics, "in")),
      lost_(parts_.metrics.counter("lectern_cluster_events_lost_total",
                                   "Events of other nodes that did not arrive and are not kept")),
      refused_(parts_.metrics.counter("lectern_cluster_refused_total",
                                      "Messages in the channel that are not understood")) {}

// Made by the constructor, because `bus_` has to be there.
std::unique_ptr<ClusterRooms> ClusterNode::make_rooms() {
  if (parts_.address.empty()) return nullptr;
  return std::make_unique<ClusterRooms>(
      ClusterRooms::Parts{loop_, bus_, parts_.channel + '.', parts_.name, parts_.address,
                          parts_.lost, parts_.back, parts_.metrics});
}

void ClusterNode::leave(const std::function<void()>& then) {
  leaves_ = true;
  execute(cluster_.leave());
  if (rooms_) rooms_->leave(then);
  else then();
}

void ClusterNode::start() {
  bus_.start();
  tick_.start_after(kTick);
}

void ClusterNode::tell(const meetings::Event& event) {
  (void)loop_.post([this, event] {
    told_.add();
    execute(cluster_.tell(event));
  });
}

void ClusterNode::tell_presence(const PresenceNews& news) {
  (void)loop_.post([this, text = print_presence(news)] { execute(cluster_.tell_presence(text)); });
}

void ClusterNode::stop() noexcept {
  tick_.stop();
  bus_.stop();
}

void ClusterNode::execute(const ClusterEffects& effects) {
  for (const ClusterEffect& effect : effects)
    std::visit([this](const auto& one) { execute(one); }, effect);
}

void ClusterNode::execute(const Publish& effect) { bus_.publish(effect.text); }

void ClusterNode::execute(const TakeEvent& effect) {
  taken_.add();
  parts_.take(effect.event);
}

void ClusterNode::execute(const TakePresence& effect) {
  if (auto news = parse_presence(effect.text)) parts_.take_presence(effect.node, *std::move(news));
  else refused_.add();
}

void ClusterNode::execute(const TellPresence&) {
  if (tell_all_) tell_all_();
}

void ClusterNode::execute(const TakeAbout& effect) { parts_.take_about(effect.node, effect.text); }

void ClusterNode::execute(const NodeAway& effect) { parts_.node_away(effect.node); }

void ClusterNode::execute(const EventsLost& effect) {
  lost_.add(effect.count);
  parts_.log.warning("cluster_events_lost", {{"events", effect.count}});
}

void ClusterNode::execute(const MessageRefused&) { refused_.add(); }

void ClusterNode::up() {
  is_up_ = true;
  connected_.set(1);
  if (!leaves_) cluster_.set_about(parts_.about());
  parts_.log.info("cluster_connected", {{"channel", parts_.channel}, {"node", parts_.name}});
  execute(cluster_.connected(loop_.now()));
  if (rooms_) rooms_->connected();
}

void ClusterNode::down(const std::string& why) {
  is_up_ = false;
  connected_.set(0);
  cluster_.disconnected();
  if (rooms_) rooms_->disconnected();
  parts_.log.warning("cluster_not_connected", {{"why", why}});
}

void ClusterNode::look_whether_alone(std::size_t others) {
  if (!alone_) return;
  if (others != 0) alone_ = nullptr;  // it knows what goes on
  else if (++alone_for_ == kAlone) std::exchange(alone_, nullptr)();
}

void ClusterNode::tick() {
  if (!leaves_) cluster_.set_about(parts_.about());
  execute(cluster_.tick(loop_.now()));
  if (rooms_) rooms_->tick();
  const std::size_t others = cluster_.nodes(loop_.now());
  nodes_.set(is_up_ ? static_cast<std::int64_t>(others) : 0);
  if (is_up_) look_whether_alone(others);
  tick_.start_after(kTick);
}

}  // namespace signaling
