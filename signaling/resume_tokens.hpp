// SPDX-License-Identifier: MIT
// ResumeTokens: the secrets by which the client of one session proves that the session is its own.
// A token is 256 random bits, of which only the hash is kept, and it is for one use: a resume gives
// out a new token. The answer that carries the new token can be lost with its socket. So the tokens
// given out since the client last spoke stay good until the client speaks on the new socket, or
// uses a newer one of them. Pure; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/random.hpp"

namespace signaling {

class ResumeTokens {
 public:
  // Gives out a new token.
  std::string issue(base::Random& random);
  // True if the token is good; older ones are not any more. Call issue() next.
  bool use(std::string_view token);
  // The client has the newest token: the others are used up.
  void confirm();
  // No token is good any more.
  void revoke() noexcept { hashes_.clear(); }
  bool empty() const noexcept { return hashes_.empty(); }

  // A client that loses more answers in a row may lose its session.
  static constexpr std::size_t kMost = 8;

  // For the next process; the oldest first.
  const std::vector<base::Sha256Digest>& hashes() const noexcept { return hashes_; }
  // Takes at most kMost.
  void restore(std::vector<base::Sha256Digest> hashes) {
    hashes.resize(std::min(hashes.size(), kMost));
    hashes_ = std::move(hashes);
  }

 private:
  std::vector<base::Sha256Digest> hashes_;  // the oldest first
};

}  // namespace signaling
