// SPDX-License-Identifier: MIT
#include "base/unicode.hpp"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace base {
namespace {

constexpr utf8proc_int32_t kBraillePatternBlank = 0x2800;  // a symbol without a dot

// The code point at the front, which is taken off; negative where the text is not UTF-8.
utf8proc_int32_t take_character(std::string_view& text) noexcept {
  utf8proc_int32_t character = -1;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(text.size()), &character);
  text.remove_prefix(bytes > 0 ? static_cast<std::size_t>(bytes) : 1);
  return bytes > 0 ? character : -1;
}

bool is_blank(utf8proc_int32_t character) noexcept {
  return character == '\t' || utf8proc_category(character) == UTF8PROC_CATEGORY_ZS;
}

bool shows(utf8proc_int32_t character) noexcept {
  const utf8proc_property_t& property = *utf8proc_get_property(character);
  if (property.ignorable || character == kBraillePatternBlank) return false;
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO: return true;
    default: return false;
  }
}

utf8proc_int32_t with_ascii_blank(utf8proc_int32_t character, void*) {
  return utf8proc_category(character) == UTF8PROC_CATEGORY_ZS ? ' ' : character;
}

constexpr auto kComposed = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
constexpr auto kFolded = static_cast<utf8proc_option_t>(
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

std::optional<std::string> normalize(std::string_view text, utf8proc_custom_func map,
                                     utf8proc_option_t how = kComposed) {
  utf8proc_uint8_t* out = nullptr;
  const auto size =
      utf8proc_map_custom(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                          static_cast<utf8proc_ssize_t>(text.size()), &out, how, map, nullptr);
  if (size < 0) return std::nullopt;
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned{out, &std::free};
  return std::string{reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<std::string> to_nfc(std::string_view text) { return normalize(text, nullptr); }

std::optional<std::string> to_opaque_string(std::string_view text) {
  return normalize(text, &with_ascii_blank);
}

std::optional<std::string> to_folded(std::string_view text) {
  return normalize(text, nullptr, kFolded);
}

std::string_view trim_blanks(std::string_view text) noexcept {
  std::size_t first = text.size();  // where the first character begins that is no blank
  std::size_t end = 0;              // where the last one ends
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t at = text.size() - rest.size();
    if (is_blank(take_character(rest))) continue;
    first = first == text.size() ? at : first;
    end = text.size() - rest.size();
  }
  return first == text.size() ? std::string_view{} : text.substr(first, end - first);
}

bool shows_something(std::string_view text) noexcept {
  while (!text.empty()) {
    if (shows(take_character(text))) return true;
  }
  return false;
}

}  // namespace base
