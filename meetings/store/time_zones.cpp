// SPDX-License-Identifier: MIT
#include "meetings/store/time_zones.hpp"

#include <absl/time/time.h>

namespace meetings::store {
namespace {

using std::chrono::seconds;

class AbseilZone final : public TimeZone {
 public:
  explicit AbseilZone(absl::TimeZone zone) : zone_(zone) {}

  Reading read(LocalTime time) const override {
    const absl::CivilSecond civil = absl::CivilSecond{1970, 1, 1} + time.time_since_epoch().count();
    const absl::TimeZone::TimeInfo info = zone_.At(civil);
    if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) return {false, moment(info.trans)};
    return {true, moment(info.pre)};
  }

  LocalTime local_time(base::WallTime at) const override {
    const auto second = base::unix_seconds(at);
    const absl::CivilSecond civil = zone_.At(absl::FromUnixSeconds(second)).cs;
    return LocalTime{seconds{civil - absl::CivilSecond{1970, 1, 1}}};
  }

 private:
  static base::WallTime moment(absl::Time time) {
    return base::from_unix_seconds(absl::ToUnixSeconds(time));
  }

  absl::TimeZone zone_;
};

}  // namespace

TimeZones::TimeZones(std::filesystem::path folder) : folder_(std::move(folder)), names_(folder_) {}

std::unique_ptr<const TimeZone> TimeZones::find(std::string_view name) const {
  if (name == "UTC" || name == "Etc/UTC")
    return std::make_unique<const AbseilZone>(absl::UTCTimeZone());
  const auto file = names_.file_of(name);
  absl::TimeZone zone;
  if (!file || !absl::LoadTimeZone((folder_ / *file).string(), &zone)) return nullptr;
  return std::make_unique<const AbseilZone>(zone);
}

}  // namespace meetings::store
