// SPDX-License-Identifier: MIT
// Any bytes as a TCP stream: cut in pieces of sizes that the input chooses, it holds the same
// frames as in one piece. Input: one byte that seeds the cuts, then the stream.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/fuzz/require.hpp"
#include "turn/stun/stream_framer.hpp"

namespace {

struct Cut {
  std::vector<std::size_t> sizes;
  bool broken = false;
  std::size_t rest = 0;
};

// Frames as a connection finds them when `pending` grows by pieces.
template <class NextPiece>
Cut cut(base::Bytes stream, NextPiece next_piece) {
  Cut result;
  std::vector<std::byte> pending;
  std::size_t at = 0;
  while (at < stream.size() && !result.broken) {
    const std::size_t piece = std::min(stream.size() - at, next_piece());
    pending.insert(pending.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                   stream.begin() + static_cast<std::ptrdiff_t>(at + piece));
    at += piece;
    base::Bytes left{pending};
    for (;;) {
      const stun::Frame frame = stun::next_frame(left);
      REQUIRE(frame.wire_size <= stun::kMaxFrame);
      if (frame.state == stun::Frame::State::broken) {
        result.broken = true;
        break;
      }
      if (frame.state == stun::Frame::State::incomplete) {
        REQUIRE(frame.wire_size > left.size());  // else the connection would wait for ever
        break;
      }
      REQUIRE(frame.size <= frame.wire_size && frame.wire_size <= left.size() &&
              frame.size >= stun::kChannelHeaderSize);
      result.sizes.push_back(frame.size);
      left = left.subspan(frame.wire_size);
    }
    pending.assign(left.begin(), left.end());
  }
  result.rest = pending.size();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const base::Bytes stream{reinterpret_cast<const std::byte*>(data) + 1, size - 1};
  std::uint32_t seed = data[0];
  const Cut whole = cut(stream, [&] { return stream.size(); });
  const Cut pieces = cut(stream, [&] {
    seed = seed * 1103515245u + 12345u;
    return std::size_t{1} + (seed >> 16) % 7;
  });
  REQUIRE(whole.broken == pieces.broken);
  REQUIRE(whole.sizes == pieces.sizes);
  if (!whole.broken) REQUIRE(whole.rest == pieces.rest);
  return 0;
}
