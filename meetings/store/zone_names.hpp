// SPDX-License-Identifier: MIT
// ZoneNames: the IANA time zones that this system knows, read once from its zone data. Immutable;
// any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace meetings::store {

class ZoneNames {
 public:
  // Reads the names (not the rules) of compiled zone files below `folder`, and their older names
  // from its tzdata.zi. If there are no zone files (tzdata is not installed), accepts every name of
  // the right form, because the daemon never computes with zones.
  explicit ZoneNames(const std::filesystem::path& folder = "/usr/share/zoneinfo");

  bool contains(std::string_view name) const;
  std::size_t size() const noexcept { return names_.size(); }

 private:
  std::set<std::string, std::less<>> names_;
};

}  // namespace meetings::store
