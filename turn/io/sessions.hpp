// SPDX-License-Identifier: MIT
// Sessions: lists, shows, ends and captures the sessions of one worker, for operators. Any thread
// but the worker's; each function waits for the worker, and returns nothing if it has stopped.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "net/event_loop.hpp"
#include "turn/io/captures.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/io/loop_turn.hpp"
#include "turn/io/sockets.hpp"
#include "turn/server.hpp"

namespace turn::io {

class Sessions {
 public:
  // The references outlive this object.
  Sessions(net::EventLoop& loop, Server& server, Effects& effects, const Sockets& sockets,
           Captures& captures, const LoopClock& clock, LoopTurn& turn) noexcept
      : loop_(loop),
        server_(server),
        effects_(effects),
        sockets_(sockets),
        captures_(captures),
        clock_(clock),
        turn_(turn) {}

  // Reads the table in slices, so that the worker's packets do not wait for a long list.
  std::vector<SessionInfo> all();
  std::optional<SessionDetails> find(AllocationId id);
  // Ends these sessions; returns how many of them existed.
  std::size_t kick(const std::vector<AllocationId>& ids);
  // See Captures.
  std::shared_ptr<CaptureTap> start_capture(AllocationId id, std::uint32_t snaplen);
  void stop_capture(const std::shared_ptr<CaptureTap>& tap);

 private:
  net::EventLoop& loop_;
  Server& server_;
  Effects& effects_;
  const Sockets& sockets_;
  Captures& captures_;
  const LoopClock& clock_;
  LoopTurn& turn_;
};

}  // namespace turn::io
