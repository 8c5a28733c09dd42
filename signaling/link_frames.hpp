// SPDX-License-Identifier: MIT
// What two nodes send each other over one TCP connection: frames, and the handshake in which each
// proves that it has the secret of the site. A frame is its length in four bytes, its kind in one,
// its channel in eight (all big-endian), and the rest. Pure; one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace signaling {

// A channel is one client's socket at the node that has dialed.
enum class LinkKind : std::uint8_t {
  hello = 1,
  proof = 2,
  beat = 3,    // nothing, so that the other side knows that this one lives
  open = 4,    // to the owner: a client comes
  text = 5,    // a message of the client, or to it
  credit = 6,  // the bytes of messages that the receiver has taken
  close = 7,   // to the client: close the socket with this code
  gone = 8,    // to the owner: the socket has ended
  back = 9,    // to the node of the socket: the session goes to another owner
};

struct LinkFrame {
  LinkKind kind = LinkKind::beat;
  std::uint64_t channel = 0;
  std::string_view payload;
};

void append_link_frame(std::string& out, LinkKind kind, std::uint64_t channel,
                       std::string_view payload);
// A number as the payload of `credit` and `close`.
std::string print_link_number(std::uint64_t number);
std::optional<std::uint64_t> parse_link_number(std::string_view payload);

class LinkReader {
 public:
  // Before the handshake is over, frames are short. A session with its ring is the longest.
  static constexpr std::size_t kMostOfStranger = 128;
  static constexpr std::size_t kMost = std::size_t{4} * 1024 * 1024;

  void add(base::Bytes bytes);
  // The next whole frame; its payload is valid until the next call of add().
  std::optional<LinkFrame> next();
  // A frame was longer than allowed, or of no known kind: nothing more is read.
  bool broken() const noexcept { return broken_; }
  void trust() noexcept { most_ = kMost; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;  // the bytes before it are read
  std::size_t most_ = kMostOfStranger;
  bool broken_ = false;
};

// Who dials sends hello(); both give each frame to take() until is_done().
class LinkHandshake {
 public:
  enum class Side : std::uint8_t { dials, answers };
  // `keys` outlive this. The first is the one that this node proves, each is good from the other.
  LinkHandshake(Side side, const std::vector<base::Secret>& keys, base::Random& random);

  std::string hello() const;
  // What has to be sent next, perhaps nothing; nullopt: the other side does not have the secret.
  std::optional<std::string> take(const LinkFrame& frame);
  bool is_done() const noexcept { return done_; }

 private:
  using Nonce = std::array<std::byte, 32>;
  base::Sha256Digest proof_of(Side side, const base::Secret& key) const;
  bool proves(Side side, std::string_view proof) const;

  const Side side_;
  const std::vector<base::Secret>& keys_;
  Nonce mine_{};
  std::string theirs_;
  bool done_ = false;
};

}  // namespace signaling
