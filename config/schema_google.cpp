// SPDX-License-Identifier: MIT
#include "config/schema_google.hpp"

#include <array>

#include "config/rows.hpp"

namespace config {
namespace {

template <auto Path>
constexpr Member kGoogle = kMember<&Config::google, Path>;

constexpr std::array kRows{
    Key{
        .name = "client_id",
        .rule = any(Kind::text),
        .example = "1234567890-abc.apps.googleusercontent.com",
        .shipped = commented("without it nobody can connect a calendar"),
        .help = "The id of this site's OAuth client at Google, of the type \"Web application\". It "
                "needs site.public_url, because Google sends browsers back to public_url "
                "/api/calendar/google/callback only.",
        .member = kGoogle<&GoogleConfig::client_id>,
    },
    Key{
        .name = "client_secret_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/google.secret",
        .shipped = commented(),
        .help = "A file with the secret of the OAuth client. A relative name is first looked for "
                "among systemd's credentials.",
        .member = kGoogle<&GoogleConfig::client_secret_file>,
    },
    Key{
        .name = "authorization_url",
        .rule = any(Kind::text),
        .standard = "https://accounts.google.com/o/oauth2/v2/auth",
        .help = "Where Google asks people for their consent. This key and the three below name "
                "other addresses for tests, and for a site that reaches Google through a server "
                "of its own.",
        .member = kGoogle<&GoogleConfig::authorization_url>,
    },
    Key{
        .name = "token_url",
        .rule = any(Kind::text),
        .standard = "https://oauth2.googleapis.com/token",
        .help = "Where Google gives tokens.",
        .member = kGoogle<&GoogleConfig::token_url>,
    },
    Key{
        .name = "revocation_url",
        .rule = any(Kind::text),
        .standard = "https://oauth2.googleapis.com/revoke",
        .help = "Where Google takes tokens back.",
        .member = kGoogle<&GoogleConfig::revocation_url>,
    },
    Key{
        .name = "calendar_url",
        .rule = any(Kind::text),
        .standard = "https://www.googleapis.com/calendar/v3",
        .help = "Where Google's Calendar API begins.",
        .member = kGoogle<&GoogleConfig::calendar_url>,
    },
    Key{
        .name = "ca_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/google-ca.pem",
        .help = "A PEM file with the authority of these servers' certificates. Default: the "
                "system's authorities.",
        .member = kGoogle<&GoogleConfig::ca_file>,
    },
};

}  // namespace

std::span<const Key> google_rows() { return kRows; }

}  // namespace config
