// SPDX-License-Identifier: MIT
// TimeZones: the rules of the system's IANA time zones, of which Abseil reads the compiled files
// (RFC 8536, with the footer that continues them for ever). A zone is read when it is first asked
// for and kept; new zone data counts from the next start. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "meetings/store/zone_names.hpp"
#include "meetings/time_zone.hpp"

namespace meetings::store {

class TimeZones {
 public:
  explicit TimeZones(std::filesystem::path folder = "/usr/share/zoneinfo");

  const ZoneNames& names() const noexcept { return names_; }
  // Null for an unknown name, and for every name but UTC if no zone data is installed.
  std::unique_ptr<const TimeZone> find(std::string_view name) const;
  // find() for the services. The zones have to outlive it.
  FindTimeZone finder() const {
    return [this](std::string_view name) { return find(name); };
  }

 private:
  std::filesystem::path folder_;
  ZoneNames names_;
};

}  // namespace meetings::store
