// SPDX-License-Identifier: MIT
// Reads a mail (RFC 5322, 2045, 2046) as far as an answer to an invitation needs it: the addresses
// of whom it goes to, and its calendar. Everybody can send mails, so all of it is hostile: sizes,
// the number of parts and their depth are bounded, and what does not fit is not there. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meetings {

inline constexpr std::size_t kLongestMail = std::size_t{512} * 1024;

struct ReadMail {
  // Of To, Cc, Delivered-To, X-Original-To and Envelope-To: everything that looks like an address.
  std::vector<std::string> recipients;
  // The decoded text of the first calendar part; empty: there is none.
  std::string calendar;
};

ReadMail read_mail(std::string_view message);

}  // namespace meetings
