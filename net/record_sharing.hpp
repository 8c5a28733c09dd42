// SPDX-License-Identifier: MIT
// RecordSharing: decides when the messages of a TLS stream share records. OpenSSL needs 1 to 1.5 us
// to seal a record of any size: several times the cost of relaying a message. But some clients
// (coturn's uclient) take a record for one message and lose the others in it. So messages share
// records only on a stream that has had large groups of messages for a while, as video has.
// Messages that piled up once, behind a process that was stopped for a moment, get a record each.
// One owner thread at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace net {

class RecordSharing {
 public:
  // A group is large from this many messages on; records are shared where this many of the last 16
  // groups were large.
  static constexpr std::size_t kLargeGroup = 6;
  static constexpr int kOften = 4;

  bool shares() const noexcept { return shares_; }
  void count_message() noexcept { ++messages_; }
  // The counted messages leave now, as one group.
  void leave() noexcept {
    if (messages_ == 0) return;
    large_ = static_cast<std::uint16_t>(large_ << 1 | (messages_ >= kLargeGroup ? 1 : 0));
    shares_ = std::popcount(large_) >= kOften;
    messages_ = 0;
  }

 private:
  std::size_t messages_ = 0;
  std::uint16_t large_ = 0;  // one bit per group, the latest group in the lowest bit
  bool shares_ = false;
};

}  // namespace net
