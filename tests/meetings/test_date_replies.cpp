// SPDX-License-Identifier: MIT
// Answers of mail programs for single dates of a series: the mails that Gmail, Outlook and Apple
// send, what becomes of them, and who is told.
#include <algorithm>

#include "meetings/calendar_reply.hpp"
#include "meetings/notify/composer.hpp"
#include "meetings/reply_address.hpp"
#include "tests/meetings/teaching.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::Teaching;

namespace {

constexpr const char* kEve = "eve@example.net";

std::string mail(const std::string& to, const std::string& calendar) {
  return "From: Eve <eve@example.net>\r\nTo: host <" + to +
         ">\r\nSubject: Re: Latin\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\n"
         "Content-Type: text/plain; charset=\"UTF-8\"\r\n\r\nEve has answered.\r\n--b1\r\n"
         "Content-Type: text/calendar; charset=\"UTF-8\"; method=REPLY\r\n\r\n" +
         calendar + "--b1--\r\n";
}

// Gmail and Google Calendar, whose dates are in UTC.
std::string of_google(const std::string& uid, const std::string& organizer, const char* partstat,
                      const std::string& date) {
  return "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\n"
         "CALSCALE:GREGORIAN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTART:" +
         date + "\r\nDTEND:" + date +
         "\r\nDTSTAMP:20270115T080000Z\r\nORGANIZER;CN=host:mailto:" + organizer +
         "\r\nUID:" + uid +
         "\r\nATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=" + partstat +
         ";CN=eve@exa\r\n mple.net;X-NUM-GUESTS=0:mailto:eve@example.net\r\nRECURRENCE-ID:" + date +
         "\r\nCREATED:20270114T080000Z\r\nDESCRIPTION:\r\nLAST-MODIFIED:20270115T080000Z\r\n"
         "LOCATION:\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\nSUMMARY:Latin\r\nTRANSP:OPAQUE\r\n"
         "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

// Outlook and Exchange: a zone of their own name, whose rules come along, and no organizer.
std::string of_outlook(const std::string& uid, const char* partstat, const std::string& date) {
  const std::string at = ";TZID=W. Europe Standard Time:" + date + "\r\n";
  return "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:Microsoft Exchange Server 2010\r\n"
         "VERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\n"
         "DTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
         "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
         "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\n"
         "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\n"
         "END:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nATTENDEE;PARTSTAT=" +
         std::string{partstat} +
         ";CN=Eve:MAILTO:Eve@Example.net\r\nCOMMENT;LANGUAGE=de-DE:\\n\r\nUID:" + uid +
         "\r\nRECURRENCE-ID" + at + "SUMMARY;LANGUAGE=de-DE:Abgelehnt: Latin\r\nDTSTART" + at +
         "DTEND" + at +
         "CLASS:PUBLIC\r\nPRIORITY:5\r\nDTSTAMP:20270115T080000Z\r\nTRANSP:OPAQUE\r\n"
         "STATUS:CONFIRMED\r\nSEQUENCE:0\r\nX-MICROSOFT-CDO-APPT-SEQUENCE:0\r\n"
         "X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\nX-MICROSOFT-CDO-INSTTYPE:3\r\nEND:VEVENT\r\n"
         "END:VCALENDAR\r\n";
}

// One VEVENT of Apple's Calendar, which sends several dates in one mail.
std::string event_of_apple(const std::string& uid, const std::string& organizer,
                           const char* partstat, const std::string& date) {
  const std::string at = ";TZID=Europe/Berlin:" + date + "\r\n";
  return "BEGIN:VEVENT\r\nATTENDEE;CN=Eve;CUTYPE=INDIVIDUAL;EMAIL=eve@example.net;PARTSTAT=" +
         std::string{partstat} +
         ";ROLE=REQ-PARTICIPANT:mailto:eve@example.net\r\nCREATED:20270114T080000Z\r\nDTEND" + at +
         "DTSTAMP:20270115T080000Z\r\nDTSTART" + at +
         "LAST-MODIFIED:20270115T080000Z\r\nORGANIZER;CN=host:mailto:" + organizer +
         "\r\nRECURRENCE-ID" + at + "SEQUENCE:0\r\nSUMMARY:Latin\r\nTRANSP:OPAQUE\r\nUID:" + uid +
         "\r\nEND:VEVENT\r\n";
}

std::string of_apple(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nCALSCALE:GREGORIAN\r\nMETHOD:REPLY\r\n"
         "PRODID:-//Apple Inc.//macOS 14.7//EN\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\n"
         "TZID:Europe/Berlin\r\nBEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\n"
         "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\n"
         "TZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n" +
         events + "END:VCALENDAR\r\n";
}

struct School : Teaching {
  Invitation eve;

  School() {
    OK(invitations.invite(host, room.code, {.emails = {kEve}}, kClient));
    eve = now();
    drop();
    (void)events.take();
  }
  std::string uid() const { return room.id.value(); }
  std::string address() { return reply_address(tokens, "rsvp@meet.example.org", eve.id); }
  Invitation of(std::string_view email) {
    const auto all = OK(invitations.list(host, room.code, kClient));
    return *std::ranges::find(all, email, &Invitation::email);
  }
  Invitation now() { return of(kEve); }
  Outcome<InvitationView> take(const std::string& calendar) {
    return invitations.respond_by_mail(mail(address(), calendar), {});
  }
  Outcome<InvitationView> google(const char* partstat, const std::string& date) {
    return take(of_google(uid(), address(), partstat, date));
  }
  // "20270122T100000 declined, …"
  std::string dates() {
    std::string out;
    for (const DateAnswer& one : now().dates)
      out += one.occurrence + ' ' + std::string{to_string(one.status)} + ", ";
    return out;
  }
  std::vector<OutboxEntry> entries() {
    return OK(read(*store, [](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
      return work.outbox().list(std::nullopt, std::nullopt, 1000);
    }));
  }
  void drop() {
    OK(store->write([&](UnitOfWork& work) -> Outcome<void> {
      for (const OutboxEntry& one : work.outbox().list(std::nullopt, std::nullopt, 1000))
        work.outbox().mark_done(one.id);
      return {};
    }));
  }
  // The calendar of a mail that waits, without its folds; empty: the mail does not leave.
  std::string calendar_of(const OutboxEntry& entry) {
    const notify::Composer composer{
        {"School", "https://meet.example.org", notify::Mailbox{"School", "meet@example.org"}, "en",
         "UTC", "rsvp@meet.example.org"},
        tokens,
        meeting_config().find_timezone};
    const auto message =
        OK(read(*store, [&](UnitOfWork& work) -> Outcome<std::optional<notify::Message>> {
          return composer.compose(work, entry, clock.wall_now());
        }));
    std::string text = message && message->calendar ? message->calendar->text : std::string{};
    for (std::size_t at = 0; (at = text.find("\r\n ", at)) != std::string::npos;) text.erase(at, 3);
    return text;
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void every_program_answers_for_one_date() {
  School s;
  const auto view = OK(s.google("DECLINED", "20270122T090000Z"));
  CHECK_EQ(view.invitation.dates.size(), 1u);
  CHECK_EQ(s.dates(), "20270122T100000 declined, ");
  CHECK(s.now().dates.at(0).at == s.second);
  CHECK(s.now().status == InviteStatus::pending);
  OK(s.take(of_outlook(s.uid(), "TENTATIVE", "20270129T100000")));
  CHECK_EQ(s.dates(), "20270122T100000 declined, 20270129T100000 tentative, ");
  OK(s.take(of_apple(event_of_apple(s.uid(), s.address(), "ACCEPTED", "20270122T100000") +
                     event_of_apple(s.uid(), s.address(), "DECLINED", "20270205T100000"))));
  CHECK_EQ(s.dates(),
           "20270122T100000 accepted, 20270129T100000 tentative, "
           "20270205T100000 declined, ");
}

// Also the other names of a date that the standard allows.
void dates_are_found_by_every_name() {
  School s;
  const auto answer = [&](const char* partstat, const std::string& name) {
    return s.take("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:" + s.uid() +
                  "\r\nATTENDEE;PARTSTAT=" + partstat + ":mailto:eve@example.net\r\n" + name +
                  "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  };
  OK(answer("ACCEPTED", "RECURRENCE-ID:20270122T100000"));
  OK(answer("DECLINED", "RECURRENCE-ID;VALUE=DATE:20270122"));
  OK(answer("TENTATIVE", "RECURRENCE-ID;TZID=America/New_York:20270122T040000"));
  CHECK_EQ(s.dates(), "20270122T100000 tentative, ");
  for (const char* name : {"RECURRENCE-ID:20270122T100000Z", "RECURRENCE-ID:20270123T090000Z",
                           "RECURRENCE-ID;VALUE=DATE:20270123", "RECURRENCE-ID:20990122T090000Z",
                           "RECURRENCE-ID:00000000T000000Z", "RECURRENCE-ID:99991399T999999",
                           "RECURRENCE-ID:x", "RECURRENCE-ID;RANGE=THISANDFUTURE:20270122T090000Z",
                           "RECURRENCE-ID;TZID=America/New_York:20270122T100000"})
    REFUSED(answer("DECLINED", name), bad_field);
  CHECK_EQ(s.dates(), "20270122T100000 tentative, ");
}

void the_answer_for_a_date_wins() {
  School s;
  OK(s.google("DECLINED", "20270122T090000Z"));
  OK(s.invitations.respond_by_link({}, s.invitations.link_of(s.eve.id), InviteAnswer::accept));
  CHECK(status_at(s.now(), "20270122T100000") == InviteStatus::declined);
  CHECK(status_at(s.now(), "20270129T100000") == InviteStatus::accepted);
  s.drop();
  // Nobody writes to Eve about the date that she declined, and about others everybody does.
  OK(s.change_one(s.second, {.title = "Exam"}));
  CHECK(s.entries().empty());
  OK(s.change_one(s.third, {.title = "Exam"}));
  CHECK_EQ(s.entries().size(), 1u);
  // And the other way round.
  OK(s.invitations.respond_by_link({}, s.invitations.link_of(s.eve.id), InviteAnswer::decline));
  OK(s.google("ACCEPTED", "20270129T090000Z"));
  s.drop();
  OK(s.change_one(s.third, {.title = "Greek"}));
  CHECK_EQ(s.entries().size(), 1u);
  CHECK(has(s.calendar_of(s.entries().at(0)), "PARTSTAT=ACCEPTED"));
}

void calendars_show_the_answer_of_each_date() {
  School s;
  OK(s.google("ACCEPTED", "20270122T090000Z"));
  OK(s.google("TENTATIVE", "20270129T090000Z"));
  s.drop();
  OK(s.change_one(s.third, {.title = "Exam"}));
  const std::string one = s.calendar_of(s.entries().at(0));
  CHECK(has(one, "RECURRENCE-ID;TZID=Europe/Berlin:20270129T100000"));
  CHECK(has(one, "PARTSTAT=TENTATIVE") && !has(one, "RRULE:FREQ=WEEKLY"));
  s.drop();
  OK(s.change_all({.title = "Greek"}));
  const std::string all = s.calendar_of(s.entries().at(0));
  const std::size_t first = all.find("BEGIN:VEVENT"), second = all.find("BEGIN:VEVENT", first + 1);
  CHECK(has(all.substr(first, second - first), "PARTSTAT=NEEDS-ACTION"));
  // A date that differs by the answer alone has an event of its own, too.
  CHECK(has(all, "RECURRENCE-ID;TZID=Europe/Berlin:20270122T100000"));
  CHECK(has(all.substr(second), "PARTSTAT=ACCEPTED"));
  CHECK(has(all.substr(second), "PARTSTAT=TENTATIVE"));
}

void a_persons_feed_leaves_declined_dates_out() {
  School s;
  OK(s.invitations.invite(s.host, s.room.code, {.emails = {"other@example.org"}}, kClient));
  const Invitation other = s.of("other@example.org");
  const std::string to = reply_address(s.tokens, "rsvp@meet.example.org", other.id);
  std::string calendar = of_google(s.uid(), to, "DECLINED", "20270122T090000Z");
  calendar.replace(calendar.find("mailto:eve@example.net"), 22, "mailto:other@example.org");
  OK(s.invitations.respond_by_mail(mail(to, calendar), {}));
  CalendarFeeds feeds{s.services(), lectern_test::World::meeting_config().find_timezone, "School"};
  const auto feed_of = [&](const Claims& who) {
    return OK(feeds.read(OK(feeds.reset(who)), "https://meet.example.org"));
  };
  CHECK(has(feed_of(s.other), "EXDATE;TZID=Europe/Berlin:20270122T100000"));
  // RFC 5546 section 3.2.1.
  CHECK(!has(feed_of(s.other), "ATTENDEE"));
  CHECK(!has(feed_of(s.host), "EXDATE"));
}

void the_hosts_are_told_once() {
  School s;
  OK(s.google("DECLINED", "20270122T090000Z"));
  const auto told = OK(s.notifications.list(s.host));
  CHECK_EQ(told.size(), 1u);
  const Notice& notice = told.at(0).notice;
  CHECK(notice.kind == NoticeKind::invitation_answered);
  CHECK_EQ(notice.name, kEve);
  CHECK_EQ(notice.status, "declined");
  CHECK(notice.starts_at == s.second);
  OK(s.google("DECLINED", "20270122T090000Z"));
  CHECK_EQ(OK(s.notifications.list(s.host)).size(), 1u);
}

void what_comes_late_or_is_no_date_changes_nothing() {
  School s;
  OK(s.google("DECLINED", "20270122T090000Z"));
  std::string earlier = of_google(s.uid(), s.address(), "ACCEPTED", "20270122T090000Z");
  earlier.replace(earlier.find("DTSTAMP:20270115T08"), 19, "DTSTAMP:20270115T07");
  REFUSED(s.take(earlier), changed);
  // Each date has its own last answer.
  earlier = of_google(s.uid(), s.address(), "ACCEPTED", "20270129T090000Z");
  earlier.replace(earlier.find("DTSTAMP:20270115T08"), 19, "DTSTAMP:20270115T07");
  OK(s.take(earlier));
  REFUSED(s.take(of_google("another", s.address(), "ACCEPTED", "20270122T090000Z")), bad_field);
  OK(s.cancel_one(s.third));
  REFUSED(s.google("DECLINED", "20270129T090000Z"), ended);
  s.go_to(s.first + 2h);
  REFUSED(s.google("DECLINED", "20270115T090000Z"), ended);
  CHECK_EQ(s.dates(), "20270122T100000 declined, 20270129T100000 accepted, ");
  // Of several answers in one mail those count that are right.
  OK(s.take(of_apple(event_of_apple(s.uid(), s.address(), "ACCEPTED", "20270116T100000") +
                     event_of_apple(s.uid(), s.address(), "ACCEPTED", "20270205T100000"))));
  CHECK(has(s.dates(), "20270205T100000 accepted"));
  OK(s.invitations.revoke(s.host, s.room.code, s.eve.id.value(), kClient));
  REFUSED(s.google("ACCEPTED", "20270205T090000Z"), not_found);
  // Who is invited anew has answered nothing.
  OK(s.invitations.invite(s.host, s.room.code, {.emails = {kEve}}, kClient));
  CHECK_EQ(s.dates(), "");
}

void a_meeting_that_is_no_series_has_no_dates() {
  School s;
  s.room = s.meeting(
      s.host, {.type = MeetingType::scheduled, .scheduled_at = s.second, .invitees = {kEve}});
  s.eve = s.now();
  REFUSED(s.google("DECLINED", "20270122T090000Z"), bad_field);
}

void answers_follow_the_dates_of_a_series() {
  School s;
  OK(s.google("DECLINED", "20270122T090000Z"));
  OK(s.google("DECLINED", "20270205T090000Z"));
  const Meeting next = OK(s.change_following(s.third, {.title = "Greek"})).meeting;
  CHECK_EQ(s.dates(), "20270122T100000 declined, ");
  CHECK_EQ(OK(s.invitations.list(s.host, next.code, kClient)).at(0).dates.size(), 1u);
  OK(s.cancel_following(s.second));
  CHECK_EQ(s.dates(), "");
  // Other times are other dates.
  OK(s.series.change_following(s.host, next.code, s.third, {.scheduled_at = s.third + 1h}, {},
                               kClient, &s.passwords));
  CHECK(OK(s.invitations.list(s.host, next.code, kClient)).at(0).dates.empty());
}

void nobody_is_reminded_of_a_declined_date() {
  School s;
  OK(s.google("DECLINED", "20270122T090000Z"));
  const auto reminded_before = [&](base::WallTime start) {
    s.drop();
    s.clock.advance(start - 1h - s.clock.wall_now());
    OK(s.reminders.sweep());
    return std::ranges::any_of(s.entries(), [](const OutboxEntry& one) {
      return has(one.payload, "\"reminder\"") && has(one.payload, "\"invite\"");
    });
  };
  CHECK(!reminded_before(s.second));
  CHECK(reminded_before(s.third));
}

void answers_are_exported_and_erased_with_the_person() {
  School s;
  const Claims eve = s.person("eve");
  OK(s.invitations.invite(s.host, s.room.code, {.emails = {"eve@example.org"}}, kClient));
  const Invitation own = s.of("eve@example.org");
  const std::string to = reply_address(s.tokens, "rsvp@meet.example.org", own.id);
  std::string calendar = of_google(s.uid(), to, "DECLINED", "20270122T090000Z");
  calendar.replace(calendar.find("mailto:eve@example.net"), 22, "mailto:eve@example.org");
  OK(s.invitations.respond_by_mail(mail(to, calendar), {}));
  const base::Json out = OK(s.persons.export_own(eve));
  CHECK_EQ(out["date_answers"].size(), 1u);
  CHECK_EQ(out["date_answers"].at(0)["status"].text(), "declined");
  CHECK_EQ(out["date_answers"].at(0)["occurrence"].text(), "20270122T100000");
  OK(s.persons.erase_by_operator(eve.user_id));
  CHECK(!OK(read(*s.store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.meeting_invitations().by_id(own.id).has_value();
  })));
}

// Dates far apart, more than an invitation keeps.
void an_invitation_keeps_a_bounded_number() {
  School s;
  OK(s.store->write([&](UnitOfWork& work) -> Outcome<void> {
    for (std::size_t i = 0; i < Invitations::kMostDates + 5; ++i) {
      const base::WallTime at = s.first + 24h * i;
      const std::string name = print_local_time(
          LocalTime{std::chrono::floor<std::chrono::seconds>(at).time_since_epoch()});
      work.meeting_invitations().put_date_answer(
          s.eve.id, {name, at, InviteStatus::accepted, s.first, s.first}, Invitations::kMostDates);
    }
    return {};
  }));
  CHECK_EQ(s.now().dates.size(), Invitations::kMostDates);
  CHECK_EQ(s.now().dates.front().occurrence, "20270120T090000");
}

}  // namespace

int main() {
  return lectern_test::run(
      "date_replies",
      {TEST(every_program_answers_for_one_date), TEST(dates_are_found_by_every_name),
       TEST(the_answer_for_a_date_wins), TEST(calendars_show_the_answer_of_each_date),
       TEST(a_persons_feed_leaves_declined_dates_out), TEST(the_hosts_are_told_once),
       TEST(what_comes_late_or_is_no_date_changes_nothing),
       TEST(a_meeting_that_is_no_series_has_no_dates), TEST(answers_follow_the_dates_of_a_series),
       TEST(nobody_is_reminded_of_a_declined_date),
       TEST(answers_are_exported_and_erased_with_the_person),
       TEST(an_invitation_keeps_a_bounded_number)});
}
