// SPDX-License-Identifier: MIT
// [mail]: the mail server and the sender, as the operator writes them. Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace config {

enum class MailTls : std::uint8_t { automatic, none };
enum class MailLogin : std::uint8_t { automatic, plain, login, xoauth2 };

struct MailConfig {
  std::string url;            // "" = no mails are sent
  std::string user;           // "" = no login
  std::string password_file;  // its password is in `password`
  base::Secret password;
  MailLogin login = MailLogin::automatic;
  MailTls tls = MailTls::automatic;
  std::string ca_file;  // "" = the system's authorities
  std::string from;     // "" = user
  std::string language;
  std::string replies;  // "" = answers of mail programs are not taken in
};

// "smtp://mail.example.org:587" (port 587 by default) or "smtps://…" (465).
struct MailUrl {
  std::string host;  // IPv6 without brackets
  std::uint16_t port = 0;
  bool tls_from_the_start = false;
};
base::Result<MailUrl> parse_mail_url(std::string_view text);

// "Example School <meet@example.org>" or "meet@example.org".
struct MailSender {
  std::string name;
  std::string address;
};
base::Result<MailSender> parse_mail_sender(std::string_view text);

// What is wrong with the section, with the key at fault; empty: nothing.
struct MailFinding {
  std::string key;
  std::string what;
};
// With a plus sign and a token behind its name, an address still has at most 64 bytes before "@".
inline constexpr std::size_t kLongestRepliesName = 11;
std::vector<MailFinding> check_mail(const MailConfig& mail);

// Takes the variables of the older stack (Django's) where the section has no url: EMAIL_HOST,
// EMAIL_PORT, EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD and
// DEFAULT_FROM_EMAIL. Each is absent or not empty.
void add_older_mail(MailConfig& mail, const std::map<std::string, std::string>& variables);

}  // namespace config
