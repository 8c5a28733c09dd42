// SPDX-License-Identifier: MIT
#include "turn/client/uri.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/endpoint.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace turn::client {
namespace {

struct Scheme {
  std::string_view prefix;
  bool stun;
  bool secure;
};
constexpr std::array kSchemes{Scheme{"turns:", false, true}, Scheme{"turn:", false, false},
                              Scheme{"stuns:", true, true}, Scheme{"stun:", true, false}};

// "host", "host:port", "[::1]:port"
bool take_server(std::string_view text, Uri& out) {
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    out.host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
    const auto ip = base::IpAddress::parse(out.host);
    if (!ip || !ip->is_v6()) return false;
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    out.host = text.substr(0, colon);
    rest = text.substr(colon);
    if (!base::is_host_name(out.host)) return false;
  }
  if (rest.empty()) return true;
  out.port = rest.front() == ':' ? base::parse_port(rest.substr(1)) : std::nullopt;
  return out.port.has_value();
}

}  // namespace

std::optional<Uri> parse_uri(std::string_view text) {
  Uri out;
  const auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(),
                                   [&](const Scheme& s) { return text.starts_with(s.prefix); });
  if (scheme == kSchemes.end()) return std::nullopt;
  out.stun = scheme->stun;
  out.secure = scheme->secure;
  text.remove_prefix(scheme->prefix.size());
  const std::size_t query = std::min(text.find('?'), text.size());
  if (!take_server(text.substr(0, query), out)) return std::nullopt;
  const std::string_view transport = text.substr(query);
  if (transport.empty()) return out;
  // RFC 7064 section 3.1: stun: has no query.
  if (out.stun) return std::nullopt;
  if (transport == "?transport=udp") out.transport = out.secure ? Transport::dtls : Transport::udp;
  else if (transport == "?transport=tcp")
    out.transport = out.secure ? Transport::tls : Transport::tcp;
  else return std::nullopt;
  return out;
}

std::string Uri::print() const {
  std::string out = stun ? "stun" : "turn";
  if (secure) out += 's';
  const bool v6 = host.find(':') != std::string::npos;
  out.append(":")
      .append(v6 ? "[" + host + "]" : host)
      .append(":")
      .append(std::to_string(port_or_default()));
  if (transport)
    out += *transport == Transport::udp || *transport == Transport::dtls ? "?transport=udp"
                                                                         : "?transport=tcp";
  return out;
}

}  // namespace turn::client
