// SPDX-License-Identifier: MIT
// Reloader: reads configuration and certificates again and applies what can be applied: all of it
// or, when anything is wrong, nothing. What needs a restart is said. Any thread; one reload at a
// time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/load.hpp"
#include "config/text.hpp"
#include "net/tls_context.hpp"

namespace lecternd {

class Reloader {
 public:
  struct Parts {
    std::function<base::Result<config::Loaded, std::vector<config::Problem>>()> load;
    std::function<base::Result<std::shared_ptr<net::TlsContext>>(const config::Config&)>
        load_certificate;
    std::function<void(std::shared_ptr<net::TlsContext>)> use_certificate;  // not called with null
    // What applies a configuration to the running parts; it cannot fail any more.
    std::function<base::Result<std::function<void()>>(const config::Config&)> prepare;
  };
  // `running` is what the daemon was started with; `log` outlives this.
  Reloader(config::Loaded running, Parts parts, base::Log& log)
      : running_(std::move(running.settings)),
        secrets_(secrets_of(running.config)),
        parts_(std::move(parts)),
        log_(log) {}

  // What differs from what runs, or everything that is wrong.
  base::Result<std::vector<config::Change>, std::vector<config::Problem>> reload();

 private:
  std::mutex mutex_;
  // Of files, whose content is not in Settings: a digest by key, guarded by mutex_.
  using SecretDigests = std::map<std::string, std::string>;
  static SecretDigests secrets_of(const config::Config& config);
  void note_secret_files(const SecretDigests& now, std::vector<config::Change>& changes);

  config::Settings running_;  // guarded by mutex_
  SecretDigests secrets_;
  const Parts parts_;
  base::Log& log_;
};

}  // namespace lecternd
