// SPDX-License-Identifier: MIT
#include "config/schema_mail.hpp"

#include <array>

#include "config/rows.hpp"

namespace config {
namespace {

template <auto Path>
constexpr Member kMail = kMember<&Config::mail, Path>;

constexpr std::array kRows{
    Key{
        .name = "url",
        .rule = any(Kind::text),
        .example = "smtp://smtp.example.org:587",
        .shipped = commented("without it no mail is sent"),
        .help = "The server that takes the mails: smtp://HOST:PORT, port 587 by default, with "
                "STARTTLS, or smtps://HOST:PORT, port 465 by default, with TLS from the start. "
                "Without it the daemon drops every mail and counts it (docs/mail.md). The older "
                "stack's EMAIL_HOST, EMAIL_PORT, EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_HOST_USER, "
                "EMAIL_HOST_PASSWORD and DEFAULT_FROM_EMAIL make such a section, too.",
        .member = kMail<&MailConfig::url>,
    },
    Key{
        .name = "user",
        .rule = any(Kind::text),
        .example = "meet@example.org",
        .shipped = commented(),
        .help = "The user of the login at the server. Default: no login.",
        .member = kMail<&MailConfig::user>,
    },
    Key{
        .name = "password_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/mail.password",
        .shipped = commented(),
        .help = "A file with the password of the login. A relative name is first looked for among "
                "systemd's credentials. An absolute one is read anew for each connection.",
        .member = kMail<&MailConfig::password_file>,
    },
    Key{
        .name = "login",
        .rule = one_of<MailLogin>(),
        .standard = "auto",
        .help = "How to log in. If the server does not confirm the login, nothing is sent.",
        .member = kMail<&MailConfig::login>,
    },
    Key{
        .name = "tls",
        .rule = one_of<MailTls>(),
        .standard = "auto",
        .help = "Whether the connection is encrypted.",
        .member = kMail<&MailConfig::tls>,
    },
    Key{
        .name = "ca_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/mail-ca.pem",
        .help = "A PEM file with the authority of the server's certificate. Default: the system's "
                "authorities.",
        .member = kMail<&MailConfig::ca_file>,
    },
    Key{
        .name = "from",
        .rule = any(Kind::text),
        .example = "Example School <meet@example.org>",
        .shipped = commented(),
        .help = "The sender of every mail. Default: user, if that is an address.",
        .member = kMail<&MailConfig::from>,
    },
    Key{
        .name = "replies",
        .rule = any(Kind::text),
        .example = "rsvp@meet.example.org",
        .shipped = commented("else answers of mail programs reach nobody"),
        .help = "The mailbox whose mails a mail server hands to `lecternctl mail reply`, with what "
                "stands behind a plus sign: accept and decline in mail programs answer "
                "invitations (docs/calendars.md). At most 11 characters before the @.",
        .member = kMail<&MailConfig::replies>,
    },
    Key{
        .name = "language",
        .rule = any(Kind::text),
        .standard = "en",
        .help = "The language of mails to people who have chosen none, and whose host has not: "
                "en, de, fr, es or ar.",
        .member = kMail<&MailConfig::language>,
    },
};

}  // namespace

std::span<const Key> mail_rows() { return kRows; }

}  // namespace config
