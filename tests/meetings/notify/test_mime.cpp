// SPDX-License-Identifier: MIT
#include "meetings/notify/mime.hpp"

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "tests/meetings/notify/mail_reading.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace meetings::notify;
using lectern_test::decode_quoted_printable;
using lectern_test::decode_words;
using lectern_test::read_mail;

Message example() {
  Message m;
  m.from = {"Example School", "meet@example.org"};
  m.to = {"", "ada@example.org"};
  m.subject = "Latin";
  m.message_id = "1.2@example.org";
  m.date = base::from_unix_seconds(1'800'000'000);
  m.language = "en";
  m.text = "Hello\n";
  m.html = "<p>Hello</p>\n";
  return m;
}

void a_plain_mail_has_its_fields() {
  const auto mail = read_mail(print_message(example()));
  CHECK_EQ(mail.values.at("From"), "\"Example School\" <meet@example.org>");
  CHECK_EQ(mail.values.at("To"), "<ada@example.org>");
  CHECK_EQ(mail.values.at("Subject"), "Latin");
  CHECK_EQ(mail.values.at("Date"), "Fri, 15 Jan 2027 08:00:00 +0000");
  CHECK_EQ(mail.values.at("Message-ID"), "<1.2@example.org>");
  CHECK_EQ(mail.values.at("Auto-Submitted"), "auto-generated");
  CHECK_EQ(mail.values.at("Content-Language"), "en");
  CHECK(!mail.values.contains("List-Unsubscribe"));
  CHECK(mail.values.at("Content-Type").starts_with("multipart/alternative; boundary=\"=_"));
  CHECK(mail.body.find("text/plain") < mail.body.find("text/html"));
}

// Both fields, the second with this very value (RFC 8058 section 3.1).
void a_reminder_says_how_to_end_reminders() {
  Message m = example();
  m.unsubscribe_url = "https://meet.example.org/api/mail/unsubscribe/x";
  const auto mail = read_mail(print_message(m));
  CHECK_EQ(mail.values.at("List-Unsubscribe"), "<https://meet.example.org/api/mail/unsubscribe/x>");
  CHECK_EQ(mail.values.at("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
}

void an_invitation_may_be_answered_by_a_machine() {
  Message m = example();
  m.automatic = false;
  CHECK(!read_mail(print_message(m)).values.contains("Auto-Submitted"));
}

// At most 75 characters a word, whole characters in each (RFC 2047 section 2).
void long_and_foreign_subjects_are_encoded() {
  for (const std::string& text :
       {std::string{"Übung"}, std::string(300, 'x'), std::string{"=?utf-8?Q?x?="},
        std::string{" x"},
        std::string{
            "\u0627\u0644\u062c\u0628\u0631 \u0648\u0627\u0644\u0647\u0646\u062f\u0633\u0629 "
            "\u0627\u0644\u0641\u0631\u0627\u063a\u064a\u0629 \U0001F4D0\U0001F4D0\U0001F4D0"}}) {
    Message m = example();
    m.subject = text;
    const auto mail = read_mail(print_message(m));
    CHECK(!mail.names.empty());
    CHECK_EQ(decode_words(mail.values.at("Subject")), text);
    CHECK(encode_header_text(text).find("=?utf-8?B?") == 0);
  }
}

void names_are_quoted_or_encoded() {
  CHECK_EQ(encode_mailbox({"O'Neil, \"Ada\"", "a@b.c"}), "\"O'Neil, \\\"Ada\\\"\"\r\n <a@b.c>");
  CHECK_EQ(encode_mailbox({"Zoë", "a@b.c"}), "=?utf-8?B?Wm/Dqw==?=\r\n <a@b.c>");
}

void nothing_ends_a_header_field() {
  const std::string evil = "x\r\nBcc: all@example.org\r\n\r\nbody";
  for (int field = 0; field < 6; ++field) {
    Message m = example();
    std::array<std::string*, 6> fields{&m.from.name,  &m.to.address, &m.subject,
                                       &m.message_id, &m.language,   &m.unsubscribe_url};
    *fields[static_cast<std::size_t>(field)] = evil;
    const auto mail = read_mail(print_message(m));
    CHECK(!mail.names.empty());
    CHECK(!mail.values.contains("Bcc"));
    CHECK(mail.body.starts_with("--=_"));
  }
}

void bodies_come_back_as_they_were() {
  for (const std::string& text :
       {std::string{"a line\nand another\n"}, std::string{"blank at the end \nand tab\t\n"},
        std::string{".\n..\n.x\nFrom me\nFromage = cheese\n"}, std::string(1000, 'x'),
        std::string(1000, ' '), std::string{"Zoë, «Ada», \U0001F600\n"}, std::string{"a\r\nb"}}) {
    const std::string encoded = encode_quoted_printable(text);
    std::string expected;
    for (const char c : text) {
      if (c != '\r') expected += c;
    }
    CHECK_EQ(decode_quoted_printable(encoded), expected);
    std::size_t begin = 0;
    while (begin < encoded.size()) {
      const std::size_t end = std::min(encoded.find("\r\n", begin), encoded.size());
      const std::string line = encoded.substr(begin, end - begin);
      CHECK(line.size() <= 76);
      CHECK(!line.starts_with('.') && !line.starts_with("From "));
      CHECK(line.empty() || (line.back() != ' ' && line.back() != '\t'));
      begin = end + 2;
    }
  }
}

// Any bytes in any field: the mail keeps its form, its fields and its parts.
void any_texts_make_a_mail() {
  lectern_test::SeededRandom random;
  const std::string alphabet = "ab \r\n\0=?<>\"\\.:,;@\xc3\xa9\xff\xe2\x82\xac\x7f";
  const auto text = [&](std::size_t most) {
    std::string out;
    const std::size_t size = random.below(static_cast<std::uint32_t>(most));
    for (std::size_t i = 0; i < size; ++i)
      out += alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
    return out;
  };
  for (int i = 0; i < 3000; ++i) {
    Message m = example();
    m.from.name = text(120);
    m.to = {text(120), text(20) + "@example.org"};
    m.subject = text(400);
    m.text = text(500);
    m.html = text(500);
    const auto mail = read_mail(print_message(m));
    CHECK_EQ(mail.names.size(), 10u);
    CHECK_EQ(mail.names.back(), "Content-Type");
    const std::string boundary = "--" + mail.values.at("Content-Type").substr(33, 34);
    std::size_t parts = 0;
    for (std::size_t at = 0; (at = mail.body.find(boundary, at)) != std::string::npos; ++at)
      ++parts;
    CHECK_EQ(parts, 3u);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "mime", {TEST(a_plain_mail_has_its_fields), TEST(a_reminder_says_how_to_end_reminders),
               TEST(an_invitation_may_be_answered_by_a_machine),
               TEST(long_and_foreign_subjects_are_encoded), TEST(names_are_quoted_or_encoded),
               TEST(nothing_ends_a_header_field), TEST(bodies_come_back_as_they_were),
               TEST(any_texts_make_a_mail)});
}
