// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "config/state_files.hpp"
#include "ctl/check/checks.hpp"
#include "net/client/tls.hpp"

namespace ctl::check {
namespace {

using namespace std::chrono_literals;

constexpr auto kSoon = 14 * 24h;

std::string host_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  std::string rest = scheme == std::string::npos ? url : url.substr(scheme + 3);
  if (rest.starts_with('[')) return rest.substr(1, rest.find(']') - 1);
  return rest.substr(0, rest.find(':'));
}

struct Files {
  std::string certificate;
  std::string key;
  std::string to_renew;  // the advice where it ends soon
};

// Those of [tls], else those that `lecternctl tls acme` has installed; nullopt without both.
std::optional<Files> files_of(const config::Config& config) {
  if (!config.tls.certificate.empty())
    return Files{config.tls.certificate, config.tls.key, "renew it, then lecternctl reload"};
  const std::string& folder = config.site.state_dir;
  const std::string installed = folder + "/" + config::kAcmeCertificateFile;
  if (::access(installed.c_str(), F_OK) != 0) return std::nullopt;
  return Files{
      installed, folder + "/" + config::kAcmeKeyFile,
      "lecternctl tls status tells why it was not renewed; lecternctl tls renew tries again"};
}

void check_expiry(const std::string& subject, base::WallTime expires, base::WallTime now,
                  const std::string& to_renew, Findings& out) {
  const auto days = std::chrono::duration_cast<std::chrono::hours>(expires - now).count() / 24;
  const std::string until = subject + ": until " + base::print_iso8601(expires);
  if (expires <= now) out.error("certificate", until + ": it has expired", to_renew);
  else if (expires - now < kSoon)
    out.warning("certificate", until + ", " + std::to_string(days) + " days", to_renew);
  else out.ok("certificate", until);
}

}  // namespace

void check_certificate(const config::Config& config, base::WallTime now, Findings& out) {
  const bool wanted = std::ranges::any_of(config.listen, &config::Listener::tls) ||
                      (config.turn.enabled && !config.turn.tls_listen.empty());
  if (!wanted) {
    return out.warning("certificate",
                       "no listener speaks TLS: networks that let only 443 through are locked out",
                       "a [[listen]] with tls = true, and [tls] certificate and key");
  }
  const auto files = files_of(config);
  if (!files) {
    return out.warning("certificate",
                       "self-signed: browsers warn of it, and refuse turns: with it without a word",
                       "lecternctl tls acme --email you@example.org gets one that browsers trust");
  }
  if (const auto fits = net::client::check_key_pair(files->certificate, files->key); !fits) {
    const auto [said, todo] = advice_of(fits.error().what);
    return out.error("certificate", said,
                     todo.empty() ? "correct [tls] certificate and key" : todo);
  }
  const std::string host = host_of(config.site.public_url);
  const auto report = net::client::judge_chain(files->certificate, host);
  if (!report) return out.error("certificate", report.error().what, "[tls] certificate");
  check_expiry(report->subject, report->expires, now, files->to_renew, out);
  if (report->trusted) {
    return out.ok("certificate", "its chain leads to an authority that this machine trusts" +
                                     (host.empty() ? "" : ", and it is for " + host));
  }
  std::string names;
  for (const std::string& name : report->names) names += (names.empty() ? "" : ", ") + name;
  out.error("certificate",
            report->why_not + " (it is for " + (names.empty() ? "no name" : names) + ")",
            "the file must hold the leaf and every intermediate certificate (fullchain.pem), for "
            "the name of site.public_url");
}

}  // namespace ctl::check
