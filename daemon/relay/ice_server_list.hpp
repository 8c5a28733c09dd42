// SPDX-License-Identifier: MIT
// IceServerList: the meetings::IceServerIssuer of this daemon. It hands out the URLs of our relay
// and of other servers, with a fresh time-limited credential for each user and secret. Any thread.
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
#include "meetings/ice_server_issuer.hpp"
#include "turn/revoked_credentials.hpp"

namespace lecternd {

class IceServerList final : public meetings::IceServerIssuer {
 public:
  // The credentials that are issued after the last one of `revoked` (which may be null) are good.
  explicit IceServerList(std::shared_ptr<const turn::RevokedCredentials> revoked = nullptr)
      : revoked_(std::move(revoked)) {}

  // Replaces the list. URLs of stun: and stuns: need no credential. URLs of turn: and turns: get a
  // credential that is made with `secret`; this includes those of `others` that have no secret and
  // no user of their own.
  void set_servers(std::vector<std::string> urls, base::Secret secret,
                   std::chrono::seconds lifetime,
                   const std::vector<config::ExternalServer>& others = {});

  meetings::IceServerSet issue(const meetings::UserId& user,
                               const std::optional<meetings::MeetingId>& meeting,
                               base::WallTime now) const override;

 private:
  // The servers that share one credential.
  struct Group {
    std::vector<std::string> urls;  // turn: and turns:
    base::Secret secret;            // makes time-limited credentials; unused where there is
    std::string username;           // a user that does not expire, with
    base::Secret password;          // its password
  };
  struct Servers {
    std::vector<std::string> stun_urls;
    std::vector<Group> groups;  // ours first
    std::chrono::seconds lifetime{};
  };
  static void add(Servers& servers, const std::vector<std::string>& urls, Group group);

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
