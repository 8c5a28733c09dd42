// SPDX-License-Identifier: MIT
#include "daemon/web/certificates.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/file_access.hpp"
#include "config/state_files.hpp"
#include "daemon/origin.hpp"
#include "daemon/process/machine.hpp"
#include "net/atomic_file.hpp"

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

struct Files {
  std::string certificate;
  std::string key;
};

Files installed_files(const std::string& state_dir) {
  return {state_dir + "/" + config::kAcmeCertificateFile, state_dir + "/" + config::kAcmeKeyFile};
}

// Null where none is installed, or the installed one is of no use.
std::shared_ptr<net::TlsContext> load_installed(const CertificatePlace& place) {
  const Files files = installed_files(place.state_dir);
  if (::access(files.certificate.c_str(), F_OK) != 0) return nullptr;
  const auto leave_aside = [&](const std::string& why) {
    place.log.warning("installed_certificate_left_aside",
                      {{"certificate", files.certificate}, {"why", why}});
    return std::shared_ptr<net::TlsContext>{};
  };
  // Whoever else can use the key can answer in the daemon's place.
  if (const auto secure = base::secure_file(files.key, place.log); !secure)
    return leave_aside(secure.error().what);
  auto loaded = net::TlsContext::load(files.certificate, files.key, place.challenges);
  if (!loaded) return leave_aside(loaded.error().what);
  if ((*loaded)->expires() <= base::SystemClock{}.wall_now())
    return leave_aside("it has expired at " + base::print_iso8601((*loaded)->expires()));
  return *loaded;
}

// The key first: where a crash keeps the two apart, `lecternctl tls renew` installs both again.
base::Status write_pair(const Files& files, std::string_view chain, const base::Secret& key) {
  TRY(net::write_atomically(files.key, key.reveal(), 0600));
  return net::write_atomically(files.certificate, base::as_bytes(chain), 0644);
}

base::Status judge_pair(const Files& files, base::WallTime now) {
  using base::Errc;
  const auto loaded = net::TlsContext::load(files.certificate, files.key);
  if (!loaded)
    return base::failure(Errc::invalid_argument,
                         "the certificate and the key are no pair: " + loaded.error().what);
  const net::TlsContext& tls = **loaded;
  if (tls.names().empty())
    return base::failure(Errc::invalid_argument, "the certificate is for no name");
  if (now < tls.valid_from())
    return base::failure(Errc::invalid_argument, "the certificate is not valid before " +
                                                     base::print_iso8601(tls.valid_from()) +
                                                     ": is this machine's clock right?");
  if (now >= tls.expires())
    return base::failure(Errc::invalid_argument,
                         "the certificate has expired at " + base::print_iso8601(tls.expires()));
  return {};
}

}  // namespace

void log_certificate(const base::Log& log, const net::TlsContext& tls) {
  log.info("certificate_in_use", {{"fingerprint", tls.fingerprint()},
                                  {"expires", base::print_iso8601(tls.expires())},
                                  {"issuer", tls.issuer()},
                                  {"self_signed", tls.is_self_signed()}});
}

base::Result<std::shared_ptr<net::TlsContext>> load_certificate(const config::Config& config,
                                                                const CertificatePlace& place) {
  if (!wants_tls(config)) return std::shared_ptr<net::TlsContext>{};
  if (!config.tls.certificate.empty())
    return net::TlsContext::load(config.tls.certificate, config.tls.key, place.challenges);
  if (auto installed = load_installed(place)) return installed;
  return net::TlsContext::self_signed(place.state_dir, self_signed_names(config), place.challenges);
}

base::Result<std::shared_ptr<net::TlsContext>> first_certificate(const config::Config& config,
                                                                 const CertificatePlace& place) {
  const auto fault =
      base::find_file_fault(place.state_dir + "/" + config::kSelfSignedKeyFile, base::this_user());
  auto tls = load_certificate(config, place);
  if (fault && tls && *tls && config.tls.certificate.empty() && (*tls)->is_self_signed())
    place.log.warning("self_signed_key_replaced", {{"why", fault->what}});
  if (!tls) return base::failure(base::Error{tls.error().code, "[tls] " + tls.error().what});
  if (*tls) log_certificate(place.log, **tls);
  return tls;
}

std::string_view origin_of_certificate(const config::Config& config, const net::TlsContext& tls) {
  if (!config.tls.certificate.empty()) return "configured";
  return tls.is_self_signed() ? "self-signed" : "acme";
}

base::Status install_certificate(const std::string& state_dir, std::string_view chain,
                                 const base::Secret& key, base::WallTime now) {
  const Files files = installed_files(state_dir);
  // The new pair is tried under other names, beside the files that it will replace.
  const Files tried{files.certificate + ".new", files.key + ".new"};
  const auto remove = [&] {
    ::unlink(tried.certificate.c_str());
    ::unlink(tried.key.c_str());
  };
  base::Status status = write_pair(tried, chain, key);
  if (status) status = judge_pair(tried, now);
  remove();
  if (!status) return status;
  return write_pair(files, chain, key);
}

}  // namespace lecternd
