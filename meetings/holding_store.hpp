// SPDX-License-Identifier: MIT
// HoldingStore: a Store through which one request can keep its transaction open until its answer is
// made, so that the change and the answer are committed together (meetings/idempotency.hpp). The
// requests that hold nothing pass through it as if it were not there. Any thread.
#pragma once

#include <memory>

#include "meetings/repository.hpp"

namespace meetings {

class HoldingStore : public Store {
 public:
  // A Hold covers the thread that makes it. Its first write opens a transaction and stays in it;
  // further writes and reads of the thread run in the same transaction. Nothing is on disk before
  // commit(). While the transaction is open, other writers may have to wait: between its first
  // write and commit() a request only builds its answer.
  class Hold {
   public:
    // Rolls an open transaction back.
    virtual ~Hold() = default;
    virtual bool is_open() const noexcept = 0;
    // Runs `last` in the transaction and commits; then does what waits for the commit. If there is
    // no open transaction, runs `first` and `last` in one of its own. Ends the hold. Refuses, and
    // rolls everything back, if a write after the first one refused.
    virtual Outcome<void> commit(Body last) = 0;
  };

  // `first` runs at the beginning of the transaction; if it refuses, the write refuses.
  virtual std::unique_ptr<Hold> hold(Body first) = 0;
};

}  // namespace meetings
