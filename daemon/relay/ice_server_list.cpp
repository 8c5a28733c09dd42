// SPDX-License-Identifier: MIT
#include "daemon/relay/ice_server_list.hpp"

#include <algorithm>

#include "base/relay_identity.hpp"
#include "turn/credentials.hpp"

namespace lecternd {

void IceServerList::set_servers(std::vector<std::string> urls, base::Secret secret,
                                std::chrono::seconds lifetime,
                                const std::vector<config::ExternalServer>& others) {
  const auto servers = std::make_shared<Servers>();
  servers->lifetime = lifetime;
  for (const config::ExternalServer& server : others) {
    if (server.secret.empty() && server.username.empty())
      std::ranges::copy(server.urls, std::back_inserter(urls));
  }
  add(*servers, urls, {{}, std::move(secret), {}, {}});
  for (const config::ExternalServer& server : others) {
    if (!server.secret.empty() || !server.username.empty())
      add(*servers, server.urls, {{}, server.secret, server.username, server.password});
  }
  servers_.with([&](auto& current) { current = servers; });
}

void IceServerList::add(Servers& servers, const std::vector<std::string>& urls, Group group) {
  for (const std::string& url : urls) {
    auto& list = url.starts_with("stun") ? servers.stun_urls : group.urls;
    if (std::ranges::find(list, url) == list.end()) list.push_back(url);
  }
  if (!group.urls.empty()) servers.groups.push_back(std::move(group));
}

meetings::IceServerSet IceServerList::issue(const meetings::UserId& user,
                                            const std::optional<meetings::MeetingId>& meeting,
                                            base::WallTime now) const {
  const auto servers = servers_.with([](const auto& current) { return current; });
  meetings::IceServerSet set{{}, servers->lifetime};
  if (!servers->stun_urls.empty()) set.servers.push_back({servers->stun_urls, {}, {}});
  const base::RelayIdentity who{user.value(),
                                meeting ? std::string_view{meeting->value()} : std::string_view{}};
  const std::string identity = who.print();
  // The names have whole seconds: one that is issued in the last refused second gets the next.
  base::WallTime expires = now + servers->lifetime;
  if (const auto last = revoked_ ? revoked_->last_refused(identity) : std::nullopt;
      last && expires > *last && base::unix_seconds(expires) == base::unix_seconds(*last))
    expires += std::chrono::seconds{1};
  for (const Group& group : servers->groups) {
    if (group.username.empty()) {
      turn::IssuedCredential credential = turn::issue_credential(group.secret, identity, expires);
      set.servers.push_back(
          {group.urls, std::move(credential.username), std::move(credential.password)});
    } else {
      set.servers.push_back(
          {group.urls, group.username, std::string{group.password.reveal_text()}});
    }
  }
  return set;
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
  const bool bare_v6 = !host.starts_with('[') && host.find(':') != std::string_view::npos;
  return (bare_v6 ? "[" + std::string{host} + "]" : std::string{host}) + ":" + std::to_string(port);
}

std::vector<std::string> relay_urls(const std::vector<RelayServer>& turn,
                                    const std::vector<std::string>& tls) {
  std::vector<std::string> urls;
  urls.reserve(3 * turn.size() + tls.size());
  const auto add = [&](bool RelayServer::*carrier, const char* scheme, const char* transport) {
    for (const RelayServer& server : turn) {
      if (server.*carrier) urls.push_back(scheme + server.place + transport);
    }
  };
  add(&RelayServer::udp, "stun:", "");
  add(&RelayServer::udp, "turn:", "?transport=udp");
  add(&RelayServer::tcp, "turn:", "?transport=tcp");
  for (const std::string& server : tls) urls.push_back("turns:" + server + "?transport=tcp");
  return urls;
}

}  // namespace lecternd
