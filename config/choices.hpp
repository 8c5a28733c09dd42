// SPDX-License-Identifier: MIT
// The words that an operator writes for an enumeration, such as peers = "lan". One array for each
// enumeration serves the parser, the messages and the documentation. To add a choice, add its
// element here. Constant data; any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/log.hpp"
#include "config/config.hpp"
#include "config/value.hpp"
#include "turn/config.hpp"

namespace config {

template <class Enum>
struct Choice {
  Enum value;
  std::string_view word;
  std::string_view meaning = {};  // completes "WORD: "; "" = the word says it
};

// Every enumeration of a key specializes this with its array.
template <class Enum>
inline constexpr std::nullptr_t kChoices = nullptr;

template <>
inline constexpr std::array<Choice<turn::PeerMode>, 3> kChoices<turn::PeerMode>{{
    {turn::PeerMode::public_, "public", "every address that is not special-use"},
    {turn::PeerMode::lan, "lan", "also private and unique-local addresses"},
    {turn::PeerMode::only, "only", "nothing but allow_peers"},
}};

template <>
inline constexpr std::array<Choice<turn::AlternateUse>, 2> kChoices<turn::AlternateUse>{{
    {turn::AlternateUse::always, "always", "every new allocation is sent there"},
    {turn::AlternateUse::busy, "busy", "only while this server has no room, or drains"},
}};

template <>
inline constexpr std::array<Choice<Registration>, 3> kChoices<Registration>{{
    {Registration::open, "open", "everybody"},
    {Registration::invited, "invited", "whoever has an invitation"},
    {Registration::closed, "closed", "nobody; use lecternctl user add"},
}};

template <>
inline constexpr std::array<Choice<WebSocketEngine>, 2> kChoices<WebSocketEngine>{{
    {WebSocketEngine::libwebsockets, "libwebsockets", "the library, behind a bridge"},
    {WebSocketEngine::builtin, "builtin",
     "the daemon itself, for half of the processor time and a fifth of the memory"},
}};

template <>
inline constexpr std::array<Choice<base::LogLevel>, 4> kChoices<base::LogLevel>{{
    {base::LogLevel::debug, "debug", "also what strangers cause"},
    {base::LogLevel::info, "info"},
    {base::LogLevel::warning, "warning"},
    {base::LogLevel::error, "error"},
}};

template <>
inline constexpr std::array<Choice<LogFormatChoice>, 4> kChoices<LogFormatChoice>{{
    {LogFormatChoice::automatic, "auto", "journald where it listens, else text"},
    {LogFormatChoice::journald, "journald"},
    {LogFormatChoice::json, "json", "one object a line, on standard error"},
    {LogFormatChoice::text, "text", "one line each, on standard error"},
}};

template <>
inline constexpr std::array<Choice<MailLogin>, 4> kChoices<MailLogin>{{
    {MailLogin::automatic, "auto", "the best that the server offers"},
    {MailLogin::plain, "plain"},
    {MailLogin::login, "login"},
    {MailLogin::xoauth2, "xoauth2", "the password is an OAuth 2 access token"},
}};

template <>
inline constexpr std::array<Choice<MailTls>, 2> kChoices<MailTls>{{
    {MailTls::automatic, "auto", "from the start with smtps, else STARTTLS or nothing is sent"},
    {MailTls::none, "none", "in the clear, to a relay without login on this machine"},
}};

// The same words without their enumeration, as a rule holds them.
template <class Enum>
inline constexpr auto kChoiceTexts = [] {
  std::array<ChoiceText, kChoices<Enum>.size()> texts{};
  std::ranges::transform(kChoices<Enum>, texts.begin(), [](const Choice<Enum>& choice) {
    return ChoiceText{choice.word, choice.meaning};
  });
  return texts;
}();

// `word` is one of the array's words: its rule has checked it.
template <class Enum>
Enum choice_of(std::string_view word) noexcept {
  return std::ranges::find(kChoices<Enum>, word, &Choice<Enum>::word)->value;
}

}  // namespace config
