// SPDX-License-Identifier: MIT
// BridgeFilter: reads the conversation that a Bridge carries. It decides which bytes of the client
// reach the near side, and it may end the conversation. One loop thread.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.hpp"

namespace net {

class BridgeFilter {
 public:
  virtual ~BridgeFilter() = default;

  // pass <= taken <= the bytes shown.
  struct Passage {
    std::size_t pass = 0;   // so many bytes at the front go on to the near side
    std::size_t taken = 0;  // so many bytes are done with; the bridge holds the others back
    bool end = false;       // the conversation ends behind the bytes that pass
  };
  // Shows the client's bytes that the filter has not taken yet, at least one. The filter may write
  // to `bytes`: the bytes that pass are those that stand at the front afterwards. The bridge shows
  // the bytes that it holds back again when more bytes have come from either side. It reads no more
  // from the client while it holds Bridge::kMostHeld bytes or more, so a filter that waits for the
  // client must decide before.
  // After `end` the bridge tells the near side that the client has ended, delivers what the near
  // side still sends, sends last_words() and closes.
  virtual Passage from_client(base::MutableBytes bytes) = 0;

  // Shows bytes of the near side before they go to the client.
  virtual void to_client(base::Bytes) {}

  // Called once after `end`, when the near side has sent everything: the bytes that the client gets
  // last. May be empty.
  virtual std::string last_words() = 0;

 protected:
  BridgeFilter() = default;
  BridgeFilter(const BridgeFilter&) = default;
  BridgeFilter& operator=(const BridgeFilter&) = default;
};

}  // namespace net
