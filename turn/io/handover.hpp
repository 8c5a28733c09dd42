// SPDX-License-Identifier: MIT
// Handover: what a relay leaves to the one of the next process: sockets, and the allocations behind
// them. Packed, it is a text and a list of descriptors, for whoever carries both from one process
// to the other (systemd's descriptor store). Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "base/key_stream.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "turn/handover.hpp"

namespace turn::io {

// A UDP socket that clients send to. Its place in the list is the number that legs name.
struct HandedListener {
  Transport transport = Transport::udp;  // udp or dtls
  base::Endpoint local;
  base::UniqueFd socket;  // may be none: then it is opened anew
};

struct HandedRelay {
  HandedAllocation allocation;
  base::UniqueFd socket;
  base::UniqueFd second;  // of a dual allocation
};

struct HandedWorker {
  std::uint32_t next_generation = 0;
  std::vector<HandedListener> listeners;
  std::vector<HandedRelay> relays;
  // Clients that come by this worker's listeners and have their allocation with another one (RFC
  // 8016).
  std::vector<std::pair<FiveTuple, WorkerIndex>> elsewhere;
  std::vector<SessionInfo> sessions;  // of `relays`; stays behind when packed
};

struct Handover {
  base::Seed seed{};  // of the keys of nonces and tickets
  std::uint32_t next_nonce = 0;
  base::Instant at;  // when the first worker stopped listening
  std::vector<RelayAddress>
      seen_as;  // by what addresses the relay was seen from outside; of whoever tells it
  std::vector<PortPool::Reserved> reserved;
  std::vector<HandedWorker> workers;  // the kernel's choice among their listeners stays the same
};

struct PackedHandover {
  base::Secret text;  // keys of users are in it
  std::vector<base::UniqueFd> descriptors;
};

PackedHandover pack(Handover handover);
// Errors: corrupt, with what is missing or wrong; every descriptor is closed then.
base::Result<Handover> unpack(PackedHandover packed);

}  // namespace turn::io
