// SPDX-License-Identifier: MIT
#include "daemon/ice_servers.hpp"

#include <algorithm>

#include "turn/credentials.hpp"

namespace lecternd {

void IceServerList::set_servers(std::vector<std::string> urls, base::Secret secret, std::chrono::seconds lifetime) {
  stun_urls_.clear();
  turn_urls_.clear();
  for (std::string& url : urls) {
    auto& list = url.starts_with("stun") ? stun_urls_ : turn_urls_;
    if (std::ranges::find(list, url) == list.end()) list.push_back(std::move(url));
  }
  secret_ = std::move(secret);
  lifetime_ = lifetime;
}

meetings::IceServerSet IceServerList::issue(const meetings::UserId& user, const std::optional<meetings::MeetingId>& meeting,
                                            base::WallTime now) const {
  meetings::IceServerSet set{{}, lifetime_};
  if (!stun_urls_.empty()) set.servers.push_back({stun_urls_, {}, {}});
  if (turn_urls_.empty()) return set;
  const std::string identity = meeting ? user.value() + "." + meeting->value() : user.value();
  turn::IssuedCredential credential = turn::issue_credential(secret_, identity, now + lifetime_);
  set.servers.push_back({turn_urls_, std::move(credential.username), std::move(credential.password)});
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
