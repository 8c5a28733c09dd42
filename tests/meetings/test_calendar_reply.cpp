// SPDX-License-Identifier: MIT
// Answers of mail programs: what is read out of their mails, whose invitation they change, and what
// they cannot do.
#include "meetings/calendar_reply.hpp"

#include "base/text.hpp"

#include "meetings/mail_reader.hpp"
#include "meetings/reply_address.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

std::string reply(const std::string& uid, const std::string& attendee, const char* partstat,
                  const std::string& more = {}) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
         "UID:" +
         uid + "\r\nATTENDEE;PARTSTAT=" + partstat + ":MAILTO:" + attendee + "\r\n" + more +
         "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

std::string mail(const std::string& to, const std::string& calendar) {
  return "From: mallory@example.net\r\nTo: \"A\" <" + to +
         ">\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n"
         " boundary=\"b 1\"\r\n\r\npreamble\r\n--b 1\r\nContent-Type: text/plain\r\n\r\nyes\r\n"
         "--b 1\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n" +
         calendar + "--b 1--\r\n";
}

struct School {
  World w;
  Claims ada = w.person("ada");
  Meeting latin;
  Invitation eve;

  School() {
    NewMeeting fields;
    fields.title = "Latin";
    fields.type = MeetingType::scheduled;
    fields.scheduled_at = w.clock.wall_now() + 48h;
    fields.invitees = {"eve@example.net"};
    latin = w.meeting(ada, fields);
    eve = now();
  }
  Invitation now() { return OK(w.invitations.list(ada, latin.code, kClient)).at(0); }
  std::string address() { return reply_address(w.tokens, "rsvp@meet.example.org", eve.id); }
  Outcome<InvitationView> answer(const std::string& message) {
    return w.invitations.respond_by_mail(message, {});
  }
};

void an_answer_changes_the_invitation() {
  School s;
  CHECK(s.address().find('@') <= 64);
  const std::string uid = s.latin.id.value();
  OK(s.answer(mail(s.address(), reply(uid, "Eve@Example.net", "ACCEPTED"))));
  CHECK(s.now().status == InviteStatus::accepted);
  OK(s.answer(mail(base::to_lower(s.address()), reply(uid, "eve@example.net", "TENTATIVE"))));
  CHECK(s.now().status == InviteStatus::tentative);
  // The address of the envelope and that of ORGANIZER count as well.
  OK(s.w.invitations.respond_by_mail(mail("x@y.example", reply(uid, "eve@example.net", "DECLINED")),
                                     s.address()));
  CHECK(s.now().status == InviteStatus::declined);
  OK(s.answer(mail("x@y.example", reply(uid, "eve@example.net", "ACCEPTED",
                                        "ORGANIZER:mailto:" + s.address() + "\r\n"))));
  CHECK(s.now().status == InviteStatus::accepted);
}

void nobody_answers_without_the_token_or_for_others() {
  School s;
  const std::string uid = s.latin.id.value();
  const std::string right = reply(uid, "eve@example.net", "ACCEPTED");
  std::string forged = s.address();
  forged[forged.find('@') - 1] = forged[forged.find('@') - 1] == '0' ? '1' : '0';
  for (const std::string& to : {std::string{"rsvp@meet.example.org"}, forged, std::string{},
                                "rsvp+" + s.eve.id.value() + "@meet.example.org"})
    REFUSED(s.answer(mail(to, right)), not_found);
  REFUSED(s.answer(mail(s.address(), reply(uid, "mallory@example.net", "ACCEPTED"))), bad_field);
  REFUSED(s.answer(mail(s.address(), reply("other", "eve@example.net", "ACCEPTED"))), bad_field);
  REFUSED(s.answer(mail(s.address(), reply(uid, "eve@example.net", "NEEDS-ACTION"))), bad_field);
  REFUSED(s.answer(mail(s.address(), reply(uid, "eve@example.net", "ACCEPTED",
                                           "RECURRENCE-ID:20260302T100000Z\r\n"))),
          bad_field);
  REFUSED(s.answer("Subject: hello\r\n\r\nNo calendar.\r\n"), bad_field);
  REFUSED(s.answer(mail(s.address(), "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")),
          bad_field);
  REFUSED(s.answer(std::string(kLongestMail + 1, 'x')), bad_field);
  CHECK(s.now().status == InviteStatus::pending);
  OK(s.w.invitations.revoke(s.ada, s.latin.code, s.eve.id.value(), kClient));
  REFUSED(s.answer(mail(s.address(), right)), not_found);
}

