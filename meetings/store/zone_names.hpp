// SPDX-License-Identifier: MIT
// ZoneNames: the IANA time zones that this system knows, read once from its zone data. Immutable;
// any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace meetings::store {

class ZoneNames {
 public:
  // Reads the names (not the rules) of compiled zone files below `folder`, and older names from its
  // tzdata.zi. If there are no zone files (tzdata is not installed), accepts every name of the
  // right form: only a series computes with its zone, and asks for its file.
  explicit ZoneNames(const std::filesystem::path& folder = "/usr/share/zoneinfo");

  bool contains(std::string_view name) const;
  // The file with the zone's rules, relative to the folder; nullopt if there is none.
  std::optional<std::string> file_of(std::string_view name) const;
  std::size_t size() const noexcept { return files_.size(); }

 private:
  std::map<std::string, std::string, std::less<>> files_;  // by the name of the zone
};

}  // namespace meetings::store
