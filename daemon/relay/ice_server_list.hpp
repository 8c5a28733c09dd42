// SPDX-License-Identifier: MIT
// IceServerList: the meetings::IceServerIssuer of this daemon: our own relay's URLs and those of
// other servers, with a fresh time-limited credential for each asker and secret. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "base/secret.hpp"
#include "config/external_server.hpp"
#include "meetings/ice_server_issuer.hpp"

namespace lecternd {

class IceServerList final : public meetings::IceServerIssuer {
 public:
  // `urls` of stun: and stuns: need no credential, those of turn: and turns: get one made with
  // `secret`. So do those of `others` that have neither a secret nor a user of their own.
  void set_servers(std::vector<std::string> urls, base::Secret secret,
                   std::chrono::seconds lifetime,
                   const std::vector<config::ExternalServer>& others = {});

  meetings::IceServerSet issue(const meetings::UserId& user,
                               const std::optional<meetings::MeetingId>& meeting,
                               base::WallTime now) const override;

 private:
  // Servers that one credential is for.
  struct Group {
    std::vector<std::string> urls;  // turn: and turns:
    base::Secret secret;            // of time-limited credentials, or
    std::string username;           // a user that does not expire,
    base::Secret password;          // and its password
  };
  struct Servers {
    std::vector<std::string> stun_urls;
    std::vector<Group> groups;  // ours first
    std::chrono::seconds lifetime{};
  };
  static void add(Servers& servers, const std::vector<std::string>& urls, Group group);

  base::Guarded<std::shared_ptr<const Servers>> servers_{std::make_shared<const Servers>()};
};

// "host:port", with brackets around a bare IPv6 address.
std::string host_and_port(std::string_view host, std::uint16_t port);

// What our own relay is reached by: STUN, TURN over UDP and TCP at each of `turn`, over TLS at each
// of `tls` ("host:port"). Not over DTLS: no browser speaks that to a relay, and every URL costs a
// browser time.
std::vector<std::string> relay_urls(const std::vector<std::string>& turn,
                                    const std::vector<std::string>& tls);

}  // namespace lecternd
