// SPDX-License-Identifier: MIT
// The address to which a guest's mail program answers an invitation: that of [mail] replies with a
// token for this one invitation behind a plus sign (RFC 5233), "rsvp+TOKEN@meet.example.org". The
// sender of a mail can be forged; the token stands only in the invitation, so whoever has it has
// read that mail. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "meetings/tokens.hpp"

namespace meetings {

// An address has at most 64 bytes before its "@" (RFC 5321 section 4.5.3.1.1), of which the token
// takes 53.
inline constexpr std::size_t kLongestReplyName = 11;

// `replies` is an address. Empty for an id that is no UUID.
std::string reply_address(const Tokens& tokens, std::string_view replies, const InviteId& invite);
// The invitation of such an address; nullopt for every other address. Case does not count: mail
// programs change it.
std::optional<InviteId> invite_of_reply_address(const Tokens& tokens, std::string_view address);

}  // namespace meetings
