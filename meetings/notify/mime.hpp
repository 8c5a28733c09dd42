// SPDX-License-Identifier: MIT
// Writes a mail as an Internet message (RFC 5322) with a text and an HTML form of the same contents
// (multipart/alternative, RFC 2046 section 5.1.4), and, for invitations, with a calendar part that
// mail programs show with buttons (RFC 6047 section 2.4) and the same calendar as a file. Lines end
// with CRLF and have at most 998 bytes; header fields are folded, words outside of ASCII are
// encoded (RFC 2047), bodies are quoted-printable (RFC 2045 section 6.7). No text can end its
// header field: control characters become blanks. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace meetings::notify {

struct Mailbox {
  std::string name;     // empty: the address alone
  std::string address;  // as check_email() accepts it
};

struct CalendarPart {
  std::string method;  // "REQUEST", as in the text
  std::string text;    // lines end with CRLF
};

struct Message {
  Mailbox from;
  Mailbox to;
  std::string reply_to{};  // an address; empty: answers go to `from`
  std::string subject;
  std::string message_id;  // without the angle brackets
  base::WallTime date;
  std::string language;  // "de"
  // Answers by machines are not wanted (RFC 3834).
  bool automatic = true;
  std::string unsubscribe_url;  // https; empty: none (RFC 8058)
  std::string text;             // lines end with "\n"
  std::string html;
  std::optional<CalendarPart> calendar{};
};

std::string print_message(const Message& message);

// The parts of it, for tests and other writers.
// A header field's value from any text: as it is, or as encoded words.
std::string encode_header_text(std::string_view text);
std::string encode_mailbox(const Mailbox& mailbox);
std::string encode_quoted_printable(std::string_view text);

}  // namespace meetings::notify
