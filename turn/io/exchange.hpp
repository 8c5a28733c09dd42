// SPDX-License-Identifier: MIT
// Exchange: what one worker hands to another: a client's connection that belongs there, or one end
// of a connection between two of our own relayed addresses. Filled before the workers run; post()
// from any thread.
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

// A connection on its way to a worker, from the front or from another worker.
struct Adopted {
  std::unique_ptr<net::Stream> stream;
  std::vector<std::byte> first;  // read from it already
  bool moved = false;            // by a worker: it is not handed on again
};

// RFC 6062: `target` of that worker hears of a connection from `source`, another relayed address of
// ours.
struct OwnConnection {
  RelayKey target;
  PeerEndpoint source;
  base::UniqueFd fd;
};

// RFC 8016: a datagram for an allocation of that worker, which another one received.
struct PassedDatagram {
  Leg client;
  std::vector<std::byte> message;
};
// All datagrams of this 5-tuple are for `worker`.
struct ClientElsewhere {
  FiveTuple tuple;
  WorkerIndex worker = 0;
};

// The answer to one of those that came over DTLS: only the worker that has the association can send
// it.
struct ForDtls {
  std::uint32_t client = 0;
  std::vector<std::byte> message;
};

using Parcel = std::variant<Adopted, OwnConnection, PassedDatagram, ClientElsewhere, ForDtls>;

class Exchange {
 public:
  explicit Exchange(std::size_t workers) : deliver_(workers) {}

  // `deliver` is callable from any thread; false: the worker is overloaded.
  void set(WorkerIndex worker, std::function<bool(Parcel)> deliver) {
    deliver_[worker] = std::move(deliver);
  }
  // False: overloaded; the parcel is gone, and what it held is closed.
  bool post(WorkerIndex to, Parcel parcel) { return deliver_[to](std::move(parcel)); }

 private:
  std::vector<std::function<bool(Parcel)>> deliver_;
};

}  // namespace turn::io
