// SPDX-License-Identifier: MIT
#include "daemon/relay/ice_server_list.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/relay_identity.hpp"
#include "turn/credentials.hpp"

namespace lecternd {

namespace {

bool is_stun(const std::string& url) { return url.starts_with("stun"); }

void add_once(std::vector<std::string>& to, const std::string& url) {
  if (std::ranges::find(to, url) == to.end()) to.push_back(url);
}

}  // namespace

std::string secret_mark(const base::Secret& secret, std::string_view node) {
  constexpr std::size_t kBytes = 16;
  constexpr std::string_view kUse = "lectern relay of a site ";
  const auto digest =
      base::hmac_sha256(secret.reveal(), {base::as_bytes(kUse), base::as_bytes(node)});
  return base::encode_base64url(base::Bytes{digest}.first(kBytes));
}

template <class Change>
void IceServerList::change(const Change& change) {
  servers_.with([&](auto& current) {
    const auto next = std::make_shared<Servers>(*current);
    change(*next);
    match(*next);
    current = next;
  });
}

void IceServerList::set_servers(std::vector<std::string> urls, std::vector<base::Secret> secrets,
                                std::chrono::seconds lifetime,
                                const std::vector<config::ExternalServer>& others) {
  change([&](Servers& servers) {
    servers.lifetime = lifetime;
    servers.secrets = std::move(secrets);
    servers.own.urls.clear();
    servers.own_stun.clear();
    servers.stun.clear();
    servers.groups.clear();
    for (const std::string& url : urls)
      add_once(is_stun(url) ? servers.own_stun : servers.own.urls, url);
    servers.with_ours.clear();
    for (const config::ExternalServer& server : others) {
      if (server.secret.empty() && server.username.empty())
        add(servers, server.urls, servers.with_ours);
    }
    for (const config::ExternalServer& server : others) {
      if (!server.secret.empty() || !server.username.empty()) add_group(servers, server);
    }
  });
}

void IceServerList::add_group(Servers& servers, const config::ExternalServer& server) {
  Group group{{}, server.secret, server.username, server.password};
  add(servers, server.urls, group.urls);
  if (!group.urls.empty()) servers.groups.push_back(std::move(group));
}

void IceServerList::add(Servers& servers, const std::vector<std::string>& urls,
                        std::vector<std::string>& to) {
  for (const std::string& url : urls) {
    const auto is_ours = [&](const std::vector<std::string>& ours) {
      return std::ranges::find(ours, url) != ours.end();
    };
    if (is_ours(servers.own.urls) || is_ours(servers.own_stun)) continue;
    add_once(is_stun(url) ? servers.stun : to, url);
  }
}

void IceServerList::set_node(std::string node, std::string region) {
  change([&](Servers& servers) {
    servers.own.node = std::move(node);
    servers.own.region = std::move(region);
  });
}

void IceServerList::set_others(std::vector<OtherRelay> others) {
  if (servers_.with([&](const auto& current) { return current->told == others; })) return;
  change([&](Servers& servers) { servers.told = std::move(others); });
}

void IceServerList::set_draining(bool draining) {
  change([&](Servers& servers) { servers.draining = draining; });
}

// Finds for each other relay a secret of ours that is one of its own. The order is ours: the first
// one issues, the further ones are for the time in which the secrets are replaced.
void IceServerList::match(Servers& servers) {
  servers.others.clear();
  servers.keys.clear();
  servers.strangers.clear();
  for (const OtherRelay& told : servers.told) {
    const auto key = std::ranges::find_if(servers.secrets, [&](const base::Secret& secret) {
      return std::ranges::find(told.marks, secret_mark(secret, told.relay.node)) !=
             told.marks.end();
    });
    if (told.relay.urls.empty()) continue;
    if (key == servers.secrets.end()) {
      servers.strangers.push_back(told.relay.node);
      continue;
    }
    servers.others.push_back(told.relay);
    servers.keys.push_back(static_cast<std::size_t>(key - servers.secrets.begin()));
  }
}

OtherRelay IceServerList::own() const {
  constexpr std::size_t kMostMarks = 8;
  constexpr std::size_t kMostUrls = 16;
  const auto servers = servers_.with([](const auto& current) { return current; });
  OtherRelay out{servers->own, {}};
  if (servers->draining) out.relay.urls.clear();
  if (out.relay.urls.size() > kMostUrls) out.relay.urls.resize(kMostUrls);
  for (const base::Secret& secret : servers->secrets) {
    if (out.marks.size() < kMostMarks) out.marks.push_back(secret_mark(secret, out.relay.node));
  }
  return out;
}

std::vector<std::string> IceServerList::strangers() const {
  return servers_.with([](const auto& current) { return current->strangers; });
}

meetings::IceServerSet IceServerList::issue(const meetings::UserId& user,
                                            const std::optional<meetings::MeetingId>& meeting,
                                            base::WallTime now,
                                            const meetings::RelayWish& wish) const {
  const auto servers = servers_.with([](const auto& current) { return current; });
  const base::RelayIdentity who{user.value(),
                                meeting ? std::string_view{meeting->value()} : std::string_view{}};
  const std::string identity = who.print();
  // The names have whole seconds: one that is issued in the last refused second gets the next.
  base::WallTime expires = now + servers->lifetime;
  if (const auto last = revoked_ ? revoked_->last_refused(identity) : std::nullopt;
      last && expires > *last && base::unix_seconds(expires) == base::unix_seconds(*last))
    expires += std::chrono::seconds{1};
  meetings::IceServerSet set{{}, servers->lifetime};
  const auto give = [&](const std::vector<std::string>& urls, const base::Secret& secret) {
    turn::IssuedCredential credential = turn::issue_credential(secret, identity, expires);
    set.servers.push_back({urls, std::move(credential.username), std::move(credential.password)});
  };
  // A browser asks a TURN server over UDP for its own address, too: where there are relays of other
  // nodes, ours takes no further URL for that.
  std::vector<std::string> stun;
  if (servers->others.empty()) stun = servers->own_stun;
  std::ranges::copy(servers->stun, std::back_inserter(stun));
  if (!stun.empty()) set.servers.push_back({std::move(stun), {}, {}});
  SiteRelay own = servers->own;
  if (servers->draining && !servers->others.empty()) own.urls.clear();
  std::vector<std::string> with_ours = servers->with_ours;
  for (ChosenRelay& chosen : choose_relays(own, servers->others, wish, identity)) {
    const std::size_t key =
        chosen.relay == &own
            ? 0
            : servers->keys[static_cast<std::size_t>(chosen.relay - servers->others.data())];
    if (key == 0) std::ranges::move(std::exchange(with_ours, {}), std::back_inserter(chosen.urls));
    give(chosen.urls, servers->secrets[key]);
  }
  if (!with_ours.empty()) give(with_ours, servers->secrets.front());
  for (const Group& group : servers->groups) {
    if (group.username.empty()) give(group.urls, group.secret);
    else
      set.servers.push_back(
          {group.urls, group.username, std::string{group.password.reveal_text()}});
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
