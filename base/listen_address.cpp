// SPDX-License-Identifier: MIT
#include "base/listen_address.hpp"

namespace base {

std::optional<ListenAddress> ListenAddress::parse(std::string_view text) {
  const bool udp_only = text.starts_with("udp:");
  const bool tcp_only = text.starts_with("tcp:");
  if (udp_only || tcp_only) text.remove_prefix(4);
  const auto endpoint = Endpoint::parse(text);
  if (!endpoint) return std::nullopt;
  return ListenAddress{*endpoint, !tcp_only, !udp_only};
}

std::string ListenAddress::print() const {
  return (udp && tcp ? "" : udp ? "udp:" : "tcp:") + endpoint.print();
}

}  // namespace base
