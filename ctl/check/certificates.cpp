// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

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

void check_expiry(const std::string& subject, base::WallTime expires, base::WallTime now,
                  Findings& out) {
  const auto days = std::chrono::duration_cast<std::chrono::hours>(expires - now).count() / 24;
  const std::string until = subject + ": until " + base::print_iso8601(expires);
  if (expires <= now)
    out.error("certificate", until + ": it has expired", "renew it, then lecternctl reload");
  else if (expires - now < kSoon)
    out.warning("certificate", until + ", " + std::to_string(days) + " days",
                "renew it, then lecternctl reload");
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
  if (config.tls.certificate.empty()) {
    return out.warning("certificate",
                       "self-signed: browsers warn of it, and refuse turns: with it without a word",
                       "[tls] certificate and key of an authority that browsers trust");
  }
  if (const auto fits = net::client::check_key_pair(config.tls.certificate, config.tls.key);
      !fits) {
    const auto [said, todo] = advice_of(fits.error().what);
    return out.error("certificate", said,
                     todo.empty() ? "correct [tls] certificate and key" : todo);
  }
  const std::string host = host_of(config.site.public_url);
  const auto report = net::client::judge_chain(config.tls.certificate, host);
  if (!report) return out.error("certificate", report.error().what, "[tls] certificate");
  check_expiry(report->subject, report->expires, now, out);
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
