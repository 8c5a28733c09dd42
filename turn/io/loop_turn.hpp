// SPDX-License-Identifier: MIT
// LoopTurn: the functions that a part of a worker calls after it has handled input. Implemented by
// Worker. The loop's thread only.
#pragma once

namespace turn::io {

class LoopTurn {
 public:
  // Executes the core's effects and sends the gathered datagrams. The memory of the received
  // datagrams is free afterwards. A part that reads much in one wake-up calls this in between.
  virtual void finish_batch() noexcept = 0;
  // The last call of every wake-up: finish_batch(), then writes the streams, destroys the ended
  // connections and sets the timers. May destroy any socket or connection of the worker.
  virtual void finish_turn() noexcept = 0;

 protected:
  ~LoopTurn() = default;
};

}  // namespace turn::io
