// SPDX-License-Identifier: MIT
// IceServerList: the meetings::IceServerIssuer of this daemon. It hands out the URLs of our relay,
// of the relays of the other nodes of the site and of other servers, with a fresh time-limited
// credential for each user and secret. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "base/secret.hpp"
#include "config/external_server.hpp"
#include "daemon/relay/relay_choice.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "turn/revoked_credentials.hpp"

namespace lecternd {

// What another node has told of its relay.
struct OtherRelay {
  SiteRelay relay;
  // Those of its secrets, by secret_mark() with its own name.
  std::vector<std::string> marks;

  friend bool operator==(const OtherRelay& a, const OtherRelay& b) {
    return a.relay.node == b.relay.node && a.relay.region == b.relay.region &&
           a.relay.urls == b.relay.urls && a.marks == b.marks;
  }
};

// Tells whoever knows the secret that the node knows it, too, and nobody else more than a
// credential made with it does.
std::string secret_mark(const base::Secret& secret, std::string_view node);

class IceServerList final : public meetings::IceServerIssuer {
 public:
  // The credentials that are issued after the last one of `revoked` (which may be null) are good.
  explicit IceServerList(std::shared_ptr<const turn::RevokedCredentials> revoked = nullptr)
      : revoked_(std::move(revoked)) {}

  // Replaces the list. URLs of stun: and stuns: need no credential. URLs of turn: and turns: get a
  // credential that is made with the first of `secrets`, which is not empty; this includes those of
  // `others` that have no secret and no user of their own.
  void set_servers(std::vector<std::string> urls, std::vector<base::Secret> secrets,
                   std::chrono::seconds lifetime,
                   const std::vector<config::ExternalServer>& others = {});
  // This node, as the others know it.
  void set_node(std::string node, std::string region);
  // The relays of the other nodes. Those of which this node has no secret are not handed out.
  void set_others(std::vector<OtherRelay> others);
  // A relay that is drained takes nobody: clients get the others of the site, if there are any.
  void set_draining(bool draining);

  // What this node tells of its own relay: without URLs while it is drained.
  OtherRelay own() const;
  // The nodes whose relays are not handed out, because no secret of this node is one of theirs.
  std::vector<std::string> strangers() const;

  meetings::IceServerSet issue(const meetings::UserId& user,
                               const std::optional<meetings::MeetingId>& meeting,
                               base::WallTime now, const meetings::RelayWish& wish) const override;

 private:
  // The servers that share one credential.
  struct Group {
    std::vector<std::string> urls;  // turn: and turns:
    base::Secret secret;            // makes time-limited credentials; unused where there is
    std::string username;           // a user that does not expire, with
    base::Secret password;          // its password
  };
  struct Servers {
    SiteRelay own;
    std::vector<std::string> own_stun;
    std::vector<base::Secret> secrets;
    bool draining = false;
    std::vector<OtherRelay> told;   // by the other nodes
    std::vector<SiteRelay> others;  // those of them that are handed out, and
    std::vector<std::size_t> keys;  // for each the place of its secret
    std::vector<std::string> strangers;
    std::vector<std::string> with_ours;  // URLs of other servers that have our secret
    std::vector<std::string> stun;       // of other servers
    std::vector<Group> groups;           // of other servers
    std::chrono::seconds lifetime{};
  };
  static void add(Servers& servers, const std::vector<std::string>& urls,
                  std::vector<std::string>& to);
  static void add_group(Servers& servers, const config::ExternalServer& server);
  static void match(Servers& servers);
  template <class Change>
  void change(const Change& change);

  const std::shared_ptr<const turn::RevokedCredentials> revoked_;
  base::Guarded<std::shared_ptr<const Servers>> servers_{std::make_shared<const Servers>()};
};

// "host:port", with brackets around a bare IPv6 address.
std::string host_and_port(std::string_view host, std::uint16_t port);

// One listener of our own relay, as clients reach it.
struct RelayServer {
  std::string place;  // "host:port"
  bool udp = true;
  bool tcp = true;
};

// The URLs of our own relay: STUN, TURN over UDP and TURN over TCP at each of `turn` that takes
// them, TURN over TLS at each of `tls` ("host:port"). There is no URL for DTLS, because no browser
// speaks DTLS to a relay and every URL costs a browser time.
std::vector<std::string> relay_urls(const std::vector<RelayServer>& turn,
                                    const std::vector<std::string>& tls);

}  // namespace lecternd
