// SPDX-License-Identifier: MIT
// Composer: makes the message of a mail that waits in the outbox. It reads the facts when the mail
// is sent, not when it was put: names, times and links are the current ones, and a mail that has
// become pointless (the meeting is over, the invitation revoked, the request answered) is not made.
// The person's language and zone count, else the host's language and the meeting's zone, else the
// site's. Any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "meetings/calendar_events.hpp"
#include "meetings/notify/letters.hpp"
#include "meetings/notify/mime.hpp"
#include "meetings/repository.hpp"
#include "meetings/time_zone.hpp"
#include "meetings/tokens.hpp"

namespace meetings::notify {

struct MailSite {
  std::string name;
  std::string origin;  // "https://meet.example.org"
  Mailbox from;
  std::string language;
  std::string timezone;
  // The mailbox for the answers of mail programs (meetings/reply_address.hpp); empty: none.
  std::string replies{};
  std::string color{};  // "#313d6a"; empty: the brand's
  // Called before each mail, to take what has been set since; may be empty. Any thread.
  std::function<void(MailSite&)> renew{};
};

class Composer {
 public:
  // `tokens` outlives the composer.
  Composer(MailSite site, const Tokens& tokens, FindTimeZone find_zone)
      : site_(std::move(site)), tokens_(tokens), find_zone_(std::move(find_zone)) {}

  // nullopt: nobody needs the mail any more. A payload that is no mail is refused as internal.
  Outcome<std::optional<Message>> compose(UnitOfWork& work, const OutboxEntry& entry,
                                          base::WallTime now) const;

 private:
  // To whom, and what the letter says.
  struct Mail {
    std::string address;
    std::string name;
    Letter letter;
    bool automatic = true;
    std::string reply_to{};
    std::optional<CalendarPart> calendar{};
  };
  using Made = Outcome<std::optional<Mail>>;

  Made make(UnitOfWork& work, const base::Json& payload, base::WallTime now) const;
  Made invitation(UnitOfWork& work, const base::Json& payload, base::WallTime now) const;
  // The calendar of an invitation's mail; nullopt for a meeting without a time, and for a series
  // whose zone has no rules here: the mail leaves all the same.
  std::optional<CalendarPart> calendar(UnitOfWork& work, const base::Json& payload,
                                       const Meeting& meeting, InvitationNews news,
                                       const EventTerms& terms) const;
  Made reminder(UnitOfWork& work, const base::Json& payload, base::WallTime now) const;
  Made request(UnitOfWork& work, const base::Json& payload, base::WallTime now) const;
  Made answer(UnitOfWork& work, const base::Json& payload) const;
  Made trial(UnitOfWork& work, const base::Json& payload) const;
  Made proof(UnitOfWork& work, const base::Json& payload, base::WallTime now) const;

  Reader reader(UnitOfWork& work, const std::optional<User>& person, const Meeting* meeting) const;
  MeetingFacts facts(const Meeting& meeting) const;
  std::string url(std::string_view path) const { return site_.origin + std::string{path}; }

  MailSite site_;
  const Tokens& tokens_;
  FindTimeZone find_zone_;
};

}  // namespace meetings::notify
