// SPDX-License-Identifier: MIT
#include "daemon/domain.hpp"

#include <utility>

#include "config/state_files.hpp"
#include "daemon/foreign_issuers.hpp"
#include "daemon/process/database_record.hpp"

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
  out.find_timezone = [&zones](std::string_view name) { return zones.find(name); };
  return out;
}

meetings::MeetingsConfig meetings_config(const meetings::store::TimeZones& zones) {
  meetings::MeetingsConfig out;
  out.is_timezone = [&zones](std::string_view name) { return zones.names().contains(name); };
  out.find_timezone = [&zones](std::string_view name) { return zones.find(name); };
  return out;
}

}  // namespace

base::Result<std::unique_ptr<Domain>> Domain::open(const Foundation& foundation) {
  const config::Config& config = foundation.config();
  TRY(auto foreign, foreign_issuers(config, foundation.log));
  base::SystemRandom random;
  const std::string database = config.store.sqlite_path.empty()
                                   ? foundation.state.file(config::kDatabaseFile)
                                   : config.store.sqlite_path;
  TRY(auto record, DatabaseRecord::read(foundation.state.path()));
  TRY(record.check_file(database));
  auto store = meetings::store::SqliteStore::open(database, foundation.log);
  if (!store)
    return base::failure(base::Error{store.error().code, database + ": " + store.error().what});
  TRY(record.keep(database, (*store)->identity(), foundation.log));
  // After the database: a first start that failed there has left no secret, so the next one is a
  // first start, too.
  TRY(auto jwt_secrets,
      foundation.state.secrets(config.auth.jwt_secrets, config::kJwtSecretFile, random));
  std::unique_ptr<Domain> domain{new Domain(config, foundation.log, std::move(*store),
                                            std::move(jwt_secrets), std::move(foreign))};
  if (auto closed = domain->meetings.close_attendance(); !closed)
    return base::failure(base::Errc::io, database + ": " + closed.error().detail);
  return domain;
}

void Domain::end_expired(const base::Log& log) {
  const auto ended = accounts.end_expired();
  if (!ended) log.warning("sessions_not_ended", {{"why", ended.error().detail}});
  const std::unique_lock turn(succeeding_, std::try_to_lock);
  if (!turn) return;  // the last call still waits for the disk
  const auto succeeded = succession.tick();
  if (!succeeded) log.warning("no_succession", {{"why", succeeded.error().detail}});
}

void Domain::remove_expired(const base::Log& log) {
  auto removed = accounts.remove_expired();
  if (removed) removed = bans.remove_expired();
  if (removed) removed = idempotency.remove_old();
  if (removed) removed = join_requests.remove_old();
  if (removed) removed = invitations.remove_old();
  if (removed) removed = meetings.remove_old_attendance();
  if (!removed) log.warning("housekeeping_failed", {{"why", removed.error().detail}});
}

Domain::Domain(const config::Config& config, const base::Log& log,
               std::unique_ptr<meetings::store::SqliteStore> opened,
               std::vector<base::Secret> jwt_secrets, meetings::ForeignTokens foreign_tokens)
    : store(std::move(opened)),
      tokens(std::move(jwt_secrets), "lectern"),
      foreign(held, std::move(foreign_tokens), clock, random),
      accounts(services(), accounts_config(config, zones)),
      own_account(services(), config.site.name),
      api_tokens(services()),
      email_proofs(services(), config.site.name),
      administration(services(), accounts),
      oidc(oidc_providers(config), oidc_http(), oidc_report(log), accounts, foreign, clock, random),
      meetings(services(), meetings_config(zones)),
      series(services(), meetings_config(zones), meetings),
      bans(services()),
      join_requests(services()),
      invitations(services()),
      roles(services()),
      succession(services(), meetings) {}

}  // namespace lecternd
