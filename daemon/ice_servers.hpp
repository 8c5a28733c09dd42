// SPDX-License-Identifier: MIT
// IceServerList: the meetings::IceServers of this daemon: our own relay's URLs and those of other servers with the same
// secret, with a fresh time-limited credential for each asker. set_servers() once, before the loops run; then any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "meetings/ice_servers.hpp"

namespace lecternd {

class IceServerList final : public meetings::IceServers {
 public:
  // `urls` of stun: and stuns: need no credential, those of turn: and turns: get one made with `secret`.
  void set_servers(std::vector<std::string> urls, base::Secret secret, std::chrono::seconds lifetime);

  meetings::IceServerSet issue(const meetings::UserId& user, const std::optional<meetings::MeetingId>& meeting,
                               base::WallTime now) const override;

 private:
  std::vector<std::string> stun_urls_;
  std::vector<std::string> turn_urls_;
  base::Secret secret_;
  std::chrono::seconds lifetime_{};
};

// What our own relay is reached by: STUN, TURN over UDP and TCP at each of `turn`, over TLS at each of `tls` ("host:port").
// Not over DTLS: no browser speaks that to a relay, and every URL costs a browser time.
std::vector<std::string> relay_urls(const std::vector<std::string>& turn, const std::vector<std::string>& tls);

}  // namespace lecternd
