// SPDX-License-Identifier: MIT
#include "signaling/resume_tokens.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/secret.hpp"

namespace signaling {
namespace {

constexpr std::size_t kTokenBytes = 32;

}  // namespace

std::string ResumeTokens::issue(base::Random& random) {
  std::string token = random.base64url(kTokenBytes);
  // The oldest token stays: it is the last one that the client certainly has.
  if (hashes_.size() == kMost) hashes_.erase(hashes_.begin() + 1);
  hashes_.push_back(base::sha256(base::as_bytes(token)));
  return token;
}

bool ResumeTokens::use(std::string_view token) {
  const base::Sha256Digest hash = base::sha256(base::as_bytes(token));
  const auto found = std::find_if(hashes_.begin(), hashes_.end(), [&](const auto& known) {
    return base::constant_time_equal(known, hash);
  });
  if (found == hashes_.end()) return false;
  hashes_.erase(hashes_.begin(), found);
  return true;
}

void ResumeTokens::confirm() {
  if (hashes_.size() > 1) hashes_.erase(hashes_.begin(), hashes_.end() - 1);
}

}  // namespace signaling
