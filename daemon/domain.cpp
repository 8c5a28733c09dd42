// SPDX-License-Identifier: MIT
#include "daemon/domain.hpp"

#include <filesystem>

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

meetings::AccountsConfig accounts_config(const config::Config& config) {
  meetings::AccountsConfig out;
  out.registration = registration_of(config.auth.registration);
  out.access_lifetime = config.auth.access_token_lifetime;
  out.refresh_lifetime = config.auth.refresh_token_lifetime;
  return out;
}

meetings::MeetingsConfig meetings_config(const meetings::store::ZoneNames& zones) {
  meetings::MeetingsConfig out;
  out.is_timezone = [&zones](std::string_view name) { return zones.contains(name); };
  return out;
}

}  // namespace

base::Result<std::unique_ptr<Domain>> Domain::open(const config::Config& config,
                                                   const std::string& database,
                                                   std::vector<base::Secret> jwt_secrets,
                                                   const base::Log& log) {
  auto store = meetings::store::SqliteStore::open(database, log);
  if (!store)
    return base::failure(base::Error{store.error().code, database + ": " + store.error().what});
  return std::unique_ptr<Domain>(new Domain(config, std::move(*store), std::move(jwt_secrets)));
}

Domain::Domain(const config::Config& config, std::unique_ptr<meetings::store::SqliteStore> opened,
               std::vector<base::Secret> jwt_secrets)
    : store(std::move(opened)),
      tokens(std::move(jwt_secrets), "lectern"),
      accounts(services(), accounts_config(config)),
      meetings(services(), meetings_config(zones)) {}

}  // namespace lecternd
