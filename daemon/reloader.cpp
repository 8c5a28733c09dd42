// SPDX-License-Identifier: MIT
#include "daemon/reloader.hpp"

#include "daemon/certificates.hpp"

namespace lecternd {

base::Result<std::vector<Change>, std::vector<Problem>> Reloader::reload() {
  const std::scoped_lock lock(mutex_);
  auto loaded = parts_.load();
  if (!loaded) {
    for (const Problem& problem : loaded.error()) log_.error("reload_refused", {{"where", problem.where}, {"what", problem.what}});
    return base::failure(std::move(loaded.error()));
  }
  auto certificate = parts_.load_certificate(loaded->config);
  if (!certificate) {
    log_.error("reload_refused", {{"where", "[tls]"}, {"what", certificate.error().what}});
    return base::failure(std::vector<Problem>{{"[tls]", certificate.error().what}});
  }
  // From here on nothing can fail.
  if (*certificate) {
    parts_.use_certificate(*certificate);
    log_certificate(log_, **certificate);
  }
  log_.set_level(loaded->config.log.level);
  std::vector<Change> changes = compare_settings(running_, loaded->settings);
  for (const Change& change : changes) {
    const bool now = change.applies == Applies::at_reload;
    log_.info("reload_change",
              {{"key", change.path}, {"before", change.before}, {"after", change.after}, {"applies", now ? "now" : "at restart"}});
    // A key that waits for a restart is told again at the next reload.
    if (now) running_.values[change.path] = loaded->settings.values[change.path];
  }
  log_.info("reloaded", {{"changes", changes.size()}});
  return changes;
}

}  // namespace lecternd
