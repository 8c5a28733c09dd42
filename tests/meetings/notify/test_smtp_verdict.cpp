// SPDX-License-Identifier: MIT
#include "meetings/notify/smtp_verdict.hpp"

#include <array>

#include "tests/support/check.hpp"

namespace {

using namespace meetings::notify;
using net::client::SmtpEnd;
using net::client::SmtpReport;

SmtpVerdict after(SmtpEnd end, int code = 0) {
  SmtpReport report;
  report.end = end;
  report.code = code;
  return judge(report).verdict;
}

// 4yz asks to try again, 5yz forbids it (RFC 5321 section 4.2.1).
void the_first_digit_decides_a_refusal() {
  for (const int code : {450, 451, 452, 455, 471})
    CHECK(after(SmtpEnd::refused, code) == SmtpVerdict::retry);
  for (const int code : {500, 501, 550, 552, 553, 554, 571})
    CHECK(after(SmtpEnd::refused, code) == SmtpVerdict::dead);
}

// 454, 534, 535 and 538 are about the login, 530 asks for one (RFC 4954 section 6).
void what_concerns_the_login_is_no_fault_of_the_mail() {
  for (const int code : {421, 454, 530, 534, 535, 538})
    CHECK(after(SmtpEnd::refused, code) == SmtpVerdict::server_trouble);
  CHECK(after(SmtpEnd::login_refused, 535) == SmtpVerdict::server_trouble);
  CHECK(after(SmtpEnd::login_refused, 454) == SmtpVerdict::server_trouble);
}

void trouble_on_the_way_is_the_servers() {
  for (const SmtpEnd end : {SmtpEnd::unreachable, SmtpEnd::no_tls, SmtpEnd::bad_certificate,
                            SmtpEnd::no_login, SmtpEnd::aborted, SmtpEnd::broken, SmtpEnd::timeout})
    CHECK(after(end) == SmtpVerdict::server_trouble);
  CHECK(after(SmtpEnd::impossible) == SmtpVerdict::dead);
}

void silence_after_the_last_dot_may_be_a_delivery() {
  SmtpReport report;
  report.end = SmtpEnd::timeout;
  report.code = 354;
  report.body_began = report.body_ended = true;
  CHECK(judge(report).maybe_delivered);
  CHECK(judge(report).verdict == SmtpVerdict::retry);
  report.body_ended = false;
  CHECK(!judge(report).maybe_delivered);
  CHECK(judge(report).verdict == SmtpVerdict::retry);
}

void a_reason_is_one_harmless_line() {
  SmtpReport report;
  report.end = SmtpEnd::refused;
  report.code = 550;
  report.last_line = "550 5.1.1 no \x1b[31msuch\r\nuser " + std::string(1000, 'x');
  const SmtpJudgement judged = judge(report);
  CHECK(judged.reason.find("550 5.1.1") != std::string::npos);
  CHECK(judged.reason.find_first_of("\r\n\x1b") == std::string::npos);
  CHECK(judged.reason.size() < 320);
  report.end = SmtpEnd::accepted;
  CHECK_EQ(judge(report).reason, "");
}

}  // namespace

int main() {
  return lectern_test::run("smtp_verdict", {TEST(the_first_digit_decides_a_refusal),
                                            TEST(what_concerns_the_login_is_no_fault_of_the_mail),
                                            TEST(trouble_on_the_way_is_the_servers),
                                            TEST(silence_after_the_last_dot_may_be_a_delivery),
                                            TEST(a_reason_is_one_harmless_line)});
}
