// SPDX-License-Identifier: MIT
// Clients behind a load balancer that says who they are: the PROXY protocol, version 2, in front of
// every datagram. Answers go to the balancer without a header; limits, credentials and the 5-tuple
// are about the client.
#include <algorithm>

#include "net/proxy_protocol.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {

// False: the datagram is dropped. A header from anybody else is left where it is: it is no STUN.
bool Worker::unwrap_proxy(std::size_t i, Leg& from) noexcept {
  const base::Endpoint sender = packets_.peer(i);
  const auto& trusted = server_.config().trusted_proxies;
  if (std::ranges::none_of(trusted,
                           [&](const base::Cidr& prefix) { return prefix.contains(sender.ip); }))
    return true;
  const net::ProxyParse parsed = net::parse_proxy_v2(packets_.payload(i));
  const bool whole = parsed.verdict == net::ProxyVerdict::complete;
  if (!whole || (parsed.header.source &&
                 (parsed.header.source->port == 0 || parsed.header.source->ip.is_unspecified()))) {
    stats_.drop(Drop::proxy_header);
    return false;
  }
  packets_.drop_front(i, parsed.header.size);
  if (parsed.header.source) {
    from.tuple.client = *parsed.header.source;
    from.proxy = sender;
  }
  return true;
}

}  // namespace turn::io
