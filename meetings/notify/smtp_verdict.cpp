// SPDX-License-Identifier: MIT
#include "meetings/notify/smtp_verdict.hpp"

#include "base/text.hpp"

namespace meetings::notify {
namespace {

using net::client::SmtpEnd;
using net::client::SmtpReport;

constexpr std::size_t kLongestReason = 300;

bool is_login_code(int code) noexcept {
  // RFC 4954 section 6, and 530 "Authentication required".
  return code == 454 || code == 530 || code == 534 || code == 535 || code == 538;
}

std::string_view text_of(SmtpEnd end) noexcept {
  switch (end) {
    case SmtpEnd::accepted: return "accepted";
    case SmtpEnd::unreachable: return "no connection to the mail server";
    case SmtpEnd::no_tls: return "the mail server offers no STARTTLS";
    case SmtpEnd::bad_certificate: return "the mail server's certificate is not trusted";
    case SmtpEnd::no_login: return "the mail server offers no login";
    case SmtpEnd::login_refused: return "the mail server refuses the login";
    case SmtpEnd::refused: return "the mail server refuses the mail";
    case SmtpEnd::broken: return "the connection broke";
    case SmtpEnd::timeout: return "the mail server did not answer in time";
    case SmtpEnd::aborted: return "the daemon stops";
    case SmtpEnd::impossible: return "the mail cannot be sent";
  }
  return "";
}

std::string reason_of(const SmtpReport& report) {
  std::string reason{text_of(report.end)};
  const std::string& said = report.code >= 400 ? report.last_line : report.detail;
  if (!said.empty()) reason += ": " + base::harmless(said);
  return base::shortened(reason, kLongestReason);
}

SmtpVerdict verdict_on_refusal(int code) noexcept {
  if (code == 421 || is_login_code(code)) return SmtpVerdict::server_trouble;
  return code >= 500 && code <= 599 ? SmtpVerdict::dead : SmtpVerdict::retry;
}

SmtpVerdict verdict_of(const SmtpReport& report) noexcept {
  switch (report.end) {
    case SmtpEnd::accepted: return SmtpVerdict::sent;
    case SmtpEnd::refused: return verdict_on_refusal(report.code);
    case SmtpEnd::impossible: return SmtpVerdict::dead;
    case SmtpEnd::broken:
    case SmtpEnd::timeout:
      // Whatever breaks at this mail's body may break at it again.
      return report.body_began ? SmtpVerdict::retry : SmtpVerdict::server_trouble;
    case SmtpEnd::unreachable:
    case SmtpEnd::no_tls:
    case SmtpEnd::bad_certificate:
    case SmtpEnd::no_login:
    case SmtpEnd::login_refused:
    case SmtpEnd::aborted: return SmtpVerdict::server_trouble;
  }
  return SmtpVerdict::retry;
}

}  // namespace

SmtpJudgement judge(const SmtpReport& report) {
  SmtpJudgement out;
  out.verdict = verdict_of(report);
  if (out.verdict == SmtpVerdict::sent) return out;
  out.reason = reason_of(report);
  out.maybe_delivered = report.body_ended && report.code == 354;
  if (out.maybe_delivered) out.verdict = SmtpVerdict::retry;
  return out;
}

}  // namespace meetings::notify
