// SPDX-License-Identifier: MIT
#include "daemon/google.hpp"

#include "daemon/domain.hpp"
#include "daemon/process/foundation.hpp"
#include "meetings/notify/google_http.hpp"

namespace lecternd {

meetings::google::Setup google_setup(const config::Config& config) {
  const config::GoogleConfig& google = config.google;
  std::string links = config.site.public_url;
  while (links.ends_with('/')) links.pop_back();
  return {{google.authorization_url, google.token_url, google.revocation_url, google.calendar_url},
          {google.client_id, google.client_secret, links + "/api/calendar/google/callback"},
          links};
}

std::unique_ptr<meetings::notify::GoogleWorker> make_google_worker(Foundation& foundation,
                                                                   Domain& domain) {
  using meetings::notify::GoogleWorker;
  const config::Config& config = foundation.config();
  if (config.google.client_id.empty()) return nullptr;
  meetings::google::Setup setup = google_setup(config);
  return std::make_unique<GoogleWorker>(
      GoogleWorker::Parts{domain.google_turns, std::move(setup.addresses), std::move(setup.client),
                          meetings::notify::google_http(config.google.ca_file), domain.held,
                          domain.clock, domain.random, foundation.log, foundation.metrics});
}

}  // namespace lecternd
