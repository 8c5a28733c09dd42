// SPDX-License-Identifier: MIT
#include "bench/relay/ground.hpp"

#include "bench/relay/descriptors.hpp"
#include "bench/relay/fixed_map.hpp"

namespace bench {

base::Result<Ground> Ground::open(const Options& options) {
  allow_many_descriptors();
  TRY(auto clients, NetworkNamespace::open(options.client_namespace));
  TRY(auto peers, NetworkNamespace::open(options.peer_namespace));
  return Ground{options, std::move(clients), std::move(peers)};
}

base::Result<std::unique_ptr<Leg>> Ground::client(unsigned i) const {
  return clients_.within([&]() -> base::Result<std::unique_ptr<Leg>> {
    const auto address = options_->client_net
                             ? std::optional{client_address(*options_->client_net, i)}
                             : std::nullopt;
    if (options_->transport != Transport::udp)
      return open_stream_leg(options_->transport, address, options_->server);
    const base::IpAddress any =
        options_->server.ip.is_v4() ? base::IpAddress{} : base::IpAddress::parse("::").value();
    const std::uint16_t port = options_->fixed ? fixed_port(kFirstClientPort, i) : std::uint16_t{0};
    TRY(auto leg, UdpLeg::open({address.value_or(any), port}, options_->bursts));
    TRY(leg->connect(options_->server));
    return std::unique_ptr<Leg>{std::move(leg)};
  });
}

base::Result<std::unique_ptr<UdpLeg>> Ground::peer(unsigned i) const {
  const std::uint16_t port = options_->fixed ? fixed_port(kFirstPeerPort, i) : std::uint16_t{0};
  return peers_.within([&] { return UdpLeg::open({options_->peer_ip, port}, options_->bursts); });
}

base::Endpoint Ground::fixed_relayed(unsigned i) const {
  return {options_->relay_ip, fixed_port(kFirstRelayPort, i)};
}

}  // namespace bench
