// SPDX-License-Identifier: MIT
// OtherWorkers: connects one worker with the relay's other workers. It sends and receives parcels
// through the Exchange, and data between two relayed addresses through the Hairpin. The loop's
// thread only, except accept().
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

#include "net/event_loop.hpp"
#include "net/mailbox.hpp"
#include "turn/io/exchange.hpp"
#include "turn/io/hairpin.hpp"

namespace turn::io {

class OtherWorkers {
 public:
  // Registers this worker with `exchange` and `hairpin`, which outlive it. `on_parcel` is called
  // with each parcel; `on_data` is called when data waits, and calls receive_data().
  OtherWorkers(net::EventLoop& loop, WorkerIndex self, Exchange& exchange, Hairpin& hairpin,
               std::function<void(Parcel)> on_parcel, std::function<void()> on_data);

  WorkerIndex self() const noexcept { return self_; }
  // Any thread: a parcel for this worker. False: the worker is overloaded, and the parcel is gone.
  bool accept(Parcel parcel) { return parcels_.post(std::move(parcel)); }
  // A parcel for another worker. False: as above.
  bool send(WorkerIndex to, Parcel parcel) { return exchange_.post(to, std::move(parcel)); }

  // Data from the relayed address `source` to `target`, which worker `to` serves. False: the ring
  // is full, and the data is dropped.
  bool send_data(WorkerIndex to, RelayKey target, const PeerEndpoint& source,
                 base::Bytes payload) noexcept {
    return hairpin_.push(self_, to, target, source, payload);
  }
  // Calls f(RelayKey target, const PeerEndpoint& source, Bytes payload) for the data that waits, a
  // bounded number of datagrams in one wake-up.
  template <class F>
  void receive_data(F&& f) {
    const bool more = hairpin_.drain(self_, kDatagramsPerTurn, f);
    // The timer runs after the sockets are looked at again; a wake-up would run before that.
    if (more) more_data_.start_after(std::chrono::nanoseconds{0});
  }

 private:
  // From each other worker.
  static constexpr std::size_t kDatagramsPerTurn = 64;

  const WorkerIndex self_;
  Exchange& exchange_;
  Hairpin& hairpin_;
  net::Mailbox<Parcel> parcels_;
  net::Wakeup data_;
  net::Timer more_data_;
};

}  // namespace turn::io
