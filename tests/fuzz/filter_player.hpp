// SPDX-License-Identifier: MIT
// Plays a bridge to a BridgeFilter: shows it the client's bytes in pieces, and what it held back
// before each.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "net/bridge_filter.hpp"
#include "tests/fuzz/require.hpp"

namespace fuzz {

struct FilterOutcome {
  std::string passed;
  std::string last_words;
  bool ended = false;
  bool operator==(const FilterOutcome&) const = default;
};

// Shows `said` in pieces of `size` bytes. The filter may hold back `most_held` bytes at most.
inline FilterOutcome play(net::BridgeFilter& filter, std::string_view said, std::size_t size,
                          std::size_t most_held) {
  FilterOutcome outcome;
  std::string held;
  while (!said.empty() && !outcome.ended) {
    const std::string_view piece = said.substr(0, std::min(size, said.size()));
    said.remove_prefix(piece.size());
    held.append(piece);
    const base::MutableBytes bytes{reinterpret_cast<std::byte*>(held.data()), held.size()};
    const auto passage = filter.from_client(bytes);
    REQUIRE(passage.pass <= passage.taken && passage.taken <= held.size());
    outcome.passed.append(held, 0, passage.pass);
    held.erase(0, passage.taken);
    outcome.ended = passage.end;
    REQUIRE(outcome.ended || held.size() <= most_held);
  }
  if (outcome.ended) outcome.last_words = filter.last_words();
  return outcome;
}

}  // namespace fuzz
