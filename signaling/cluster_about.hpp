// SPDX-License-Identifier: MIT
// NodeAbout: what a node says of itself to the others of its site, once a second: its names, what
// it carries, and the relay that their clients may use, too. The text is bounded, and parse_about()
// checks it as if a stranger had written it. Values; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace signaling {

struct NodeAbout {
  static constexpr std::size_t kMostUrls = 16;
  static constexpr std::size_t kMostMarks = 8;
  static constexpr std::size_t kLongestUrl = 300;

  std::string name;      // for people: [cluster] node
  std::string region;    // empty: none
  base::WallTime since;  // the start of its process
  std::size_t rooms = 0;
  std::size_t people = 0;       // in these rooms
  std::size_t allocations = 0;  // of its relay
  // turn: and turns: URLs of its relay, those that a browser should try first at the beginning.
  // Empty: it has none, or takes nobody any more.
  std::vector<std::string> urls;
  // What proves which secrets the relay accepts (secret_mark()).
  std::vector<std::string> marks;

  friend bool operator==(const NodeAbout&, const NodeAbout&) = default;
};

std::string print_about(const NodeAbout& about);
// Errors: corrupt.
base::Result<NodeAbout> parse_about(std::string_view text);

}  // namespace signaling
