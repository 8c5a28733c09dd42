// SPDX-License-Identifier: MIT
#include "daemon/commands/reloader.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "daemon/web/certificates.hpp"

namespace lecternd {

base::Result<std::vector<config::Change>, std::vector<config::Problem>> Reloader::reload() {
  const std::scoped_lock lock(mutex_);
  auto loaded = parts_.load();
  if (!loaded) {
    for (const config::Problem& problem : loaded.error())
      log_.error("reload_refused", {{"where", problem.where}, {"what", problem.what}});
    return base::failure(std::move(loaded.error()));
  }
  auto certificate = parts_.load_certificate(loaded->config);
  if (!certificate) {
    log_.error("reload_refused", {{"where", "[tls]"}, {"what", certificate.error().what}});
    return base::failure(std::vector<config::Problem>{{"[tls]", certificate.error().what}});
  }
  auto apply = parts_.prepare(loaded->config);
  if (!apply) {
    log_.error("reload_refused", {{"where", "[turn]"}, {"what", apply.error().what}});
    return base::failure(std::vector<config::Problem>{{"[turn]", apply.error().what}});
  }
  // From here on nothing can fail.
  if (*certificate) {
    parts_.use_certificate(*certificate);
    log_certificate(log_, **certificate);
  }
  log_.set_level(loaded->config.log.level);
  (*apply)();
  std::vector<config::Change> changes = config::compare_settings(running_, loaded->settings);
  note_secret_files(secrets_of(loaded->config), changes);
  config_ = std::move(loaded->config);
  for (const config::Change& change : changes) {
    const bool now = change.applies == config::Applies::at_reload;
    log_.info("reload_change", {{"key", change.path},
                                {"before", change.before},
                                {"after", change.after},
                                {"applies", now ? "now" : "at restart"}});
    // The next reload reports a key that waits for a restart again.
    if (now && loaded->settings.values.contains(change.path))
      running_.values[change.path] = loaded->settings.values[change.path];
  }
  log_.info("reloaded", {{"changes", changes.size()}});
  return changes;
}

base::Result<std::shared_ptr<net::TlsContext>, control::Error> Reloader::replace_certificate(
    const std::function<base::Result<void, control::Error>(const config::Config&)>& replace) {
  const std::scoped_lock lock(mutex_);
  TRY(replace(config_));
  auto certificate = parts_.load_certificate(config_);
  if (!certificate) return control::refuse("bad-certificate", certificate.error().what);
  if (*certificate) {
    parts_.use_certificate(*certificate);
    log_certificate(log_, **certificate);
  }
  return *certificate;
}

std::string_view Reloader::origin_of(const net::TlsContext& tls) {
  const std::scoped_lock lock(mutex_);
  return origin_of_certificate(config_, tls);
}

Reloader::SecretDigests Reloader::secrets_of(const config::Config& config) {
  // The digests are only compared with each other, in this process.
  const auto digest = [](const auto& secrets) {
    std::string all;
    for (const base::Secret& secret : secrets)
      all += base::encode_hex(base::sha256(secret.reveal()));
    return all;
  };
  SecretDigests out{{"turn.secret_file", digest(config.turn.core.secrets)}};
  std::vector<base::Secret> others;
  for (const config::ExternalServer& server : config.turn.external_servers) {
    others.push_back(server.secret);
    others.push_back(server.password);
  }
  out.emplace("turn.external_servers", digest(others));
  return out;
}

// A secret that was changed in its file changes no key's value, so its digest shows the change.
void Reloader::note_secret_files(const SecretDigests& now, std::vector<config::Change>& changes) {
  for (const auto& [path, digest] : now) {
    const bool noted = std::ranges::any_of(changes, [&key = path](const config::Change& c) {
      return c.path == key || c.path == "turn.secrets";
    });
    if (secrets_[path] != digest && !noted)
      changes.push_back({path, "********", "******** (other content)", config::Applies::at_reload});
  }
  secrets_ = now;
}

}  // namespace lecternd
