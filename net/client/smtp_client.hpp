// SPDX-License-Identifier: MIT
// SMTP client: hands one mail at a time to a mail server (RFC 5321), over libcurl, with TLS from
// the first byte or by STARTTLS (RFC 3207), and a login (RFC 4954). It keeps its connection for the
// next mail. If a login is asked for and the server has not confirmed it, no message leaves. It
// blocks: for worker threads only. One thread an object.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "net/client/smtp_report.hpp"

namespace net::client {

enum class SmtpTls : std::uint8_t { from_the_start, starttls, none };
enum class SmtpLogin : std::uint8_t {
  none,
  automatic,  // the best that the server offers
  plain,
  login,
  xoauth2,  // the password is an access token
};

struct SmtpServer {
  std::string host;  // IPv6 without brackets
  std::uint16_t port = 587;
  SmtpTls tls = SmtpTls::starttls;
  SmtpLogin login = SmtpLogin::none;
  std::string user{};
  base::Secret password{};
  std::string own_name{};  // for EHLO
  std::string ca_file{};   // PEM; empty: the system's authorities
};

class SmtpClient {
 public:
  explicit SmtpClient(SmtpServer server);
  ~SmtpClient();
  SmtpClient(const SmtpClient&) = delete;
  SmtpClient& operator=(const SmtpClient&) = delete;

  // Sends `message`, whose lines end with CRLF, to one recipient. Answers within two minutes, or as
  // soon as `abandon` returns true; it is asked about once a second.
  SmtpReport send(std::string_view from, std::string_view to, std::string_view message,
                  const std::function<bool()>& abandon);

 private:
  struct Session;

  const std::unique_ptr<Session> session_;
};

}  // namespace net::client
