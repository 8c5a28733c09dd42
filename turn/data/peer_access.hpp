// SPDX-License-Identifier: MIT
// PeerAccess: decides whether an allocation may have a peer, and converts peers to the form in
// which they are stored. One thread.
//
// A permission is for an address, so CreatePermission asks about the address alone; ChannelBind,
// Connect and data ask about the port, too:
//   a relay address of this server   relayed addresses, and the ports that allow_ports opens
//   another address of this host     what the policy or allow_ports opens, but no listener
//   an address that is denied        the ports that allow_ports opens
//   any other address                every port
#pragma once

#include <vector>

#include "base/result.hpp"
#include "turn/allocation.hpp"
#include "turn/peer_policy.hpp"

namespace turn {

class PeerAccess {
 public:
  // `ports` outlives this.
  PeerAccess(const Config& config, const PortPool& ports) : ports_(ports), policy_(config) {
    set_policy(config);
  }

  void set_policy(const Config& config);

  // The peer in its stored form. Errors: 443 for a family without a relayed address, 403 where no
  // port of the address is open, or not this one.
  base::Result<base::IpAddress, stun::ErrorCode> permitted(const Allocation& allocation,
                                                           const base::IpAddress& peer) const;
  base::Result<PeerEndpoint, stun::ErrorCode> permitted(const Allocation& allocation,
                                                        const base::Endpoint& peer) const;
  // True where no port of the address is open, or not this one.
  bool denied(const base::IpAddress& ip) const;
  bool denied(const base::Endpoint& peer) const;

  // For the path of packets, after the permission: whether this port is open, of an address that is
  // none of our relay addresses. No heap, no lock.
  bool may_exchange(const base::Endpoint& peer) const noexcept {
    for (const Guard& guard : guards_) {
      if (guard.prefix.contains(peer.ip)) return opens(guard, peer);
    }
    return true;
  }
  // Whether a port of one of our relay addresses is open that is no relayed address: another
  // program of this host has it.
  bool opens_own(RelayKey target) const noexcept;

  // The stored form: our own relay addresses are always stored as clients know them.
  PeerEndpoint canonical(const base::Endpoint& peer) const noexcept {
    const auto own = ports_.own_address(peer.ip);
    return PeerEndpoint{own ? ports_.external(RelayKey{*own, peer.port}) : peer};
  }

 private:
  // Addresses that are not ours to relay from, of which only some ports are open.
  struct Guard {
    base::Cidr prefix;
    bool own = false;      // of this host: its listeners stay closed
    bool allowed = false;  // the policy allows the whole prefix
  };
  bool opens(const Guard& guard, const base::Endpoint& peer) const noexcept {
    if (guard.own && is_listener(peer.port)) return false;
    return guard.allowed || named(peer);
  }
  bool named(const base::Endpoint& peer) const noexcept;
  bool is_listener(std::uint16_t port) const noexcept;

  const PortPool& ports_;
  PeerPolicy policy_;
  std::vector<PeerPorts> named_;
  std::vector<std::uint16_t> listeners_;
  std::vector<Guard> guards_;
};

}  // namespace turn
