// SPDX-License-Identifier: MIT
#include "daemon/ice_servers.hpp"

#include <algorithm>

#include "turn/credentials.hpp"

namespace lecternd {

void IceServerList::set_servers(std::vector<std::string> urls, base::Secret secret, std::chrono::seconds lifetime,
                                const std::vector<ExternalServer>& others) {
  stun_urls_.clear();
  groups_.clear();
  lifetime_ = lifetime;
  for (const ExternalServer& server : others) {
    if (server.secret.empty() && server.username.empty()) std::ranges::copy(server.urls, std::back_inserter(urls));
  }
  add(urls, {{}, std::move(secret), {}, {}});
  for (const ExternalServer& server : others) {
    if (!server.secret.empty() || !server.username.empty()) add(server.urls, {{}, server.secret, server.username, server.password});
  }
}

void IceServerList::add(const std::vector<std::string>& urls, Group group) {
  for (const std::string& url : urls) {
    auto& list = url.starts_with("stun") ? stun_urls_ : group.urls;
    if (std::ranges::find(list, url) == list.end()) list.push_back(url);
  }
  if (!group.urls.empty()) groups_.push_back(std::move(group));
}

meetings::IceServerSet IceServerList::issue(const meetings::UserId& user, const std::optional<meetings::MeetingId>& meeting,
                                            base::WallTime now) const {
  meetings::IceServerSet set{{}, lifetime_};
  if (!stun_urls_.empty()) set.servers.push_back({stun_urls_, {}, {}});
  const std::string identity = meeting ? user.value() + "." + meeting->value() : user.value();
  for (const Group& group : groups_) {
    if (group.username.empty()) {
      turn::IssuedCredential credential = turn::issue_credential(group.secret, identity, now + lifetime_);
      set.servers.push_back({group.urls, std::move(credential.username), std::move(credential.password)});
    } else {
      set.servers.push_back({group.urls, group.username, std::string{group.password.reveal_text()}});
    }
  }
  return set;
}

std::vector<std::string> relay_urls(const std::vector<std::string>& turn, const std::vector<std::string>& tls) {
  std::vector<std::string> urls;
  urls.reserve(3 * turn.size() + tls.size());
  for (const std::string& server : turn) urls.push_back("stun:" + server);
  for (const std::string& server : turn) urls.push_back("turn:" + server + "?transport=udp");
  for (const std::string& server : turn) urls.push_back("turn:" + server + "?transport=tcp");
  for (const std::string& server : tls) urls.push_back("turns:" + server + "?transport=tcp");
  return urls;
}

}  // namespace lecternd
