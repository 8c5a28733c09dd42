// SPDX-License-Identifier: MIT
#include "config/mail.hpp"

#include <algorithm>
#include <array>

#include "base/endpoint.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace config {
namespace {

using base::Errc;
using base::failure;

constexpr std::uint16_t kSubmission = 587, kSubmissions = 465, kRelay = 25;

bool is_mail_address(std::string_view text) noexcept {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || text.size() > 254) return false;
  const auto fits = [](char c) {
    return c > ' ' && c < '\x7f' &&
           std::string_view{"<>\"(),:;@\\"}.find(c) == std::string_view::npos;
  };
  const std::string_view local = text.substr(0, at);
  return std::all_of(local.begin(), local.end(), fits) && base::is_host_name(text.substr(at + 1));
}

bool is_replies_address(std::string_view text) {
  const std::string_view name = text.substr(0, text.find('@'));
  return is_mail_address(text) && name.size() <= kLongestRepliesName &&
         name.find('+') == std::string_view::npos;
}

bool is_true(std::string_view text) {
  const std::string word = base::to_lower(text);
  return word == "1" || word == "true" || word == "yes" || word == "on";
}

}  // namespace

base::Result<MailUrl> parse_mail_url(std::string_view text) {
  MailUrl url;
  if (text.starts_with("smtps://")) {
    url.tls_from_the_start = true;
    url.port = kSubmissions;
    text.remove_prefix(8);
  } else if (text.starts_with("smtp://")) {
    url.port = kSubmission;
    text.remove_prefix(7);
  } else {
    return failure(Errc::invalid_argument,
                   "a mail server is smtp://HOST:PORT or smtps://HOST:PORT");
  }
  if (text.ends_with('/')) text.remove_suffix(1);
  if (text.find('@') != std::string_view::npos)
    return failure(Errc::invalid_argument, "user and password have keys of their own");
  const bool v6 = text.starts_with('[');
  const std::size_t end = v6 ? text.find(']') : text.find(':');
  if (v6 && end == std::string_view::npos)
    return failure(Errc::invalid_argument, "the mail server has no usable host name");
  url.host = text.substr(v6 ? 1 : 0, end == std::string_view::npos ? end : end - (v6 ? 1 : 0));
  std::string_view rest = end == std::string_view::npos ? "" : text.substr(end + (v6 ? 1 : 0));
  if (!rest.empty()) {
    const auto port = rest.starts_with(':') ? base::parse_port(rest.substr(1)) : std::nullopt;
    if (!port) return failure(Errc::invalid_argument, "the port of the mail server is no number");
    url.port = *port;
  }
  const bool good =
      v6 ? base::IpAddress::parse(url.host).has_value() : base::is_host_name(url.host);
  if (!good) return failure(Errc::invalid_argument, "the mail server has no usable host name");
  return url;
}

base::Result<MailSender> parse_mail_sender(std::string_view text) {
  MailSender sender;
  const std::size_t open = text.rfind('<');
  if (open != std::string_view::npos && text.ends_with('>')) {
    sender.name = base::trim(text.substr(0, open), " \t\"");
    text = text.substr(open + 1, text.size() - open - 2);
  }
  sender.address = text;
  if (!is_mail_address(text) ||
      std::any_of(sender.name.begin(), sender.name.end(), base::is_control))
    return failure(Errc::invalid_argument,
                   "a sender is NAME <USER@HOST> or USER@HOST, in ASCII behind the name");
  return sender;
}

std::vector<MailFinding> check_mail(const MailConfig& mail) {
  std::vector<MailFinding> found;
  if (mail.url.empty()) return found;
  if (const auto url = parse_mail_url(mail.url); !url)
    found.push_back({"mail.url", url.error().what});
  if (const auto sender = parse_mail_sender(mail.from.empty() ? mail.user : mail.from); !sender)
    found.push_back({"mail.from", mail.from.empty()
                                      ? "mail.from is missing, and mail.user is no address"
                                      : sender.error().what});
  if (mail.user.empty() != mail.password.empty())
    found.push_back({"mail.user", "a login takes both user and password_file"});
  constexpr std::array<std::string_view, 5> kLanguages{"en", "de", "fr", "es", "ar"};
  if (std::find(kLanguages.begin(), kLanguages.end(), mail.language) == kLanguages.end())
    found.push_back({"mail.language", "a language of mails is en, de, fr, es or ar"});
  if (!mail.replies.empty() && !is_replies_address(mail.replies))
    found.push_back({"mail.replies",
                     "it is an address in ASCII with at most 11 characters and no "
                     "plus sign before its @"});
  if (!mail.user.empty() && mail.tls == MailTls::none)
    found.push_back({"mail.tls", "without TLS the password would be sent in the clear"});
  return found;
}

void add_older_mail(MailConfig& mail, const std::map<std::string, std::string>& variables) {
  const auto value = [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string{} : found->second;
  };
  if (!mail.url.empty() || value("EMAIL_HOST").empty()) return;
  const bool ssl = is_true(value("EMAIL_USE_SSL")), starttls = is_true(value("EMAIL_USE_TLS"));
  const std::string port = value("EMAIL_PORT");
  const bool from_the_start = ssl || port == std::to_string(kSubmissions);
  mail.url = std::string{from_the_start ? "smtps://" : "smtp://"} + value("EMAIL_HOST");
  if (!port.empty()) mail.url += ":" + port;
  if (mail.user.empty()) mail.user = value("EMAIL_HOST_USER");
  if (mail.password.empty()) mail.password = base::Secret{value("EMAIL_HOST_PASSWORD")};
  if (mail.from.empty()) mail.from = value("DEFAULT_FROM_EMAIL");
  // A relay on this machine that takes mails without a login needs no TLS, as Django's default.
  if (port == std::to_string(kRelay) && !ssl && !starttls && mail.user.empty())
    mail.tls = MailTls::none;
}

}  // namespace config
