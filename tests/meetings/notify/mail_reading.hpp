// SPDX-License-Identifier: MIT
// What holds for every mail that the writer makes, whatever the texts are; and readings back of its
// encodings, which share no code with the writer.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lectern_test {

struct ReadMail {
  std::vector<std::string> names;             // of the header fields, in order
  std::map<std::string, std::string> values;  // unfolded
  std::string body;
};

// An empty list of names if the text is no mail: lines end with CRLF, no other CR or LF, NUL or
// byte outside of ASCII, at most 998 bytes a line, and each line of the header is a field or
// continues one.
inline ReadMail read_mail(std::string_view text) {
  ReadMail mail, none;
  bool in_head = true;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos || end > 998) return none;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    // RFC 2047 section 2.
    if (in_head && line.find("=?") != std::string_view::npos && line.size() > 76) return none;
    for (const char c : line) {
      if (c == '\r' || c == '\n' || c == '\0' || static_cast<unsigned char>(c) > 0x7e) return none;
    }
    if (!in_head) {
      mail.body.append(line).append("\n");
    } else if (line.empty()) {
      in_head = false;
    } else if (line.starts_with(' ')) {
      if (mail.names.empty() || line.find_first_not_of(' ') == std::string_view::npos) return none;
      mail.values[mail.names.back()].append(line);
    } else {
      const std::size_t colon = line.find(": ");
      if (colon == std::string_view::npos) return none;
      mail.names.emplace_back(line.substr(0, colon));
      mail.values[mail.names.back()] = line.substr(colon + 2);
    }
  }
  return in_head ? none : mail;
}

inline int value_of_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

inline std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      if (text[i] != '\r') out += text[i];
    } else if (text.substr(i, 3) == "=\r\n") {
      i += 2;
    } else {
      out += static_cast<char>(value_of_digit(text[i + 1]) * 16 + value_of_digit(text[i + 2]));
      i += 2;
    }
  }
  return out;
}

inline std::string decode_base64(std::string_view text) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = (bits << 6U) | static_cast<unsigned>(kDigits.find(c));
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((bits >> held) & 0xFFU);
    }
  }
  return out;
}

// The text of encoded words; another text as it is.
inline std::string decode_words(std::string_view value) {
  if (!value.starts_with("=?utf-8?B?")) return std::string{value};
  std::string out;
  while (true) {
    const std::size_t begin = value.find("=?utf-8?B?");
    if (begin == std::string_view::npos) return out;
    const std::size_t end = value.find("?=", begin + 10);
    out += decode_base64(value.substr(begin + 10, end - begin - 10));
    value.remove_prefix(end + 2);
  }
}

}  // namespace lectern_test
