// SPDX-License-Identifier: MIT
#include "daemon/web/certificates.hpp"

#include <algorithm>

#include "base/file_access.hpp"
#include "config/state_files.hpp"
#include "daemon/origin.hpp"
#include "daemon/process/machine.hpp"

namespace lecternd {
namespace {

bool wants_tls(const config::Config& config) {
  return (config.turn.enabled && !config.turn.tls_listen.empty()) ||
         std::ranges::any_of(config.listen, &config::Listener::tls);
}

// The names that a browser may have been given for this machine.
std::vector<std::string> self_signed_names(const config::Config& config) {
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
    if (!name.empty() && std::ranges::find(names, name) == names.end())
      names.push_back(std::move(name));
  };
  add(host_of_origin(config.site.public_url));
  add(machine_name());
  add("localhost");
  add("127.0.0.1");
  for (const config::Listener& listener : config.listen) {
    if (!listener.address.ip.is_unspecified()) add(listener.address.ip.print());
  }
  return names;
}

}  // namespace

void log_certificate(const base::Log& log, const net::TlsContext& tls) {
  log.info("certificate_in_use", {{"fingerprint", tls.fingerprint()},
                                  {"expires", base::print_iso8601(tls.expires())},
                                  {"self_signed", tls.is_self_signed()}});
}

base::Result<std::shared_ptr<net::TlsContext>> load_certificate(const config::Config& config,
                                                                const std::string& state_dir) {
  if (!wants_tls(config)) return std::shared_ptr<net::TlsContext>{};
  if (!config.tls.certificate.empty())
    return net::TlsContext::load(config.tls.certificate, config.tls.key);
  return net::TlsContext::self_signed(state_dir, self_signed_names(config));
}

base::Result<std::shared_ptr<net::TlsContext>> first_certificate(const config::Config& config,
                                                                 const std::string& state_dir,
                                                                 const base::Log& log) {
  const auto fault =
      base::find_file_fault(state_dir + "/" + config::kSelfSignedKeyFile, base::this_user());
  auto tls = load_certificate(config, state_dir);
  if (fault && tls && *tls && config.tls.certificate.empty())
    log.warning("self_signed_key_replaced", {{"why", fault->what}});
  if (!tls) return base::failure(base::Error{tls.error().code, "[tls] " + tls.error().what});
  if (*tls) log_certificate(log, **tls);
  return tls;
}

}  // namespace lecternd
