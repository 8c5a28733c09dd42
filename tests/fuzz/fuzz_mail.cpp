// SPDX-License-Identifier: MIT
// Any texts in a mail: it keeps its form and its fields, and says what the texts say.
//   SUBJECT <NUL> NAME <NUL> ADDRESS <NUL> TEXT
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "meetings/notify/letter.hpp"
#include "meetings/notify/mime.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/meetings/notify/mail_reading.hpp"

namespace {

using namespace meetings::notify;

std::array<std::string, 4> split(std::string_view input) {
  std::array<std::string, 4> out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t end = i + 1 == out.size() ? input.size() : input.find('\0');
    out[i] = input.substr(0, end);
    input.remove_prefix(std::min(input.size(), out[i].size() + 1));
  }
  return out;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), base::is_control);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [subject, name, address, text] = split({reinterpret_cast<const char*>(data), size});
  Letter letter;
  letter.site = name;
  letter.subject = letter.heading = subject;
  letter.paragraphs = {text};
  letter.button = Link{name, address};
  Message message;
  message.from = {name, "meet@example.org"};
  message.to = {name, address};
  message.subject = subject;
  message.message_id = address;
  message.unsubscribe_url = address + "x";
  message.text = print_text(letter);
  message.html = print_html(letter);
  const auto mail = lectern_test::read_mail(print_message(message));
  REQUIRE(mail.names.size() == 11);
  REQUIRE(mail.names.front() == "From" && mail.names.back() == "Content-Type");
  if (base::is_utf8(subject) && !has_control(subject))
    REQUIRE(lectern_test::decode_words(mail.values.at("Subject")) == subject);
  std::string expected = message.text;
  if (expected.find('\r') == std::string::npos) {
    REQUIRE(lectern_test::decode_quoted_printable(encode_quoted_printable(expected)) == expected);
  }
  return 0;
}
