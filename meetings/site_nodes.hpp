// SPDX-License-Identifier: MIT
// The nodes of a site, as administrators see them. The daemon implements the list; values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "meetings/ids.hpp"

namespace meetings {

struct SiteNode {
  std::string name;
  std::string region;  // empty: none
  bool here = false;   // the node that was asked
  base::WallTime since;
  std::size_t people = 0;       // in its rooms
  std::size_t allocations = 0;  // of its relay
  std::vector<MeetingId> rooms;
  std::vector<std::string> relay;  // the URLs; empty: it has none, or takes nobody now
  // Its relay takes none of the secrets of the node that was asked, whose clients do not get it.
  bool relay_refused = false;
};

class SiteNodeList {
 public:
  virtual ~SiteNodeList() = default;
  // The node that is asked first, then the others that are heard now, by name. Any thread; does not
  // block.
  virtual std::vector<SiteNode> nodes() const = 0;
};

}  // namespace meetings
