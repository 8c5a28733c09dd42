// SPDX-License-Identifier: MIT
#include "meetings/seen_tokens.hpp"

namespace meetings {

SeenTokens::Answer SeenTokens::note(std::string_view id, base::WallTime until, base::WallTime now) {
  const base::Sha256Digest key = base::sha256(base::as_bytes(id));
  return seen_.with([&](auto& seen) {
    const auto known = seen.find(key);
    if (known != seen.end() && now < known->second) return Answer::seen;
    if (seen.size() >= most_)
      std::erase_if(seen, [&](const auto& entry) { return entry.second <= now; });
    if (seen.size() >= most_) return Answer::full;
    seen.insert_or_assign(key, until);
    return Answer::fresh;
  });
}

void SeenTokens::forget(std::string_view id) {
  seen_.with([&](auto& seen) { seen.erase(base::sha256(base::as_bytes(id))); });
}

std::size_t SeenTokens::size() const {
  return seen_.with([](const auto& seen) { return seen.size(); });
}

}  // namespace meetings
