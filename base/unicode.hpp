// SPDX-License-Identifier: MIT
// Questions about Unicode text, answered by libutf8proc and so independent of the locale: the same
// text in one form, blanks, and characters that show nothing. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// The text in Normalization Form C (UAX #15): a letter with its accents is the same bytes, however
// the keyboard composed it. nullopt where the text is not UTF-8.
std::optional<std::string> to_nfc(std::string_view text);

// A password in the form in which it is hashed and compared: blanks of other scripts and no-break
// spaces become U+0020, then Normalization Form C (the OpaqueString profile of RFC 8265 section
// 4.2.2). Letter case and width stay. nullopt where the text is not UTF-8.
std::optional<std::string> to_opaque_string(std::string_view text);

// The text as searches compare it: compatible forms are one, letters have no case (NFKC_Casefold,
// UAX #31). nullopt where the text is not UTF-8.
std::optional<std::string> to_folded(std::string_view text);

// `text` without the blanks (general category Zs, and ASCII's) at its ends. The view points into
// `text`, which is UTF-8.
std::string_view trim_blanks(std::string_view text) noexcept;

// Whether people see anything: at least one letter, digit, punctuation mark or symbol that is not
// ignorable in display, such as the Hangul fillers. `text` is UTF-8.
bool shows_something(std::string_view text) noexcept;

}  // namespace base
