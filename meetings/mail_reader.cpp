// SPDX-License-Identifier: MIT
#include "meetings/mail_reader.hpp"

#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace meetings {
namespace {

constexpr unsigned kDeepest = 8;
constexpr unsigned kMostParts = 50;
constexpr std::size_t kMostFields = 500;
constexpr std::size_t kMostRecipients = 50;
constexpr std::size_t kLongestAddress = 254;

struct Field {
  std::string name;   // in lower case
  std::string value;  // unfolded
};

struct Part {
  std::vector<Field> fields;
  std::string_view body;

  std::string_view field(std::string_view name) const noexcept {
    for (const Field& one : fields) {
      if (one.name == name) return one.value;
    }
    return {};
  }
};

// The next line without its end, which is CRLF or, after a pipe, LF.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Part read_part(std::string_view text) {
  Part part;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    if ((line.front() == ' ' || line.front() == '\t') && !part.fields.empty()) {
      part.fields.back().value.append(" ").append(base::trim(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || part.fields.size() >= kMostFields) continue;
    part.fields.push_back({base::to_lower(base::trim(line.substr(0, colon))),
                           std::string{base::trim(line.substr(colon + 1))}});
  }
  part.body = text;
  return part;
}

// A parameter such as boundary="x" of a Content-Type.
std::string parameter_of(std::string_view value, std::string_view name) {
  const std::string lower = base::to_lower(value);
  for (std::size_t at = lower.find(';'); at != std::string::npos; at = lower.find(';', at + 1)) {
    const std::size_t equals = lower.find('=', at);
    if (equals == std::string::npos) return {};
    if (base::trim(std::string_view{lower}.substr(at + 1, equals - at - 1)) != name) continue;
    std::string_view found = base::trim(value.substr(equals + 1));
    if (found.starts_with('"')) return std::string{found.substr(1, found.find('"', 1) - 1)};
    return std::string{base::trim(found.substr(0, found.find_first_of("; \t")))};
  }
  return {};
}

std::string decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z') value = static_cast<std::uint32_t>(c - 'A');
    else if (c >= 'a' && c <= 'z') value = static_cast<std::uint32_t>(c - 'a') + 26;
    else if (c >= '0' && c <= '9') value = static_cast<std::uint32_t>(c - '0') + 52;
    else if (c == '+') value = 62;
    else if (c == '/') value = 63;
    else if (c == '=') break;
    else continue;  // RFC 2045 section 6.8: line ends and strangers
    bits = (bits << 6U) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xFFU);
    }
  }
  return out;
}

int hex_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
      continue;
    }
    if (text.substr(i + 1).starts_with("\r\n")) {
      i += 2;
    } else if (text.substr(i + 1).starts_with("\n")) {
      i += 1;
    } else if (i + 2 < text.size() && hex_of(text[i + 1]) >= 0 && hex_of(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_of(text[i + 1]) * 16 + hex_of(text[i + 2]));
      i += 2;
    } else {
      out += '=';
    }
  }
  return out;
}

std::string decoded(const Part& part) {
  const std::string encoding = base::to_lower(part.field("content-transfer-encoding"));
  if (encoding == "base64") return decode_base64(part.body);
  if (encoding == "quoted-printable") return decode_quoted_printable(part.body);
  return std::string{part.body};
}

// The text before the next line "--boundary" (or the last one); takes both off.
std::string_view take_until(std::string_view& text, std::string_view boundary, bool& last) {
  const std::string_view begin = text;
  while (!text.empty()) {
    const std::size_t at = begin.size() - text.size();
    const std::string_view line = take_line(text);
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) continue;
    const std::string_view rest = base::trim(line.substr(2 + boundary.size()));
    if (!rest.empty() && rest != "--") continue;
    last = rest == "--";
    return begin.substr(0, at);
  }
  last = true;
  return begin;
}

class CalendarFinder {
 public:
  std::optional<std::string> find(std::string_view text, unsigned depth) {
    if (depth > kDeepest || ++parts_ > kMostParts) return std::nullopt;
    return find(read_part(text), depth);
  }
  std::optional<std::string> find(const Part& part, unsigned depth) {
    const std::string_view full = part.field("content-type");
    const std::string type = base::to_lower(base::trim(full.substr(0, full.find(';'))));
    if (type == "text/calendar" || type == "application/ics") return decoded(part);
    if (!type.starts_with("multipart/")) return std::nullopt;
    const std::string boundary = parameter_of(full, "boundary");
    if (boundary.empty()) return std::nullopt;
    std::string_view rest = part.body;
    bool last = false;
    take_until(rest, boundary, last);  // the preamble
    while (!last) {
      if (auto found = find(take_until(rest, boundary, last), depth + 1)) return found;
    }
    return std::nullopt;
  }

 private:
  unsigned parts_ = 0;
};

// Whatever has an "@" between the marks of RFC 5322: names and comments do not matter here.
void add_addresses(std::vector<std::string>& to, std::string_view value) {
  constexpr std::string_view kMarks = " \t,;<>()\"[]:";
  while (!value.empty() && to.size() < kMostRecipients) {
    const std::string_view word = value.substr(0, value.find_first_of(kMarks));
    value.remove_prefix(std::min(value.size(), word.size() + 1));
    if (word.find('@') != std::string_view::npos && word.size() <= kLongestAddress)
      to.emplace_back(word);
  }
}

}  // namespace

ReadMail read_mail(std::string_view message) {
  constexpr std::array<std::string_view, 5> kRecipients{"delivered-to", "x-original-to",
                                                        "envelope-to", "to", "cc"};
  ReadMail mail;
  // What an MTA writes before a mail that it pipes.
  if (message.starts_with("From ")) take_line(message);
  const Part whole = read_part(message.substr(0, kLongestMail));
  for (const std::string_view name : kRecipients) {
    for (const Field& field : whole.fields) {
      if (field.name == name) add_addresses(mail.recipients, field.value);
    }
  }
  mail.calendar = CalendarFinder{}.find(whole, 0).value_or(std::string{});
  return mail;
}

}  // namespace meetings
