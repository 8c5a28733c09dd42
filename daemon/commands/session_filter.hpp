// SPDX-License-Identifier: MIT
// Selects relay sessions by user, meeting and client address. A session must match every given
// field. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "turn/session.hpp"

namespace lecternd {

struct ClientPattern {
  base::Cidr prefix;
  std::uint16_t port = 0;  // 0: any
};
// Reads "192.0.2.7", "192.0.2.0/24", "192.0.2.7:4000" or "[2001:db8::1]:4000"; nullopt for anything
// else.
std::optional<ClientPattern> parse_client(std::string_view text);

struct SessionFilter {
  // A session's identity, the user part of an identity, or the whole username of a credential.
  std::string user{};
  std::string user_id{};  // the id of the account that `user` names; "" where there is none
  std::string meeting{};  // the meeting's id
  std::optional<ClientPattern> client{};

  bool empty() const noexcept { return user.empty() && meeting.empty() && !client; }
  bool wants(const turn::SessionInfo& session) const;
};

}  // namespace lecternd
