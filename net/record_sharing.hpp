// SPDX-License-Identifier: MIT
// RecordSharing: when the messages of a TLS stream share records. To seal a record costs OpenSSL 1
// to 1.5 us whatever is in it, several times what relaying a message costs. But there are clients
// (coturn's uclient) that take a record for a message and lose the others in it. So a record is
// shared only on a stream whose messages have come in crowds for a while, as video does; what has
// piled up once, behind a process that was stopped for a moment, keeps a record each. One owner
// thread at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace net {

class RecordSharing {
 public:
  // Messages that leave together make a crowd; so many of the last 16 times, and they share.
  static constexpr std::size_t kCrowd = 6;
  static constexpr int kOften = 4;

  bool shares() const noexcept { return shares_; }
  void count_message() noexcept { ++messages_; }
  // What was counted leaves now.
  void leave() noexcept {
    if (messages_ == 0) return;
    crowds_ = static_cast<std::uint16_t>(crowds_ << 1 | (messages_ >= kCrowd ? 1 : 0));
    shares_ = std::popcount(crowds_) >= kOften;
    messages_ = 0;
  }

 private:
  std::size_t messages_ = 0;
  std::uint16_t crowds_ = 0;  // a bit each time something left, the latest lowest
  bool shares_ = false;
};

}  // namespace net
