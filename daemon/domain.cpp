// SPDX-License-Identifier: MIT
#include "daemon/domain.hpp"

#include <algorithm>
#include <utility>

#include "config/state_files.hpp"
#include "daemon/address_limits.hpp"
#include "daemon/foreign_issuers.hpp"
#include "daemon/google.hpp"
#include "daemon/open_store.hpp"
#include "daemon/process/machine.hpp"
#include "meetings/notify/google_http.hpp"
#include "meetings/recordings/ffmpeg.hpp"

namespace lecternd {
namespace {

meetings::Registration registration_of(config::Registration registration) {
  switch (registration) {
    case config::Registration::open: return meetings::Registration::open;
    case config::Registration::invited: return meetings::Registration::invited;
    case config::Registration::closed: break;
  }
  return meetings::Registration::closed;
}

meetings::AccountsConfig accounts_config(const config::Config& config,
                                         const meetings::store::TimeZones& zones) {
  meetings::AccountsConfig out;
  out.registration = registration_of(config.auth.registration);
  out.site_name = config.site.name;
  out.access_lifetime = config.auth.access_token_lifetime;
  out.refresh_lifetime = config.auth.refresh_token_lifetime;
  out.find_timezone = zones.finder();
  return out;
}

meetings::RecordingsConfig recordings_config(const config::Config& config) {
  const config::RecordingsConfig& kept = config.recordings;
  const auto bytes = [](std::uint64_t size) { return static_cast<std::int64_t>(size); };
  return {kept.enabled,
          bytes(kept.largest),
          bytes(kept.quota_per_person),
          bytes(kept.quota),
          kept.retention,
          kept.mp4 && meetings::recordings::ffmpeg_is_installed()};
}

base::Result<std::unique_ptr<meetings::RecordingFolder>> open_recordings(
    const config::Config& config, const std::string& state, const base::Log& log) {
  const config::RecordingsConfig& kept = config.recordings;
  const std::string folder = kept.folder.empty() ? state + "/recordings" : kept.folder;
  return meetings::RecordingFolder::open(folder, static_cast<std::int64_t>(kept.spare), log);
}

meetings::SiteValues configured_values(const config::Config& config) {
  meetings::SiteValues out;
  out.name = config.site.name;
  out.contact = config.site.contact;
  out.registration = registration_of(config.auth.registration);
  out.recordings = recordings_config(config);
  return out;
}

// The settings that the configuration names.
std::set<std::string, std::less<>> fixed_settings(const config::Loaded& loaded) {
  std::set<std::string, std::less<>> out;
  for (const auto& [key, setting] : loaded.settings.values) {
    if (!setting.origin.empty()) out.insert(key);
  }
  return out;
}

meetings::RetentionConfig retention_config(const config::Config& config) {
  const config::RetentionConfig& kept = config.retention;
  return {kept.attendance, kept.meetings, kept.requests, kept.mails, kept.audit};
}

meetings::MeetingsConfig meetings_config(const config::Config& config,
                                         const meetings::store::TimeZones& zones) {
  meetings::MeetingsConfig out;
  out.most_participants = config.limits.most_participants;
  out.default_participants = std::min(out.default_participants, out.most_participants);
  out.site_timezone = site_timezone(config, zones);
  out.is_timezone = [&zones](std::string_view name) { return zones.names().contains(name); };
  out.find_timezone = zones.finder();
  return out;
}

}  // namespace

// The configured zone has been checked, the machine's may be one that has no rules here.
std::string site_timezone(const config::Config& config, const meetings::store::TimeZones& zones) {
  if (!config.site.timezone.empty()) return config.site.timezone;
  std::string name = machine_timezone();
  return zones.names().contains(name) && zones.find(name) != nullptr ? name : "UTC";
}

base::Result<std::unique_ptr<Domain>> Domain::open(Foundation& foundation) {
  const config::Config& config = foundation.config();
  TRY(auto foreign, foreign_issuers(config, foundation.log));
  base::SystemRandom random;
  TRY(auto opened, open_store(foundation));
  // After the database: a first start that failed there has left no secret, so the next one is a
  // first start, too.
  TRY(auto jwt_secrets,
      foundation.state.secrets(config.auth.jwt_secrets, config::kJwtSecretFile, random));
  TRY(auto folder, open_recordings(config, foundation.state.path(), foundation.log));
  std::unique_ptr<Domain> domain{new Domain(foundation.loaded, foundation.log,
                                            std::move(opened.store), std::move(jwt_secrets),
                                            std::move(foreign), std::move(folder))};
  const std::string& zone = config.site.timezone;
  if (!zone.empty() && (!domain->zones.names().contains(zone) || !domain->zones.find(zone)))
    return base::failure(base::Errc::invalid_argument,
                         "site.timezone: this machine has no zone \"" + zone +
                             "\"; a name is such as Europe/Berlin");
  domain->settings.subscribe([domain = domain.get()](const meetings::SiteValues& values) {
    domain->accounts.set_registration(values.registration);
    domain->uploads.set_config(values.recordings);
    domain->mp4_copies.set_config(values.recordings);
  });
  domain->take_settings(foundation.log);
  const bool alone = config.cluster.redis_url.empty();
  if (auto closed = alone ? domain->meetings.close_attendance() : meetings::Outcome<void>{};
      !closed)
    return base::failure(base::Errc::io, opened.name + ": " + closed.error().detail);
  return domain;
}

void Domain::take_settings(const base::Log& log) {
  const auto taken = settings.refresh();
  if (!taken) log.warning("settings_not_read", {{"why", taken.error().detail}});
}

void Domain::end_expired(const base::Log& log) {
  take_settings(log);
  const auto ended = accounts.end_expired();
  if (!ended) log.warning("sessions_not_ended", {{"why", ended.error().detail}});
  const std::unique_lock turn(succeeding_, std::try_to_lock);
  if (!turn) return;  // the last call still waits for the disk
  const auto succeeded = succession.tick();
  if (!succeeded) log.warning("no_succession", {{"why", succeeded.error().detail}});
  const auto told = starting_soon.sweep();
  if (!told) log.warning("starts_not_told", {{"why", told.error().detail}});
  const auto reminded = reminders.sweep();
  if (!reminded) log.warning("not_reminded", {{"why", reminded.error().detail}});
}

void Domain::remove_expired(const base::Log& log) {
  auto removed = retention.sweep();
  if (!removed) log.warning("housekeeping_failed", {{"why", removed.error().detail}});
  else if (*removed > 0) log.info("retention_swept", {{"rows", static_cast<long long>(*removed)}});
}

Domain::Domain(const config::Loaded& loaded, const base::Log& log,
               std::unique_ptr<meetings::store::DurableStore> opened,
               std::vector<base::Secret> jwt_secrets, meetings::ForeignTokens foreign_tokens,
               std::unique_ptr<meetings::RecordingFolder> folder)
    : store(std::move(opened)),
      tokens(std::move(jwt_secrets), "lectern"),
      guesses(request_rates(loaded.config.limits)),
      foreign(held, std::move(foreign_tokens), clock, random),
      settings(services(), configured_values(loaded.config), fixed_settings(loaded)),
      accounts(services(), accounts_config(loaded.config, zones)),
      own_account(services(), loaded.config.site.name),
      api_tokens(services()),
      email_proofs(services(), loaded.config.site.name),
      administration(services(), accounts),
      oidc(oidc_providers(loaded.config), oidc_http(), oidc_report(log), accounts, foreign, clock,
           random),
      meetings(services(), meetings_config(loaded.config, zones)),
      site_meetings(services(), meetings),
      series(services(), meetings_config(loaded.config, zones), meetings),
      bans(services()),
      join_requests(services()),
      invitations(services(), zones.finder()),
      roles(services()),
      moderation(services(), meetings, bans, join_requests, roles),
      succession(services(), meetings),
      persons(services(), meetings),
      notifications(services()),
      ratings(services()),
      starting_soon(services(), zones.finder()),
      reminders(services(), zones.finder()),
      calendar_feeds(services(), zones.finder(), loaded.config.site.name),
      google(services(), google_setup(loaded.config),
             meetings::notify::google_http(loaded.config.google.ca_file), log),
      google_turns(services(), zones.finder(), loaded.config.site.public_url),
      webhooks(services(), {loaded.config.webhooks.allow_http}),
      retention(services(), retention_config(loaded.config)),
      recording_folder(std::move(folder)),
      uploads(services(), *recording_folder, recordings_config(loaded.config)),
      recordings(services(), *recording_folder),
      mp4_copies(services(), *recording_folder, uploads.config()) {}

}  // namespace lecternd
