// SPDX-License-Identifier: MIT
// What the end of an SMTP transaction means for the mail and for the server (RFC 5321 section
// 4.2.1: 4yz is worth another attempt, 5yz is not). Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "net/client/smtp_report.hpp"

namespace meetings::notify {

enum class SmtpVerdict : std::uint8_t {
  sent,
  retry,           // this mail, later
  dead,            // this mail, never
  server_trouble,  // no mail gets through now; it is not this mail's fault
};

struct SmtpJudgement {
  SmtpVerdict verdict = SmtpVerdict::retry;
  // The server had the whole message but did not answer: it may have delivered it.
  bool maybe_delivered = false;
  std::string reason;  // for the operator; empty: sent
};

SmtpJudgement judge(const net::client::SmtpReport& report);

}  // namespace meetings::notify
