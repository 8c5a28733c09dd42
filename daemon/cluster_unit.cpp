// SPDX-License-Identifier: MIT
#include "daemon/cluster_unit.hpp"

#include <chrono>
#include <future>
#include <utility>

#include "config/value.hpp"

namespace lecternd {
namespace {

// An answer of Redis takes a millisecond; where it does not come, the leases end by themselves.
constexpr std::chrono::seconds kFarewell{1};

// Two sites may share a Redis server, but not a database of it; channels know no databases.
std::string channel_of(const base::RedisUrl& server) {
  return "lectern." + std::to_string(server.database);
}

signaling::SentinelSettings sentinels_of(const config::ClusterConfig& config) {
  signaling::SentinelSettings out{{}, config.master_name, config.sentinel_password};
  for (const std::string& text : config.sentinels) {
    const auto place = config::parse_host_port(text, config::kSentinelPort);
    if (place) out.places.push_back({place->host, place->port});  // checked when it was read
  }
  return out;
}

// The first node of a site: where a stay is open in the history and nobody is there, it was left by
// a node that has died.
void end_stays_of_absent(Foundation& foundation, Domain& domain) {
  std::vector<meetings::ParticipantId> seats;
  for (const meetings::MeetingId& meeting : domain.presence.meetings()) {
    for (const meetings::PresentMember& member : domain.presence.members(meeting))
      seats.push_back(member.participant_id);
  }
  const base::WallTime now = domain.clock.wall_now();
  auto done = domain.meetings.close_attendance();
  if (done) done = domain.meetings.reopen_attendance(seats, now);
  if (!done) foundation.log.warning("attendance_not_closed", {{"why", done.error().detail}});
}

}  // namespace

base::Result<std::unique_ptr<ClusterUnit>> ClusterUnit::open(Foundation& foundation, Domain& domain,
                                                             WebUnit& web, SiteNodes& nodes) {
  const config::ClusterConfig& config = foundation.config().cluster;
  if (config.redis_url.empty()) return nullptr;
  TRY(auto server, base::parse_redis_url(config.redis_url));
  if (!config.password.empty()) server.password = config.password;
  TRY(auto loop, net::EventLoop::open("cluster"));
  std::string channel = channel_of(server);
  std::string address;
  if (config.listen) {
    auto bound = web.open_site(*config.listen);
    if (!bound) return base::failure(bound.error().code, "cluster.listen: " + bound.error().what);
    address = bound->print();
  }
  signaling::ClusterNode::Parts parts{
      std::move(server),
      sentinels_of(config),
      std::move(channel),
      nodes.process(),
      [&domain](const meetings::Event& event) { domain.events.deliver(event); },
      [&domain](const std::string& node, signaling::PresenceNews news) {
        if (news.member) domain.presence.put_at(node, news.meeting, *std::move(news.member));
        else domain.presence.remove_at(node, news.meeting, news.participant);
      },
      [&domain](const std::string& node) { domain.presence.forget_node(node); },
      [&nodes] { return nodes.print_own(); },
      [&nodes](const std::string& node, const std::string& about) { nodes.take(node, about); },
      [&foundation](std::function<void()> work) {
        return foundation.control.post(std::move(work));
      },
      std::move(address),
      [&web](const meetings::MeetingId& meeting) { web.owner_lost(meeting); },
      [&web] { web.redis_is_back(); },
      foundation.log,
      foundation.metrics};
  std::unique_ptr<ClusterUnit> unit{new ClusterUnit(std::move(loop), std::move(parts))};
  const auto tell = [node = &unit->node_](const meetings::MeetingId& meeting,
                                          const meetings::ParticipantId& participant,
                                          const std::optional<meetings::PresentMember>& member) {
    node->tell_presence({meeting, participant, member});
  };
  domain.presence.tell(tell);
  unit->node_.on_tell_all([&domain, tell] { domain.presence.tell_all(tell); });
  unit->node_.on_alone([&foundation, &domain] {
    (void)foundation.workers.post(
        [&foundation, &domain] { end_stays_of_absent(foundation, domain); });
  });
  unit->shares_rooms_ = config.listen.has_value();
  if (unit->shares_rooms_) web.use_directory(*unit->node_.directory(), unit->node_.name());
  domain.events.forward_to(
      [node = &unit->node_](const meetings::Event& event) { node->tell(event); });
  return unit;
}

ClusterUnit::~ClusterUnit() { stop(); }

void ClusterUnit::start() {
  (void)thread_.loop().post([this] { node_.start(); });
  thread_.start();
}

void ClusterUnit::stop() {
  if (std::exchange(stopped_, true)) return;
  auto told = std::make_shared<std::promise<void>>();
  std::future<void> done = told->get_future();
  if (thread_.loop().post([this, told] { node_.leave([told] { told->set_value(); }); }))
    (void)done.wait_for(kFarewell);
  thread_.run_there([this] { node_.stop(); });
  thread_.join();
}

}  // namespace lecternd
