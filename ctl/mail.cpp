// SPDX-License-Identifier: MIT
// lecternctl mail reply: takes in a mail that a mail server pipes. What is no answer to an
// invitation is read and dropped with status 0, because a mail server would send anything else back
// to an address that may be forged. A daemon that is not there is status 75 (EX_TEMPFAIL), at which
// mail servers try again later.
#include <array>
#include <cstdio>

#include "base/encoding.hpp"
#include "control/client.hpp"
#include "ctl/complain.hpp"
#include "ctl/line.hpp"

namespace ctl {
namespace {

using base::Json;

constexpr int kTryLater = 75;
constexpr std::size_t kLongestMail = std::size_t{512} * 1024;  // as the daemon takes it

// One byte more than the daemon takes, if there is one; the rest is read and dropped, so that the
// mail server sees no broken pipe.
std::string read_mail() {
  std::string mail;
  std::array<char, 16 * 1024> buffer;
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), stdin))
    mail.append(buffer.data(), std::min(n, kLongestMail + 1 - mail.size()));
  return mail;
}

int take_reply(const Job& job, const std::string& recipient) {
  const std::string mail = read_mail();
  const auto answer = control::ask_daemon(
      job.socket,
      {"mail-reply", Json::object({{"message", base::encode_base64url(base::as_bytes(mail))},
                                   {"recipient", recipient}})});
  if (!answer) {
    const int status = complain(answer.error(), job.json);
    return status == 1 && answer.error().code != "timeout" ? status : kTryLater;
  }
  if (job.json) std::puts(answer->print_pretty().c_str());
  else
    std::printf("%s: %s\n", (*answer)["result"].text().c_str(), (*answer)["detail"].text().c_str());
  return 0;
}

}  // namespace

void add_mail(Line& line) {
  CLI::App* mail = line.group("mail", "answers to invitations by mail");
  CLI::App* reply = line.add(*mail, "reply", "take in the mail on standard input");
  const auto recipient = std::make_shared<std::string>();
  reply->add_option("--recipient", *recipient, "the address that the mail was delivered to");
  reply->callback([&line, recipient] {
    line.run(Job{line.socket(), line.json(),
                 [recipient](const Job& job) { return take_reply(job, *recipient); }});
  });
}

}  // namespace ctl
