// SPDX-License-Identifier: MIT
#include "daemon/origin.hpp"

#include <algorithm>

namespace lecternd {

std::string host_of_origin(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  if (scheme != std::string_view::npos) origin.remove_prefix(scheme + 3);
  const std::size_t end =
      origin.starts_with('[') ? origin.find(']') + 1 : std::min(origin.find(':'), origin.size());
  return std::string{origin.substr(0, end)};
}

std::string origin_of(const base::Endpoint& bound, bool tls, std::string_view name) {
  const std::string host_and_port = bound.ip.is_unspecified()
                                        ? std::string{name} + ":" + std::to_string(bound.port)
                                        : bound.print();
  std::string out = (tls ? "https://" : "http://") + host_and_port;
  const std::string_view own_port = tls ? ":443" : ":80";
  if (out.ends_with(own_port)) out.erase(out.size() - own_port.size());
  return out;
}

}  // namespace lecternd
