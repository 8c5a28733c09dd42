// SPDX-License-Identifier: MIT
// Which sessions an operator means: by user, meeting, client address; all that are given must fit.
// Pure; any thread.
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
// "192.0.2.7", "192.0.2.0/24", "192.0.2.7:4000", "[2001:db8::1]:4000"
std::optional<ClientPattern> parse_client(std::string_view text);

struct SessionFilter {
  std::string user{};     // an identity, the user of one, or the whole username of a credential
  std::string user_id{};  // the same by the account that `user` names
  std::string meeting{};  // its id
  std::optional<ClientPattern> client{};

  bool empty() const noexcept { return user.empty() && meeting.empty() && !client; }
  bool wants(const turn::SessionInfo& session) const;
};

}  // namespace lecternd
