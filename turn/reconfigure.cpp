// SPDX-License-Identifier: MIT
// A new configuration under running allocations: what is taken over, and what ends because of it.
#include "turn/server.hpp"

namespace turn {
namespace {

bool same_policy(const Config& a, const Config& b) {
  return a.peers == b.peers && a.allow_peers == b.allow_peers && a.deny_peers == b.deny_peers &&
         a.own_addresses == b.own_addresses;
}

}  // namespace

void Server::reconfigure(const Config& config, Effects& out) {
  const bool other_policy = !same_policy(config_, config);
  const bool other_rate = config.max_rate != config_.max_rate;
  const bool other_burst = config.stranger_burst != config_.stranger_burst;
  // A limiter begins with a full burst: only where it is another one.
  if (other_burst || config.binding_rate != config_.binding_rate)
    binding_limit_ = PrefixLimiter{config.binding_rate, config.stranger_burst, random_};
  if (other_burst || config.challenge_rate != config_.challenge_rate)
    stranger_limit_ = PrefixLimiter{config.challenge_rate, config.stranger_burst, random_};
  authenticator_.reset();
  std::string realm = std::move(config_.realm);  // the keys of running allocations are made with it
  config_ = config;
  config_.realm = std::move(realm);
  authenticator_.emplace(config_, shared_.nonces);
  if (other_rate) limit_all(config_.max_rate);
  if (!other_policy) return;
  policy_ = PeerPolicy{config_};
  std::vector<AllocationId> ids;
  ids.reserve(allocations_.size());
  allocations_.for_each([&](const Allocation& allocation) { ids.push_back(allocation.id); });
  for (const AllocationId id : ids) cut_off(id, out);
}

void Server::cut_off(AllocationId id, Effects& out) {
  Allocation& allocation = *allocations_.find(id);
  const auto denied = [this](const base::IpAddress& ip) {
    return !shared_.ports.own_address(ip) && !policy_.allows(ip);
  };
  allocation.permissions.erase_if(denied);
  allocation.channels.erase_if(denied);
  for (const ConnectionId connection_id : peers_.of(id)) {
    const PeerConnection& connection = *peers_.find(connection_id);
    if (!denied(connection.peer.value().ip)) continue;
    if (connection.state == PeerConnection::State::connecting)
      answer_connect(connection, stun::ErrorCode::forbidden, out);
    out.add(ClosePeer{connection_id});
    forget_connection(connection);
  }
}

}  // namespace turn
