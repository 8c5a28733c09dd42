// SPDX-License-Identifier: MIT
// Ground: where the load's sockets stand: which namespace, which address, which port. One thread.
#pragma once

#include <memory>

#include "bench/relay/leg.hpp"
#include "bench/relay/network_namespace.hpp"
#include "bench/relay/options.hpp"

namespace bench {

class Ground {
 public:
  // Also lets this process hold as many descriptors as it may. `options` outlives the ground.
  static base::Result<Ground> open(const Options& options);

  // Client i's way to the server, connected.
  base::Result<std::unique_ptr<Leg>> client(unsigned i) const;
  // Client i's peer, not connected yet.
  base::Result<std::unique_ptr<UdpLeg>> peer(unsigned i) const;
  // Where client i's packets come from at its peer: told by the server, or by the forwarder's fixed
  // map.
  base::Endpoint fixed_relayed(unsigned i) const;

 private:
  Ground(const Options& options, NetworkNamespace clients, NetworkNamespace peers)
      : options_(&options), clients_(std::move(clients)), peers_(std::move(peers)) {}

  const Options* options_;
  NetworkNamespace clients_;
  NetworkNamespace peers_;
};

}  // namespace bench
