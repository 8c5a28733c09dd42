// SPDX-License-Identifier: MIT
// AddressLook: asks for the external addresses on threads of its own, because a resolver without a
// name server answers after minutes and cannot be told to stop. So nobody waits for such a thread:
// not the start, not the worker pool, and not the end of the process. At most kMost of them run at
// a time. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "probe/public_address.hpp"

namespace lecternd {

class AddressLook {
 public:
  static constexpr std::size_t kMost = 4;
  using Find = std::function<probe::FoundAddresses(const probe::AddressQuestion&)>;

  explicit AddressLook(Find find = probe::find_addresses);
  // Threads that still look end by themselves, and their answers are dropped.
  ~AddressLook();
  AddressLook(const AddressLook&) = delete;
  AddressLook& operator=(const AddressLook&) = delete;

  // Begins a look. False: kMost threads still look, or the system has no thread left.
  bool begin(probe::AddressQuestion question);
  // Takes the newest answer; waits for one until `patience` has passed.
  std::optional<probe::FoundAddresses> wait(std::chrono::milliseconds patience);
  // Calls `answered` when an answer can be taken, on the thread that has it, under a lock: it must
  // neither block nor call this object. Calls it at once if there is an answer already. An empty
  // function ends the calls.
  void on_answer(std::function<void()> answered);

 private:
  struct State;
  const Find find_;
  const std::shared_ptr<State> state_;  // shared with the threads
};

}  // namespace lecternd
