// SPDX-License-Identifier: MIT
// Deletions: the last Refresh requests that deleted an allocation or one of its addresses, so that
// a retransmission gets the same answer instead of 437. One thread.
#pragma once

#include <algorithm>
#include <array>

#include "turn/stun/message.hpp"
#include "turn/types.hpp"

namespace turn {

class Deletions {
 public:
  void add(const FiveTuple& tuple, const stun::TransactionId& transaction, base::Instant now) {
    entries_[next_++ % entries_.size()] = Entry{tuple, transaction, now + kRetransmission};
  }
  bool contains(const FiveTuple& tuple, const stun::TransactionId& transaction,
                base::Instant now) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& e) {
      return e.until > now && e.transaction == transaction && e.tuple == tuple;
    });
  }

 private:
  // RFC 8489 section 6.2.1: no client retransmits a request for longer.
  static constexpr std::chrono::seconds kRetransmission{40};

  struct Entry {
    FiveTuple tuple;
    stun::TransactionId transaction{};
    base::Instant until{};
  };
  std::array<Entry, 64> entries_{};
  std::size_t next_ = 0;
};

}  // namespace turn
