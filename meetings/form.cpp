// SPDX-License-Identifier: MIT
#include "meetings/form.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace meetings {

std::string encode_form(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += c;
    else out += '%' + base::to_upper(base::encode_hex(base::as_bytes(std::string_view{&c, 1})));
  }
  return out;
}

std::string print_form(
    std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(encode_form(value));
  }
  return out;
}

}  // namespace meetings
