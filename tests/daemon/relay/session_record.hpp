// SPDX-License-Identifier: MIT
// The record of an ended session that the relay's tests share.
#pragma once

#include <string>
#include <utility>

#include "turn/session.hpp"

namespace lectern_test {

// 61 seconds over UDP, three packets to peers, ended because its lifetime ran out.
inline turn::SessionRecord ended_session(std::string identity = "alice") {
  turn::SessionRecord out;
  out.session.id = "0-1-2";
  out.session.identity = std::move(identity);
  out.session.username = "1700000000:" + out.session.identity;
  out.session.client = base::Endpoint::parse("192.0.2.7:4000").value();
  out.session.relayed = base::Endpoint::parse("198.51.100.1:49152").value();
  out.session.age = std::chrono::seconds{61};
  out.session.to_peers = {3, 300};
  out.reason = turn::EndReason::expired;
  out.ended = base::WallTime{std::chrono::seconds{1'700'000'061}};
  return out;
}

}  // namespace lectern_test
