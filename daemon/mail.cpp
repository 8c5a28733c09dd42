// SPDX-License-Identifier: MIT
#include "daemon/mail.hpp"

#include <utility>

#include "base/text.hpp"
#include "base/text_file.hpp"
#include "daemon/origin.hpp"

namespace lecternd {
namespace {

using net::client::SmtpLogin;
using net::client::SmtpServer;
using net::client::SmtpTls;

SmtpLogin login_of(const config::MailConfig& mail) noexcept {
  if (mail.user.empty()) return SmtpLogin::none;
  switch (mail.login) {
    case config::MailLogin::automatic: return SmtpLogin::automatic;
    case config::MailLogin::plain: return SmtpLogin::plain;
    case config::MailLogin::login: return SmtpLogin::login;
    case config::MailLogin::xoauth2: break;
  }
  return SmtpLogin::xoauth2;
}

// The first line of the file now: a program may have put a new access token there.
base::Secret password_of(const config::MailConfig& mail) {
  if (!mail.password_file.starts_with('/')) return mail.password;
  const auto content = base::read_text_file(mail.password_file);
  if (!content) return mail.password;
  const std::string line{base::trim(content->substr(0, content->find('\n')), "\r\n")};
  return line.empty() ? mail.password : base::Secret{line};
}

SmtpServer server_of(const config::MailConfig& mail, const std::string& origin) {
  const auto url = config::parse_mail_url(mail.url).value();  // the configuration is checked
  SmtpServer server;
  server.host = url.host;
  server.port = url.port;
  server.tls = url.tls_from_the_start              ? SmtpTls::from_the_start
               : mail.tls == config::MailTls::none ? SmtpTls::none
                                                   : SmtpTls::starttls;
  server.login = login_of(mail);
  server.user = mail.user;
  server.password = password_of(mail);
  server.own_name = host_of_origin(origin);
  server.ca_file = mail.ca_file;
  return server;
}

}  // namespace

std::unique_ptr<meetings::notify::MailWorker> make_mail_worker(Foundation& foundation,
                                                               Domain& domain,
                                                               const std::string& origin) {
  using meetings::notify::Composer;
  using meetings::notify::MailWorker;
  const config::Config& config = foundation.config();
  const config::MailConfig& mail = config.mail;
  const auto sender = config::parse_mail_sender(mail.from.empty() ? mail.user : mail.from)
                          .value_or(config::MailSender{});
  const meetings::notify::Mailbox from{sender.name.empty() ? config.site.name : sender.name,
                                       sender.address};
  // The configuration's own words win.
  const bool names_sender = !sender.name.empty();
  const auto language = foundation.loaded.settings.values.find("mail.language");
  const bool names_language =
      language != foundation.loaded.settings.values.end() && !language->second.origin.empty();
  const auto renew = [&settings = domain.settings, names_sender,
                      names_language](meetings::notify::MailSite& site) {
    const auto values = settings.current();
    site.name = values->name;
    site.color = values->color;
    if (!names_sender) site.from.name = values->name;
    if (!names_language && !values->language.empty()) site.language = values->language;
  };
  Composer composer{{config.site.name,
                     origin,
                     from,
                     mail.language,
                     site_timezone(config, domain.zones),
                     mail.replies,
                     {},
                     renew},
                    domain.tokens,
                    domain.zones.finder()};
  MailWorker::Parts parts{domain.held,        domain.clock,        domain.random,  foundation.log,
                          foundation.metrics, std::move(composer), sender.address, {}};
  if (!mail.url.empty()) parts.server = [mail, origin] { return server_of(mail, origin); };
  return std::make_unique<MailWorker>(std::move(parts));
}

std::unique_ptr<meetings::notify::WebhookWorker> make_webhook_worker(Foundation& foundation,
                                                                     Domain& domain) {
  using meetings::notify::WebhookWorker;
  const config::WebhooksConfig& webhooks = foundation.config().webhooks;
  return std::make_unique<WebhookWorker>(
      WebhookWorker::Parts{domain.webhooks, domain.held, domain.clock, foundation.log,
                           foundation.metrics, webhooks.allow_addresses, webhooks.ca_file});
}

}  // namespace lecternd