void an_earlier_answer_that_comes_later_changes_nothing() {
  School s;
  s.w.clock.advance(1h);
  const auto at = [&](std::chrono::minutes ago) {
    const auto time = std::chrono::floor<std::chrono::seconds>(s.w.clock.wall_now() - ago);
    return "DTSTAMP:" + print_local_time(LocalTime{time.time_since_epoch()}) + "Z\r\n";
  };
  const std::string uid = s.latin.id.value();
  OK(s.answer(mail(s.address(), reply(uid, "eve@example.net", "DECLINED", at(10min)))));
  REFUSED(s.answer(mail(s.address(), reply(uid, "eve@example.net", "ACCEPTED", at(11min)))),
          changed);
  CHECK(s.now().status == InviteStatus::declined);
  OK(s.answer(mail(s.address(), reply(uid, "eve@example.net", "ACCEPTED", at(9min)))));
  // A clock that goes ahead by a day does not keep the next answer out.
  OK(s.answer(mail(s.address(), reply(uid, "eve@example.net", "DECLINED", at(-1440min)))));
  s.w.clock.advance(1min);
  OK(s.answer(mail(s.address(), reply(uid, "eve@example.net", "ACCEPTED", at(0min)))));
  CHECK(s.now().status == InviteStatus::accepted);
}

void calendars_are_found_in_all_encodings() {
  const auto calendar = [](const char* head, const char* body) {
    return read_mail(std::string{"From x\nTO: a@b.c,\n d@e.f (g)\nContent-type: TEXT/Calendar\n"} +
                     head + "\n\n" + body)
        .calendar;
  };
  CHECK_EQ(calendar("X: y", "BEGIN\n"), "BEGIN\n");
  CHECK_EQ(calendar("Content-Transfer-Encoding: base64", "QkVH\nSU4="), "BEGIN");
  CHECK_EQ(calendar("Content-Transfer-Encoding: Quoted-Printable", "B=45=\nG=3D=zz"), "BEG==zz");
  CHECK_EQ(read_mail("To: a@b.c,\r\n d@e.f (g)\r\n\r\n").recipients.size(), 2u);
}

// Parts within parts, and a boundary that never comes.
void hostile_mails_have_bounds() {
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "Content-Type: multipart/mixed; boundary=a\n\n--a\n";
  CHECK(read_mail(deep).calendar.empty());
  std::string wide = "Content-Type: multipart/mixed; boundary=a\n\n";
  for (int i = 0; i < 5000; ++i) wide += "--a\n\nx\n";
  CHECK(read_mail(wide).calendar.empty());
  for (const char* text : {"", ":", "\n", "Content-Type: multipart/mixed", "To",
                           "Content-Type: multipart/mixed; boundary=\"\n\n--\n",
                           "Content-Type: multipart/mixed; boundary\n\n--\n"})
    CHECK(read_mail(text).calendar.empty());
  std::string nested;
  for (int i = 0; i < 3000; ++i) nested += "BEGIN:VEVENT\r\n";
  REFUSED(read_reply("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + nested), bad_field);
  for (const char* text : {"", "x", "BEGIN:VCALENDAR", "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
                           "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n",
                           "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n"
                           "END:VCALENDAR\r\n"})
    REFUSED(read_reply(text), bad_field);
}

}  // namespace

int main() {
  return lectern_test::run(
      "calendar_reply",
      {TEST(an_answer_changes_the_invitation), TEST(nobody_answers_without_the_token_or_for_others),
       TEST(an_earlier_answer_that_comes_later_changes_nothing),
       TEST(calendars_are_found_in_all_encodings), TEST(hostile_mails_have_bounds)});
}
