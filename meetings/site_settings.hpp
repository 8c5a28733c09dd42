// SPDX-License-Identifier: MIT
// SiteSettings: what administrators set while the daemon runs, kept in the store: name, contact,
// language, registration, recordings, colours, logo, and whether the first steps are done. A key
// that the configuration names cannot be set here: the file wins. Every part of the daemon reads
// current(), or is told by its subscription. The calls that take claims and refresh() block: worker
// threads only; current(): any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "meetings/accounts.hpp"
#include "meetings/services.hpp"
#include "meetings/site_logo.hpp"
#include "meetings/uploads.hpp"

namespace meetings {

// The names of the settings: those of the configuration's keys, where there is one.
namespace setting {
inline constexpr std::string_view kName = "site.name";
inline constexpr std::string_view kContact = "site.contact";
inline constexpr std::string_view kLanguage = "site.language";
inline constexpr std::string_view kRegistration = "auth.registration";
inline constexpr std::string_view kRecordings = "recordings.enabled";
inline constexpr std::string_view kLargest = "recordings.largest";
inline constexpr std::string_view kPersonQuota = "recordings.quota_per_person";
inline constexpr std::string_view kQuota = "recordings.quota";
inline constexpr std::string_view kRetention = "recordings.retention";
inline constexpr std::string_view kColor = "branding.color";
inline constexpr std::string_view kNightColor = "branding.night_color";
inline constexpr std::string_view kLogo = "branding.logo";
inline constexpr std::string_view kFirstRun = "first_run";
}  // namespace setting

// What counts now.
struct SiteValues {
  std::string name;
  std::string contact;   // a mail address; empty: nobody is named
  std::string language;  // of kMailLanguages; empty: that of the browser, else English
  Registration registration = Registration::invited;
  RecordingsConfig recordings;
  std::string color;        // "#313d6a", readable by day; empty: the brand's
  std::string night_color;  // readable by night; empty: made of `color`
  std::shared_ptr<const SiteLogo> logo{};
  bool first_run_done = false;
};

// nullopt: it stays. An empty text takes a setting back, so that the configuration or its default
// counts again.
using SiteChange = std::map<std::string, std::string, std::less<>>;

class SiteSettingsRepository {
 public:
  virtual ~SiteSettingsRepository() = default;
  virtual SiteChange all() = 0;
  virtual void put(std::string_view name, std::string_view value, base::WallTime at) = 0;
  virtual void remove(std::string_view name) = 0;
};

class SiteSettings {
 public:
  static constexpr std::size_t kLongestName = 80;  // bytes
  static constexpr std::size_t kLongestContact = 254;

  // `configured` are the values of the configuration, `fixed` the names that it sets.
  SiteSettings(Services services, SiteValues configured, std::set<std::string, std::less<>> fixed);

  std::shared_ptr<const SiteValues> current() const {
    return current_.with([](const auto& values) { return values; });
  }
  bool is_fixed(std::string_view name) const { return fixed_.contains(name); }
  // Called with the values that count, now and after each change; on the thread of the change. Add
  // all takers before the first change.
  void subscribe(std::function<void(const SiteValues&)> taker);
  // Reads what other nodes have set; call it every few seconds. Also at the start.
  Outcome<void> refresh();

  // Checks and stores. Refused with forbidden for everybody but an administrator, and with
  // bad_field for a value that cannot be, a name that nobody knows, and one that the configuration
  // fixes. All of the change is stored, or nothing.
  Outcome<void> change(const Claims& claims, const SiteChange& change);
  Outcome<void> set_logo(const Claims& claims, std::string_view bytes);
  Outcome<void> remove_logo(const Claims& claims);

 private:
  Outcome<void> store(const Claims& claims, const SiteChange& change);
  void use(const SiteChange& stored);

  Services s_;
  const SiteValues configured_;
  const std::set<std::string, std::less<>> fixed_;
  base::Guarded<std::shared_ptr<const SiteValues>> current_;
  std::mutex refreshing_;
  SiteChange stored_;  // what current_ was made of; under refreshing_
  std::vector<std::function<void(const SiteValues&)>> takers_;
};

}  // namespace meetings
