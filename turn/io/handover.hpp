// SPDX-License-Identifier: MIT
// Handover: the sockets and allocations that a relay leaves to the relay of the next process.
// pack() turns it into a text and a list of descriptors, which systemd's descriptor store carries
// from one process to the other. Values; any thread.
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

// A UDP socket that clients send to. Its index in HandedWorker::listeners is Leg::socket of the
// legs of that worker's allocations.
struct HandedListener {
  Transport transport = Transport::udp;  // udp or dtls
  base::Endpoint local;
  base::UniqueFd socket;  // may be empty: then the next process opens a new socket
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
  // Clients that send to this worker's listeners while another worker has their allocation (RFC
  // 8016).
  std::vector<std::pair<FiveTuple, WorkerIndex>> elsewhere;
  std::vector<SessionInfo> sessions;  // of `relays`; pack() leaves them out
};

struct Handover {
  base::Seed seed{};  // of the keys of nonces and tickets
  std::uint32_t next_nonce = 0;
  base::Instant at;  // when the first worker stopped listening
  // The external addresses of the relay addresses; the caller of Relay::hand_over() fills them in.
  std::vector<RelayAddress> seen_as;
  std::vector<PortPool::Reserved> reserved;
  // With the same number of workers, the kernel gives a client's datagrams to the same one.
  std::vector<HandedWorker> workers;
};

struct PackedHandover {
  base::Secret text;  // holds keys of users
  std::vector<base::UniqueFd> descriptors;
};

PackedHandover pack(Handover handover);
// Errors: corrupt, with the name of the missing or wrong part; then all descriptors are closed.
base::Result<Handover> unpack(PackedHandover packed);

}  // namespace turn::io
