// SPDX-License-Identifier: MIT
// What an ACME client needs of the daemon: answers to the challenges of a certificate authority,
// and the place for the certificate.
#include <array>

#include "daemon/commands/commands.hpp"
#include "daemon/web/certificates.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

enum class Challenge { http_01, tls_alpn_01 };

base::Result<Challenge, control::Error> challenge_of(const Json& arguments) {
  TRY(const std::string type, text_of(arguments, "type"));
  if (type == "http-01") return Challenge::http_01;
  if (type == "tls-alpn-01") return Challenge::tls_alpn_01;
  return control::refuse("bad-field", "type is neither http-01 nor tls-alpn-01");
}

control::Answer acme_offer(const OperatorContext& c, const Json& arguments) {
  TRY(const Challenge type, challenge_of(arguments));
  TRY(const std::string name, text_of(arguments, "name"));
  TRY(const std::string token, text_of(arguments, "token"));
  TRY(const std::string answer, text_of(arguments, "answer"));
  net::AcmeChallenges& challenges = *c.foundation.challenges;
  const base::Status offered = type == Challenge::http_01 ? challenges.offer_http(token, answer)
                                                          : challenges.offer_tls_alpn(name, answer);
  if (!offered) {
    const bool full = offered.error().code == base::Errc::exhausted;
    return control::refuse(full ? "too-many" : "bad-field", offered.error().what);
  }
  c.foundation.log.info("acme_challenge_offered",
                        {{"type", arguments["type"].text()}, {"name", name}});
  return Json::object({{"waiting", static_cast<std::int64_t>(challenges.size())}});
}

control::Answer acme_withdraw(const OperatorContext& c, const Json& arguments) {
  TRY(const Challenge type, challenge_of(arguments));
  TRY(const std::string name, text_of(arguments, "name"));
  TRY(const std::string token, text_of(arguments, "token"));
  net::AcmeChallenges& challenges = *c.foundation.challenges;
  const bool there = type == Challenge::http_01 ? challenges.withdraw_http(token)
                                                : challenges.withdraw_tls_alpn(name);
  return Json::object({{"withdrawn", there}});
}

control::Answer tls_install(const OperatorContext& c, const Json& arguments) {
  TRY(const std::string chain, text_of(arguments, "certificate"));
  TRY(std::string key_text, text_of(arguments, "key"));
  const base::Secret key{std::move(key_text)};
  const auto replace = [&](const config::Config& config) -> base::Result<void, control::Error> {
    if (!config.tls.certificate.empty())
      return control::refuse("tls-configured",
                             "[tls] names a certificate of its own; remove certificate and key "
                             "from the configuration, and reload it");
    const auto done =
        install_certificate(c.foundation.state.path(), chain, key, c.domain.clock.wall_now());
    if (done) return {};
    const bool bad = done.error().code == base::Errc::invalid_argument;
    return control::refuse(bad ? "bad-certificate" : "internal", done.error().what);
  };
  const auto used = c.reloader.replace_certificate(replace);
  if (!used) return base::failure(used.error());
  Json answer = Json::object({{"in_use", *used != nullptr}});
  if (*used) answer.set("certificate", certificate_json(c, **used));
  return answer;
}

constexpr std::array kCommands{
    Command{"acme-offer", acme_offer,
            Audited::none("the log has it; the certificate that follows is noted")},
    Command{"acme-withdraw", acme_withdraw, Audited::none("it takes back an offer")},
    Command{"tls-install", tls_install, Audited::here(meetings::AuditKind::configuration_reloaded)},
};

}  // namespace

Json certificate_json(const OperatorContext& c, const net::TlsContext& tls) {
  return Json::object({{"names", array_of(tls.names())},
                       {"issuer", tls.issuer()},
                       {"valid_from", base::print_iso8601(tls.valid_from())},
                       {"expires", base::print_iso8601(tls.expires())},
                       {"self_signed", tls.is_self_signed()},
                       {"origin", c.reloader.origin_of(tls)},
                       {"fingerprint", tls.fingerprint()}});
}

std::span<const Command> tls_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
