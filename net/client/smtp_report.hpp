// SPDX-License-Identifier: MIT
// SmtpReport: how one SMTP transaction ended. A value.
#pragma once

#include <cstdint>
#include <string>

namespace net::client {

enum class SmtpEnd : std::uint8_t {
  accepted,         // the server has taken over the message
  unreachable,      // no such host, no connection
  no_tls,           // TLS was asked for and the server does not offer STARTTLS
  bad_certificate,  // or another failure of TLS
  no_login,         // a login was asked for and the server offers none; nothing was sent
  login_refused,
  refused,  // a command, or the message, got the reply `code`
  broken,   // the connection ended, or the server said something else than SMTP
  timeout,
  aborted,     // by the caller
  impossible,  // an address or the server's URL cannot be sent
};

struct SmtpReport {
  SmtpEnd end = SmtpEnd::broken;
  int code = 0;           // of the last reply; 0: there was none
  std::string last_line;  // of the last reply; empty: there was none
  std::string detail;     // what the library says
  bool body_began = false;
  bool body_ended = false;  // every byte of the message was handed over
};

}  // namespace net::client
