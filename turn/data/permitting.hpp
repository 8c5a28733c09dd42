// SPDX-License-Identifier: MIT
// Permitting: CreatePermission (RFC 8656 sections 9 and 10) and ChannelBind (section 12), and the
// end of permissions that a new policy denies. One thread.
#pragma once

#include "turn/answers.hpp"
#include "turn/data/peer_access.hpp"
#include "turn/tcp/connection_lifetimes.hpp"

namespace turn {

class Permitting {
 public:
  struct Parts {
    const Config& config;
    const PeerAccess& access;
    ConnectionLifetimes& connections;
    Answers& answers;
  };
  explicit Permitting(const Parts& parts) : parts_(parts) {}

  void on_create_permission(const Request& request);
  void on_channel_bind(const Request& request);
  // Removes the permissions, channels and connections of peers that are denied now.
  void cut_off(Allocation& allocation, Effects& out);

 private:
  base::Result<std::vector<base::IpAddress>, stun::ErrorCode> peers_of(
      const Request& request) const;

  const Parts parts_;
};

}  // namespace turn
