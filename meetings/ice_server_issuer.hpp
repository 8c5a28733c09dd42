// SPDX-License-Identifier: MIT
// IceServerIssuer: issues the servers and credentials with which a browser reaches the relay. The
// daemon implements it over turn's credentials. Implementations are thread-safe and do not block.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "meetings/ids.hpp"

namespace meetings {

// The shape of RTCIceServer; username and credential are empty for a stun: entry.
struct IceServer {
  std::vector<std::string> urls;
  std::string username;
  std::string credential;

  friend bool operator==(const IceServer&, const IceServer&) = default;
};

struct IceServerSet {
  std::vector<IceServer> servers;
  std::chrono::seconds ttl{0};
};

// Which relays come first where the site has several.
struct RelayWish {
  std::string node;    // whose client it is; empty: this node's
  std::string region;  // the one that the client has asked for; empty: that of the node
};

class IceServerIssuer {
 public:
  virtual ~IceServerIssuer() = default;
  // Fresh time-limited credentials for this person (and meeting).
  virtual IceServerSet issue(const UserId& user, const std::optional<MeetingId>& meeting,
                             base::WallTime now, const RelayWish& wish) const = 0;
};

}  // namespace meetings
