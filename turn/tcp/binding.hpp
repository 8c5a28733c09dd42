// SPDX-License-Identifier: MIT
// ConnectionBinding: ConnectionBind requests (RFC 6062 section 5.4). A client's new connection
// becomes the other half of a connection to a peer. One thread.
#pragma once

#include "turn/allocations.hpp"
#include "turn/answers.hpp"
#include "turn/shared.hpp"
#include "turn/tcp/peer_connections.hpp"

namespace turn {

class ConnectionBinding {
 public:
  struct Parts {
    Allocations& allocations;
    PeerConnections& connections;
    const Shared& shared;
    Answers& answers;
    WorkerIndex worker;
  };
  explicit ConnectionBinding(const Parts& parts) : parts_(parts) {}

  // Call before authentication: the worker that has the connection to the peer also knows the key
  // of its client. True: the request goes to that other worker.
  bool pass_to_owner(const Request& request);
  // Only the user of this allocation may bind the connection that the message names. That user's
  // credential may have expired. nullptr: no such connection.
  const Allocation* allocation_to_bind(const stun::MessageView& message) const noexcept;
  void on_connection_bind(const Request& request);

 private:
  const Parts parts_;
};

}  // namespace turn
