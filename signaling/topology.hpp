// SPDX-License-Identifier: MIT
// Topology: which members of a room connect their media to each other. Today every room is a mesh.
// A forwarder for lectures will be a second implementation: its members connect to the forwarder
// only. The protocol has no field for the topology (docs/protocol.md); it decides whose offers the
// hub relays and who is polite. Pure; any thread.
#pragma once

#include "signaling/member.hpp"

namespace signaling {

class Topology {
 public:
  virtual ~Topology() = default;
  // True if the two members negotiate a connection. The hub relays descriptions and candidates only
  // between such members.
  virtual bool connects(const Member& a, const Member& b) const noexcept = 0;
  // Of two members that connect: true if `member` is the polite side of the perfect negotiation
  // (W3C webrtc section 10.7), which waits for the offer of `other` and gives way when offers
  // cross.
  virtual bool is_polite(const Member& member, const Member& other) const noexcept = 0;
};

// Every member connects to every other one of its group; only two listeners, who have nothing to
// send, do not.
// Of two members, the member who came first is polite.
class Mesh final : public Topology {
 public:
  bool connects(const Member& a, const Member& b) const noexcept override {
    return a.order != b.order && sees(a, b);
  }
  bool is_polite(const Member& member, const Member& other) const noexcept override {
    return member.order < other.order;
  }
};

}  // namespace signaling
