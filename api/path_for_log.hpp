// SPDX-License-Identifier: MIT
// The path of a request as the log may have it. Some addresses are secrets: whoever has one may
// read a calendar, answer an invitation, stop mails, or watch a recording. Pure; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace api {

// What lies below these is a secret. A route with {secret} or {token} stands here; a test compares.
// The query is never logged: the tickets of recordings stand there, and the code of a sign-in.
inline constexpr std::array<std::string_view, 7> kSecretFolders{
    "/api/calendar",  // the feeds; the other routes there are hidden with them
    "/api/invitation",       "/api/mail/unsubscribe",
    "/api/recording/shared",
    "/invitation",  // the same as pages
    "/unsubscribe",          "/r",
};

// "/api/calendar/…" for "/api/calendar/SECRET.ics", however it is encoded. Of a path that cannot be
// decoded nothing is left.
std::string path_for_log(std::string_view path);

}  // namespace api
