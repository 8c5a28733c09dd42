// SPDX-License-Identifier: MIT
// Exchange: carries parcels from one worker to another: clients' connections, datagrams for another
// worker's allocations and the answers to them, and connections between two of the relay's own
// relayed addresses. set() before the workers run; post() from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "base/fd.hpp"
#include "net/stream.hpp"
#include "turn/types.hpp"

namespace turn::io {

// A client's connection for a worker, from the front or from another worker.
struct Adopted {
  std::unique_ptr<net::Stream> stream;
  std::vector<std::byte> first;  // bytes that were read from it already
  bool moved = false;            // another worker handed it over; it is not handed on again
};

// RFC 6062: one end of a connection from `source`, a relayed address of this relay, to `target`,
// which the receiving worker serves.
struct OwnConnection {
  RelayKey target;
  PeerEndpoint source;
  base::UniqueFd fd;
};

// RFC 8016: a datagram for an allocation of the receiving worker, which another worker has
// received.
struct PassedDatagram {
  Leg client;
  std::vector<std::byte> message;
};
// RFC 8016: all datagrams of this 5-tuple belong to an allocation of `worker`.
struct ClientElsewhere {
  FiveTuple tuple;
  WorkerIndex worker = 0;
};

// RFC 8016: an answer to a PassedDatagram that came over DTLS. The receiving worker has the DTLS
// association and sends the answer.
struct ForDtls {
  std::uint32_t client = 0;
  std::vector<std::byte> message;
};

using Parcel = std::variant<Adopted, OwnConnection, PassedDatagram, ClientElsewhere, ForDtls>;

class Exchange {
 public:
  explicit Exchange(std::size_t workers) : deliver_(workers) {}

  // `deliver` is called from any thread. It returns false when the worker is overloaded.
  void set(WorkerIndex worker, std::function<bool(Parcel)> deliver) {
    deliver_[worker] = std::move(deliver);
  }
  // False: the worker is overloaded. The parcel is destroyed, and its connection is closed.
  bool post(WorkerIndex to, Parcel parcel) { return deliver_[to](std::move(parcel)); }

 private:
  std::vector<std::function<bool(Parcel)>> deliver_;
};

}  // namespace turn::io
