// SPDX-License-Identifier: MIT
#include "meetings/notify/mime.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

namespace meetings::notify {
namespace {

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kHex = "0123456789ABCDEF";
// RFC 2047 section 2: a line with an encoded word has at most 76 characters. 39 bytes are a word of
// 64 characters, which leaves room for the name of the field.
constexpr std::size_t kMostInWord = 39;
constexpr std::size_t kLongestPlain = 60;

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// One line of valid UTF-8.
std::string one_line(std::string_view text) {
  std::string line{text};
  for (char& c : line) {
    if (base::is_control(c)) c = ' ';
  }
  if (base::is_utf8(line)) return line;
  for (char& c : line) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return line;
}

bool is_plain(std::string_view line) noexcept {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return line.size() <= kLongestPlain && std::all_of(line.begin(), line.end(), is_ascii) &&
         line.find("=?") == std::string_view::npos && !line.starts_with(' ') &&
         !line.ends_with(' ');
}

std::string encoded_words(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    std::size_t size = std::min(kMostInWord, line.size());
    while (size < line.size() && size > 0 && is_continuation(line[size])) --size;
    if (!out.empty()) out += "\r\n ";
    out += "=?utf-8?B?" + base::encode_base64(base::as_bytes(line.substr(0, size))) + "?=";
    line.remove_prefix(size);
  }
  return out;
}

std::string quoted_string(std::string_view line) {
  std::string out = "\"";
  for (const char c : line) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// What goes into angle brackets: printable ASCII without blanks and brackets, which fits a line.
std::string one_token(std::string_view text) {
  constexpr std::size_t kLongest = 900;
  std::string out;
  for (const char c : text.substr(0, kLongest)) {
    if (c > ' ' && c < '\x7f' && c != '<' && c != '>') out += c;
  }
  return out;
}

// "Sun, 22 Nov 2026 15:04:05 +0000" (RFC 5322 section 3.3).
std::string print_date(base::WallTime at) {
  std::string date = base::print_http_date(at);
  return date.substr(0, date.size() - 3) + "+0000";
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append(kCrlf);
}

void add_fields_for_machines(std::string& out, const Message& message) {
  if (message.automatic) {
    add_field(out, "Auto-Submitted", "auto-generated");
    add_field(out, "X-Auto-Response-Suppress", "All");
  }
  if (!message.unsubscribe_url.empty()) {
    add_field(out, "List-Unsubscribe", "<" + one_token(message.unsubscribe_url) + ">");
    add_field(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  if (!message.language.empty()) add_field(out, "Content-Language", one_token(message.language));
}

void add_text_part(std::string& out, std::string_view boundary, std::string_view type,
                   std::string_view body) {
  out.append("--").append(boundary).append(kCrlf);
  add_field(out, "Content-Type", std::string{type} + "; charset=utf-8");
  add_field(out, "Content-Transfer-Encoding", "quoted-printable");
  out.append(kCrlf).append(encode_quoted_printable(body)).append(kCrlf);
}

// RFC 2045 section 6.8.
std::string encode_base64_lines(std::string_view bytes) {
  constexpr std::size_t kInLine = 57;  // 76 characters
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += kInLine)
    out += base::encode_base64(base::as_bytes(bytes.substr(at, kInLine))) + std::string{kCrlf};
  return out;
}

// No Content-Disposition where programs look for the calendar: they would show a file instead.
void add_calendar_part(std::string& out, std::string_view boundary, const CalendarPart& calendar) {
  out.append("--").append(boundary).append(kCrlf);
  add_field(out, "Content-Type",
            "text/calendar; charset=UTF-8; method=" + one_token(calendar.method));
  add_field(out, "Content-Transfer-Encoding", "base64");
  out.append(kCrlf).append(encode_base64_lines(calendar.text)).append(kCrlf);
}

// Another type than that of the part above, so that no program counts two invitations.
void add_calendar_file(std::string& out, std::string_view boundary, const CalendarPart& calendar) {
  out.append("--").append(boundary).append(kCrlf);
  add_field(out, "Content-Type", "application/ics; name=\"invite.ics\"");
  add_field(out, "Content-Disposition", "attachment; filename=\"invite.ics\"");
  add_field(out, "Content-Transfer-Encoding", "base64");
  out.append(kCrlf).append(encode_base64_lines(calendar.text)).append(kCrlf);
}

void add_multipart(std::string& out, std::string_view subtype, std::string_view boundary) {
  add_field(
      out, "Content-Type",
      "multipart/" + std::string{subtype} + ";\r\n boundary=\"" + std::string{boundary} + "\"");
  out += kCrlf;
}

void close_multipart(std::string& out, std::string_view boundary) {
  out.append("--").append(boundary).append("--").append(kCrlf);
}

void add_alternatives(std::string& out, std::string_view boundary, const Message& message) {
  add_multipart(out, "alternative", boundary);
  add_text_part(out, boundary, "text/plain", message.text);
  add_text_part(out, boundary, "text/html", message.html);
  if (message.calendar) add_calendar_part(out, boundary, *message.calendar);
  close_multipart(out, boundary);
}

// "=_" occurs in no quoted-printable body (RFC 2045 section 6.7) and in no base64.
std::string boundary_of(std::string_view id, std::string_view what) {
  const std::string text = std::string{what} + std::string{id};
  return "=_" + base::encode_hex(base::sha256(base::as_bytes(text))).substr(0, 32);
}

}  // namespace

std::string encode_header_text(std::string_view text) {
  const std::string line = one_line(text);
  return is_plain(line) ? line : encoded_words(line);
}

std::string encode_mailbox(const Mailbox& mailbox) {
  const std::string address = "<" + one_token(mailbox.address) + ">";
  if (mailbox.name.empty()) return address;
  const std::string line = one_line(mailbox.name);
  // RFC 2047 section 5 rule 3: no encoded word in a quoted string. The address has its own line.
  return (is_plain(line) ? quoted_string(line) : encoded_words(line)) + "\r\n " + address;
}

std::string encode_quoted_printable(std::string_view text) {
  constexpr std::size_t kMostInLine = 75;  // and "=" at a soft break
  std::string out;
  std::size_t in_line = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '\n') {
      out += kCrlf;
      in_line = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
    const bool printable = (c > ' ' && c < '\x7f' && c != '=') || (c == ' ' && !ends_line);
    if (in_line + (printable ? 1 : 3) > kMostInLine) {
      out += "=\r\n";
      in_line = 0;
    }
    // At the beginning of a line: no dot, and no "From " that a mailbox file would change.
    const bool first = in_line == 0 && (c == '.' || (c == 'F' && text.substr(i, 5) == "From "));
    if (printable && !first) {
      out += c;
      ++in_line;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'=', kHex[byte >> 4U], kHex[byte & 0xFU]};
      in_line += 3;
    }
  }
  return out;
}

std::string print_message(const Message& message) {
  const std::string id = one_token(message.message_id);
  const std::string boundary = boundary_of(id, {});
  std::string out;
  add_field(out, "From", encode_mailbox(message.from));
  add_field(out, "To", encode_mailbox(message.to));
  if (!message.reply_to.empty()) add_field(out, "Reply-To", encode_mailbox({{}, message.reply_to}));
  add_field(out, "Subject", encode_header_text(message.subject));
  add_field(out, "Date", print_date(message.date));
  add_field(out, "Message-ID", "<" + id + ">");
  add_field(out, "MIME-Version", "1.0");
  add_fields_for_machines(out, message);
  if (!message.calendar) {
    add_alternatives(out, boundary, message);
    return out;
  }
  // The alternatives first: Outlook looks nowhere else.
  const std::string outer = boundary_of(id, "mixed ");
  add_multipart(out, "mixed", outer);
  out.append("--").append(outer).append(kCrlf);
  add_alternatives(out, boundary, message);
  add_calendar_file(out, outer, *message.calendar);
  close_multipart(out, outer);
  return out;
}

}  // namespace meetings::notify
