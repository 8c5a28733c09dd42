// SPDX-License-Identifier: MIT
#include "daemon/commands/session_filter.hpp"

#include "turn/quota.hpp"

namespace lecternd {

std::optional<ClientPattern> parse_client(std::string_view text) {
  if (const auto ip = base::IpAddress::parse(text))
    return ClientPattern{base::Cidr{*ip, ip->is_v6() ? 128u : 32u}};
  if (const auto prefix = base::Cidr::parse(text)) return ClientPattern{*prefix};
  if (const auto endpoint = base::Endpoint::parse(text))
    return ClientPattern{base::Cidr{endpoint->ip, endpoint->ip.is_v6() ? 128u : 32u},
                         endpoint->port};
  return std::nullopt;
}

bool SessionFilter::wants(const turn::SessionInfo& session) const {
  const turn::Holder holder{session.identity};
  if (!user.empty()) {
    const bool named = user == session.identity || user == holder.user || user == session.username;
    if (!named && (user_id.empty() || user_id != holder.user)) return false;
  }
  if (!meeting.empty() && meeting != holder.meeting) return false;
  if (!client) return true;
  return client->prefix.contains(session.client.ip) &&
         (client->port == 0 || client->port == session.client.port);
}

}  // namespace lecternd
