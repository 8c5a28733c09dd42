// SPDX-License-Identifier: MIT
// Reloader: reads the configuration and the certificate again, or the certificate alone, and
// applies them. Where anything is wrong, it changes nothing. It reports the keys that need a
// restart. Any thread; one reload at a time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/load.hpp"
#include "config/text.hpp"
#include "control/protocol.hpp"
#include "net/tls_context.hpp"

namespace lecternd {

class Reloader {
 public:
  struct Parts {
    std::function<base::Result<config::Loaded, std::vector<config::Problem>>()> load;
    std::function<base::Result<std::shared_ptr<net::TlsContext>>(const config::Config&)>
        load_certificate;
    std::function<void(std::shared_ptr<net::TlsContext>)> use_certificate;  // never gets null
    // Checks a configuration; the function that is returned applies it and cannot fail.
    std::function<base::Result<std::function<void()>>(const config::Config&)> prepare;
  };
  // The daemon was started with `running`. The log outlives this.
  Reloader(config::Loaded running, Parts parts, base::Log& log)
      : running_(std::move(running.settings)),
        secrets_(secrets_of(running.config)),
        config_(std::move(running.config)),
        parts_(std::move(parts)),
        log_(log) {}

  // Returns every difference from the running configuration, or everything that is wrong. Logs
  // both.
  base::Result<std::vector<config::Change>, std::vector<config::Problem>> reload();

  // The certificate alone, by the configuration that was read last. `replace` gets that
  // configuration and changes the files; it runs under the lock of the reloads. Returns the
  // certificate, or null where no listener speaks TLS.
  base::Result<std::shared_ptr<net::TlsContext>, control::Error> replace_certificate(
      const std::function<base::Result<void, control::Error>(const config::Config&)>& replace);
  // The origin of this certificate, for operators.
  std::string_view origin_of(const net::TlsContext& tls);

 private:
  std::mutex mutex_;
  // A digest by key of the secrets in files, because Settings has only the names of those files.
  using SecretDigests = std::map<std::string, std::string>;
  static SecretDigests secrets_of(const config::Config& config);
  void note_secret_files(const SecretDigests& now, std::vector<config::Change>& changes);

  config::Settings running_;  // guarded by mutex_
  SecretDigests secrets_;     // guarded by mutex_
  config::Config config_;     // that was read last; guarded by mutex_
  const Parts parts_;
  base::Log& log_;
};

}  // namespace lecternd
