// SPDX-License-Identifier: MIT
#include "meetings/notify/composer.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "meetings/invitations.hpp"
#include "meetings/lookups.hpp"
#include "meetings/openings.hpp"
#include "meetings/reminders.hpp"
#include "meetings/reply_address.hpp"

namespace meetings::notify {
namespace {

std::optional<User> user_of(UnitOfWork& work, const std::string& id) {
  auto found = id.empty() ? std::nullopt : work.users().by_id(UserId{id});
  if (!found || found->user.disabled) return std::nullopt;
  return std::move(found->user);
}

std::optional<User> account_of(UnitOfWork& work, const Invitation& invitation) {
  return invitation.user_id ? user_of(work, invitation.user_id->value()) : std::nullopt;
}

std::optional<std::chrono::minutes> duration_of(const Meeting& meeting) {
  if (!meeting.duration_minutes) return std::nullopt;
  return std::chrono::minutes{*meeting.duration_minutes};
}

// What an invitation's mail tells, if it still holds.
std::optional<InvitationNews> news_of(const base::Json& payload, const Invitation& invitation,
                                      const Meeting& meeting) {
  const std::string what = payload["what"].text();
  const bool revoked = invitation.status == InviteStatus::revoked;
  if (what == "revoke") return revoked ? std::optional{InvitationNews::revoked} : std::nullopt;
  const bool of_date = payload["occurrence"].is_object();
  const InviteStatus status =
      of_date ? status_at(invitation, payload["occurrence"]["recurrence_id"].text())
              : invitation.status;
  if (revoked || status == InviteStatus::declined) return std::nullopt;
  if (what == "cancel" && !of_date) return InvitationNews::cancelled;
  if (meeting.ended_at) return std::nullopt;
  if (what == "cancel") return InvitationNews::date_cancelled;
  if (what == "update") return of_date ? InvitationNews::date_changed : InvitationNews::changed;
  return InvitationNews::invited;
}

// The facts of one date lie in the mail.
void take_date(MeetingFacts& facts, const base::Json& date) {
  facts.starts_at = base::parse_iso8601(date["starts_at"].text());
  facts.title = date["title"].text();
  const auto end = base::parse_iso8601(date["ends_at"].text());
  if (facts.starts_at && end)
    facts.duration = std::chrono::floor<std::chrono::minutes>(*end - *facts.starts_at);
}

// The same over all attempts, and of no other entry of any installation.
std::string message_id_of(const OutboxEntry& entry, const std::string& from) {
  const std::string made = std::to_string(base::unix_micros(entry.created_at));
  const auto hash = base::sha256(base::as_bytes(entry.payload + made));
  return std::to_string(entry.id.value()) + "." + made + "." +
         base::encode_hex(hash).substr(0, 16) + "@" + from.substr(from.find('@') + 1);
}

}  // namespace

Outcome<std::optional<Message>> Composer::compose(UnitOfWork& work, const OutboxEntry& entry,
                                                  base::WallTime now) const {
  const auto payload = base::Json::parse(entry.payload);
  if (!payload || !payload->is_object())
    return refuse(RefusalCode::internal, "This entry is no mail.");
  if (site_.renew) {
    Composer renewed = *this;
    site_.renew(renewed.site_);
    renewed.site_.renew = nullptr;
    return renewed.compose(work, entry, now);
  }
  TRY(auto mail, make(work, *payload, now));
  if (!mail) return std::nullopt;
  if (!site_.color.empty()) mail->letter.color = site_.color;
  Message message;
  message.from = site_.from;
  message.to = {mail->name, mail->address};
  message.reply_to = mail->reply_to;
  message.subject = mail->letter.subject;
  message.message_id = message_id_of(entry, site_.from.address);
  message.date = now;
  message.language = mail->letter.words->code;
  message.automatic = mail->automatic;
  // RFC 8058 section 3.1: an https URL.
  if (mail->letter.unsubscribe && mail->letter.unsubscribe->url.starts_with("https://"))
    message.unsubscribe_url = mail->letter.unsubscribe->url;
  message.text = print_text(mail->letter);
  message.html = print_html(mail->letter);
  message.calendar = mail->calendar;
  return std::optional{std::move(message)};
}

Composer::Made Composer::make(UnitOfWork& work, const base::Json& payload,
                              base::WallTime now) const {
  const std::string kind = payload["template"].text();
  if (kind == "invitation") return invitation(work, payload, now);
  if (kind == "reminder") return reminder(work, payload, now);
  if (kind == "join-request") return request(work, payload, now);
  if (kind == "join-answer") return answer(work, payload);
  if (kind == "password-reset" || kind == "verify-email") return proof(work, payload, now);
  if (kind == "trial") return trial(work, payload);
  return refuse(RefusalCode::internal, "This entry is no mail.");
}

Composer::Made Composer::trial(UnitOfWork& work, const base::Json& payload) const {
  const auto person = user_of(work, payload["user"].text());
  if (!person || person->shown_email().empty()) return std::nullopt;
  return Mail{person->shown_email(), person->name, trial_letter(reader(work, person, nullptr))};
}

Composer::Made Composer::invitation(UnitOfWork& work, const base::Json& payload,
                                    base::WallTime now) const {
  const auto found = work.meeting_invitations().by_id(InviteId{payload["invite"].text()});
  if (!found) return std::nullopt;
  const auto stored = work.meetings().by_id(found->meeting_id);
  if (!stored) return std::nullopt;
  const Meeting& meeting = stored->meeting;
  const auto news = news_of(payload, *found, meeting);
  if (!news) return std::nullopt;
  const auto account = account_of(work, *found);
  MeetingFacts about = facts(meeting);
  about.url += "#invitation=" + link_of_invitation(tokens_, found->id);
  if (payload["occurrence"].is_object()) take_date(about, payload["occurrence"]);
  const std::string said = payload["message"].text();
  const std::string message = *news == InvitationNews::invited ? found->message.value_or("") : said;
  Mail mail{found->email, account ? account->name : std::string{},
            invitation_letter(reader(work, account, &meeting), *news, about, message), false};
  if (!site_.replies.empty()) mail.reply_to = reply_address(tokens_, site_.replies, found->id);
  EventTerms terms;
  terms.sequence = calendar_sequence(meeting, &*found);
  terms.stamp = now;
  terms.url = about.url;
  terms.comment = said;
  // Answers go to the organizer; without a mailbox for them they go to whoever reads ours.
  terms.organizer =
      CalendarPerson{meeting.host_name, mail.reply_to.empty() ? site_.from.address : mail.reply_to};
  terms.guests = {{{mail.name, mail.address}, found->status}};
  terms.dates = found->dates;
  mail.calendar = calendar(work, payload, meeting, *news, terms);
  return mail;
}

std::optional<CalendarPart> Composer::calendar(UnitOfWork& work, const base::Json& payload,
                                               const Meeting& meeting, InvitationNews news,
                                               const EventTerms& terms) const {
  Calendar out;
  const bool cancels = news == InvitationNews::cancelled || news == InvitationNews::revoked ||
                       news == InvitationNews::date_cancelled;
  out.method = cancels ? CalendarMethod::cancel : CalendarMethod::request;
  if (payload["occurrence"].is_object()) {
    const auto date = event_of_date(meeting, payload["occurrence"], terms, find_zone_);
    if (date) out.events = {*date};
  } else {
    std::optional<SeriesDates> dates;
    if (meeting.series) {
      auto made = dates_of(work, meeting, find_zone_);
      if (!made) return std::nullopt;
      dates = std::move(*made);
    }
    auto events = events_of(meeting, dates ? &*dates : nullptr, terms, find_zone_);
    if (!events) return std::nullopt;
    out.events = std::move(*events);
    // Taking somebody off concerns all dates.
    if (cancels && out.events.size() > 1) out.events.resize(1);
  }
  if (out.events.empty()) return std::nullopt;
  return CalendarPart{std::string{to_string(out.method)}, print_calendar(out)};
}

Composer::Made Composer::reminder(UnitOfWork& work, const base::Json& payload,
                                  base::WallTime now) const {
  const auto stored = work.meetings().by_id(MeetingId{payload["meeting"].text()});
  const auto at = base::parse_iso8601(payload["starts_at"].text());
  if (!stored || !at || *at <= now) return std::nullopt;
  TRY(const auto start, start_at(work, stored->meeting, *at, find_zone_));
  if (!start) return std::nullopt;  // moved or cancelled since
  MeetingFacts about = facts(stored->meeting);
  about.title = start->title;
  about.starts_at = start->at;
  about.duration = start->duration;
  const auto left = std::chrono::floor<std::chrono::seconds>(start->at - now);
  Mail mail;
  std::optional<User> person;
  std::string stop;
  if (const std::string invite = payload["invite"].text(); !invite.empty()) {
    const auto found = work.meeting_invitations().by_id(InviteId{invite});
    if (!found || !found->reminders) return std::nullopt;
    const InviteStatus status = status_at(*found, start->occurrence);
    if (status == InviteStatus::revoked || status == InviteStatus::declined) return std::nullopt;
    person = account_of(work, *found);
    mail.address = found->email;
    about.url += "#invitation=" + link_of_invitation(tokens_, found->id);
    stop = stop_link(tokens_, found->id);
  } else {
    person = user_of(work, payload["user"].text());
    if (!person || !person->is_reachable()) return std::nullopt;
    mail.address = person->shown_email();
    stop = stop_link(tokens_, person->id);
  }
  if (person && !person->reminders) return std::nullopt;
  if (person) mail.name = person->name;
  mail.letter = reminder_letter(reader(work, person, &stored->meeting), about, left,
                                url("/api/mail/unsubscribe/" + stop));
  return mail;
}

Composer::Made Composer::request(UnitOfWork& work, const base::Json& payload,
                                 base::WallTime now) const {
  const auto asked = work.join_requests().by_id(JoinRequestId{payload["request"].text()});
  if (!asked || asked->status != RequestStatus::pending || asked->expires_at <= now)
    return std::nullopt;
  const auto stored = work.meetings().by_id(asked->meeting_id);
  const auto host = user_of(work, payload["user"].text());
  if (!stored || stored->meeting.ended_at || !host || !host->is_reachable()) return std::nullopt;
  return Mail{host->shown_email(), host->name,
              request_letter(reader(work, host, &stored->meeting), facts(stored->meeting),
                             asked->name, asked->message.value_or(""))};
}

Composer::Made Composer::answer(UnitOfWork& work, const base::Json& payload) const {
  const auto asked = work.join_requests().by_id(JoinRequestId{payload["request"].text()});
  const bool approved = asked && asked->status == RequestStatus::approved;
  if (!asked || (!approved && asked->status != RequestStatus::denied)) return std::nullopt;
  const auto stored = work.meetings().by_id(asked->meeting_id);
  const auto person = user_of(work, payload["user"].text());
  if (!stored || stored->meeting.ended_at || !person || !person->is_reachable())
    return std::nullopt;
  return Mail{
      person->shown_email(), person->name,
      answer_letter(reader(work, person, &stored->meeting), facts(stored->meeting), approved)};
}

Composer::Made Composer::proof(UnitOfWork& work, const base::Json& payload,
                               base::WallTime now) const {
  const auto person = user_of(work, payload["user"].text());
  const auto until = base::parse_iso8601(payload["expires_at"].text());
  if (!person || !until || *until <= now) return std::nullopt;
  const bool resets = payload["template"].text() == "password-reset";
  const std::string page = resets ? "/reset#token=" : "/verify#token=";
  return Mail{payload["to"].text(), person->name,
              proof_letter(reader(work, person, nullptr),
                           {resets, url(page + payload["token"].text()), *until})};
}

Reader Composer::reader(UnitOfWork& work, const std::optional<User>& person,
                        const Meeting* meeting) const {
  std::string language = person ? person->language : std::string{};
  if (language.empty() && meeting != nullptr) {
    const auto host = user_of(work, meeting->host_id.value());
    if (host) language = host->language;
  }
  Reader out;
  out.words = &words_of(language.empty() ? site_.language : language);
  out.site = site_.name;
  const std::string of_meeting =
      meeting != nullptr && meeting->timezone ? *meeting->timezone : site_.timezone;
  for (const std::string& name : {person ? person->timezone : std::string{}, of_meeting}) {
    if (name.empty()) continue;
    if (auto rules = find_zone_(name)) {
      out.zone = {name, std::move(rules)};
      break;
    }
  }
  return out;
}

MeetingFacts Composer::facts(const Meeting& meeting) const {
  return {meeting.title,        meeting.host_name,   meeting.code, url("/j/" + meeting.code),
          meeting.scheduled_at, duration_of(meeting)};
}

}  // namespace meetings::notify
