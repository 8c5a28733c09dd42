// SPDX-License-Identifier: MIT
// What becomes of the mails that the services put: the right words at the time when they leave, or
// nothing if nobody needs them any more.
#include "meetings/notify/composer.hpp"

#include <chrono>
#include <cstdio>

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace meetings::notify;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct School {
  World w;
  Claims ada = w.person("ada");
  Composer composer{
      {"Example School", "https://meet.example.org", Mailbox{"Example School", "meet@example.org"},
       "en", "UTC", "rsvp@meet.example.org"},
      w.tokens,
      World::meeting_config().find_timezone};

  Meeting plan(std::vector<std::string> invitees) {
    drop();
    NewMeeting fields;
    fields.title = "Latin";
    fields.type = MeetingType::scheduled;
    fields.scheduled_at = w.clock.wall_now() + 48h;
    fields.timezone = "Europe/Berlin";
    fields.invitees = std::move(invitees);
    return w.meeting(ada, fields);
  }
  std::vector<OutboxEntry> entries() {
    return OK(read(*w.store, [](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
      return work.outbox().list(std::nullopt, std::nullopt, 1000);
    }));
  }
  void drop() {
    OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
      for (const OutboxEntry& one : work.outbox().list(std::nullopt, std::nullopt, 1000))
        work.outbox().mark_done(one.id);
      return {};
    }));
  }
  Outcome<std::optional<Message>> compose(const OutboxEntry& entry) {
    return read(*w.store, [&](UnitOfWork& work) -> Outcome<std::optional<Message>> {
      return composer.compose(work, entry, w.clock.wall_now());
    });
  }
  // The subjects of all mails that leave now, "-" for one that does not.
  std::string subjects() {
    std::string out;
    for (const OutboxEntry& entry : entries()) {
      const auto message = OK(compose(entry));
      out += (message ? message->subject : "-") + "|";
    }
    return out;
  }
  void choose(const Claims& who, const char* language, const char* zone) {
    OK(w.accounts.change_own(who, {.language = language, .timezone = zone}));
  }
};

void an_invitation_has_link_time_and_sender() {
  School s;
  const Meeting latin = s.plan({"eve@example.net"});
  const auto message = OK(s.compose(s.entries().at(0))).value();
  CHECK_EQ(message.subject, "Invitation: Latin");
  CHECK_EQ(message.to.address, "eve@example.net");
  CHECK_EQ(message.from.address, "meet@example.org");
  CHECK(message.text.find("https://meet.example.org/j/" + latin.code + "#invitation=") !=
        std::string::npos);
  CHECK(message.text.find("(Europe/Berlin, UTC+") != std::string::npos);
  CHECK(message.unsubscribe_url.empty() && !message.automatic);
  CHECK_EQ(OK(s.compose(s.entries().at(0)))->message_id, message.message_id);
}

void each_person_reads_in_the_own_language_and_zone() {
  School s;
  const Claims bob = s.w.person("bob");
  s.choose(s.ada, "fr", "");
  s.choose(bob, "es", "Asia/Kolkata");
  s.plan({"eve@example.net", "bob@example.org"});
  const auto eve = OK(s.compose(s.entries().at(0))).value();
  const auto his = OK(s.compose(s.entries().at(1))).value();
  CHECK_EQ(eve.language, "fr");  // the host's
  CHECK_EQ(his.language, "es");
  CHECK_EQ(his.to.name, "bob");
  CHECK(his.text.find("(Asia/Kolkata, UTC+05:30)") != std::string::npos);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The calendars of all mails that leave now, without their folds.
std::vector<std::string> calendars(School& s) {
  std::vector<std::string> all;
  for (const OutboxEntry& entry : s.entries()) {
    const auto message = OK(s.compose(entry));
    std::string text = message && message->calendar ? message->calendar->text : std::string{};
    for (std::size_t at = 0; (at = text.find("\r\n ", at)) != std::string::npos;) text.erase(at, 3);
    all.push_back(std::move(text));
  }
  return all;
}

void an_invitation_has_a_calendar_with_the_way_to_answer() {
  School s;
  const Meeting latin = s.plan({"eve@example.net"});
  const auto message = OK(s.compose(s.entries().at(0))).value();
  CHECK_EQ(message.calendar->method, "REQUEST");
  CHECK(message.reply_to.starts_with("rsvp+"));
  const std::string text = calendars(s).at(0);
  CHECK(has(text, "METHOD:REQUEST") && has(text, "UID:" + latin.id.value()));
  CHECK(has(text, "ORGANIZER;CN=ada:mailto:" + message.reply_to + "\r\n"));
  CHECK(has(text, "PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:eve@example.net\r\n"));
  CHECK(has(text, "SEQUENCE:0\r\n") && !has(text, "VTIMEZONE") && !has(text, "VALARM"));
  CHECK(has(text, "URL:https://meet.example.org/j/" + latin.code + "#invitation="));
  CHECK(has(print_message(message), "text/calendar; charset=UTF-8; method=REQUEST"));
}

// The number that a calendar program compares rises with each mail, also over a revocation.
void the_sequence_rises_with_each_change() {
  School s;
  const Meeting latin = s.plan({"eve@example.net"});
  const auto last = [&] {
    const std::string text = calendars(s).back();
    return std::stoi(text.substr(text.find("SEQUENCE:") + 9));
  };
  int before = last();
  const auto rises = [&](const char* method) {
    CHECK(has(calendars(s).back(), std::string{"METHOD:"} + method));
    CHECK(last() > before);
    before = last();
  };
  MeetingChange later;
  later.scheduled_at = s.w.clock.wall_now() + 72h;
  OK(s.w.rooms.change(s.ada, latin.code, later, {}, kClient, nullptr));
  rises("REQUEST");
  const auto eve = OK(s.w.invitations.list(s.ada, latin.code, kClient)).at(0);
  OK(s.w.invitations.revoke(s.ada, latin.code, eve.id.value(), kClient));
  rises("CANCEL");
  CHECK(!has(calendars(s).back(), "STATUS"));
  NewInvitations again;
  again.emails = {"eve@example.net"};
  OK(s.w.invitations.invite(s.ada, latin.code, again, kClient));
  CHECK(has(calendars(s).back(), "METHOD:REQUEST") && last() >= before);
  OK(s.w.rooms.cancel(s.ada, latin.code, {}, kClient));
  rises("CANCEL");
  CHECK(has(calendars(s).back(), "STATUS:CANCELLED"));
}

void one_date_of_a_series_leaves_the_others_alone() {
  School s;
  s.drop();
  NewMeeting fields;
  fields.title = "Greek";
  fields.type = MeetingType::scheduled;
  fields.scheduled_at = s.w.clock.wall_now() + 48h;
  fields.timezone = "Europe/Berlin";
  fields.recurrence = "FREQ=DAILY";
  fields.duration_minutes = 45;
  fields.invitees = {"eve@example.net"};
  const Meeting greek = s.w.meeting(s.ada, fields);
  const std::string whole = calendars(s).at(0);
  CHECK(has(whole, "BEGIN:VTIMEZONE") && has(whole, "RRULE:FREQ=DAILY"));
  s.drop();
  MeetingChange later;
  later.scheduled_at = *fields.scheduled_at + 25h;
  OK(s.w.series.change_one(s.ada, greek.code, *fields.scheduled_at + 24h, later, {}, kClient));
  OK(s.w.series.cancel_one(s.ada, greek.code, *fields.scheduled_at + 48h, {}, kClient));
  const auto mails = calendars(s);
  CHECK(has(mails.at(0), "METHOD:REQUEST") &&
        has(mails.at(0), "RECURRENCE-ID;TZID=Europe/Berlin:"));
  CHECK(has(mails.at(1), "METHOD:CANCEL") && has(mails.at(1), "RECURRENCE-ID;TZID=Europe/Berlin:"));
  for (const std::string& mail : mails) CHECK(!has(mail, "RRULE:FREQ=DAILY"));
  // Who is invited later gets the series with what differs.
  s.drop();
  NewInvitations bob;
  bob.emails = {"bob@example.net"};
  OK(s.w.invitations.invite(s.ada, greek.code, bob, kClient));
  const std::string late = calendars(s).at(0);
  CHECK(has(late, "EXDATE;TZID=Europe/Berlin:") && has(late, "RECURRENCE-ID") &&
        has(late, "RRULE:FREQ=DAILY"));
}

// Text that tries to be a head, a tag, a property of a calendar, or the end of the mail.
constexpr const char* kHostile =
    "Ill.\r\nBcc: all@example.net\n\n-- \n</td><script>x</script>\nEND:VEVENT\\nX:y;z,\"&'";

void a_cancellation_has_the_hosts_words() {
  School s;
  const Meeting latin = s.plan({"eve@example.net"});
  s.drop();
  OK(s.w.rooms.cancel(s.ada, latin.code, {}, kClient, std::string{kHostile}));
  const auto message = OK(s.compose(s.entries().at(0))).value();
  CHECK_EQ(message.subject, "Cancelled: Latin");
  CHECK(has(message.text, "\nMessage: Ill.\n    Bcc: all@example.net\n    \n    --\n    </td>"));
  CHECK(
      has(message.html, "Ill.<br>\nBcc: all@example.net<br>\n<br>\n--<br>\n&lt;/td&gt;&lt;script"));
  CHECK(!has(message.html, "<script"));
  const std::string text = calendars(s).at(0);
  CHECK(has(text,
            "\r\nCOMMENT:Ill.\\nBcc: all@example.net\\n\\n--\\n</td><script>x</script>\\n"
            "END:VEVENT\\\\nX:y\\;z\\,\"&'\r\n"));
  CHECK(!has(text, "\r\nEND:VEVENT\\"));
  // None of its lines becomes a line of the head.
  const std::string printed = print_message(message);
  CHECK(!has(printed.substr(0, printed.find("\r\n\r\n")), "Bcc"));
}

void dates_are_cancelled_with_the_hosts_words() {
  School s;
  NewMeeting fields;
  fields.title = "Greek";
  fields.type = MeetingType::scheduled;
  fields.scheduled_at = s.w.clock.wall_now() + 48h;
  fields.timezone = "Europe/Berlin";
  fields.recurrence = "FREQ=DAILY";
  fields.duration_minutes = 45;
  fields.invitees = {"eve@example.net"};
  const Meeting greek = s.w.meeting(s.ada, fields);
  const base::WallTime first = *fields.scheduled_at;
  s.drop();
  OK(s.w.series.cancel_one(s.ada, greek.code, first + 24h, {}, kClient, "No heating."));
  OK(s.w.series.cancel_following(s.ada, greek.code, first + 72h, {}, kClient, "Holidays."));
  const auto mails = calendars(s);
  CHECK(has(mails.at(0), "METHOD:CANCEL") && has(mails.at(0), "COMMENT:No heating.\r\n"));
  CHECK(has(mails.at(1), "METHOD:REQUEST") && has(mails.at(1), "COMMENT:Holidays.\r\n"));
  CHECK(has(OK(s.compose(s.entries().at(0)))->text, "Message: No heating.\n"));
  CHECK(has(OK(s.compose(s.entries().at(1)))->text, "Message: Holidays.\n"));
  s.drop();
  OK(s.w.series.cancel_following(s.ada, greek.code, first, {}, kClient, "It is over."));
  CHECK(has(calendars(s).at(0), "METHOD:CANCEL"));
  CHECK(has(OK(s.compose(s.entries().at(0)))->text, "Message: It is over.\n"));
}

void a_meeting_without_a_time_has_no_calendar() {
  School s;
  s.drop();
  NewMeeting fields;
  fields.title = "Latin";
  fields.invitees = {"eve@example.net"};
  s.w.meeting(s.ada, fields);
  CHECK(!OK(s.compose(s.entries().at(0)))->calendar);
}

void what_became_pointless_does_not_leave() {
  School s;
  const Meeting latin = s.plan({"eve@example.net", "bob@example.net"});
  auto invited = OK(s.w.invitations.list(s.ada, latin.code, kClient));
  if (invited.at(0).email != "eve@example.net") std::swap(invited.at(0), invited.at(1));
  CHECK_EQ(s.subjects(), "Invitation: Latin|Invitation: Latin|");
  OK(s.w.invitations.revoke(s.ada, latin.code, invited.at(0).id.value(), kClient));
  CHECK_EQ(s.subjects(), "-|Invitation: Latin|Invitation withdrawn: Latin|");
  OK(s.w.rooms.cancel(s.ada, latin.code, {}, kClient));
  CHECK_EQ(s.subjects(), "-|-|Invitation withdrawn: Latin|Cancelled: Latin|");
}

void a_reminder_of_a_moved_meeting_does_not_leave() {
  School s;
  const Meeting latin = s.plan({"eve@example.net"});
  s.drop();
  s.w.clock.advance(24h);
  OK(s.w.reminders.sweep());
  CHECK_EQ(s.subjects(), "In 24 hours: Latin|");
  const auto reminder = OK(s.compose(s.entries().at(0))).value();
  CHECK(reminder.unsubscribe_url.starts_with("https://meet.example.org/api/mail/unsubscribe/"));
  MeetingChange later;
  later.scheduled_at = s.w.clock.wall_now() + 72h;
  OK(s.w.rooms.change(s.ada, latin.code, later, {}, kClient, nullptr));
  CHECK_EQ(s.subjects(), "-|Changed: Latin|");
}

void knocking_causes_few_mails() {
  School s;
  OK(s.w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    for (const char* address : {"ada@example.org"}) {
      auto user = work.users().by_email(address);
      user->user.email_verified = true;
      work.users().update(*user);
    }
    return {};
  }));
  NewMeeting fields;
  fields.title = "Latin";
  fields.access = MeetingAccess::approval;
  const Meeting latin = s.w.meeting(s.ada, fields);
  s.drop();
  OK(s.w.rooms.ask(s.w.guest(latin, "Gwen"), latin.code));
  OK(s.w.rooms.ask(s.w.guest(latin, "Hal"), latin.code));
  CHECK_EQ(s.subjects(), "Gwen asks to join: Latin|");
  const Claims bob = s.w.person("bob");
  OK(s.w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    auto user = work.users().by_id(bob.user_id);
    user->user.email_verified = true;
    work.users().update(*user);
    return {};
  }));
  s.drop();
  s.w.clock.advance(15min);
  const Pending asked = OK(s.w.rooms.ask(bob, latin.code));
  CHECK_EQ(s.subjects(), "bob asks to join: Latin|");
  OK(s.w.requests.respond(s.ada, asked.request_id.value(), RequestAnswer::approve));
  CHECK_EQ(s.subjects(), "-|You may join: Latin|");
}

void the_links_of_an_account_leave_while_they_work() {
  School s;
  s.drop();
  OK(s.w.email_proofs.request_reset("ada@example.org"));
  CHECK_EQ(s.subjects(), "Set a new password|");
  const auto message = OK(s.compose(s.entries().at(0))).value();
  CHECK(message.text.find("https://meet.example.org/reset#token=") != std::string::npos);
  s.w.clock.advance(1h);
  CHECK_EQ(s.subjects(), "-|");
}

void what_is_no_mail_is_refused() {
  School s;
  OutboxEntry entry;
  for (const char* payload : {"", "[]", "{}", R"({"template":"x"})", "\xff"}) {
    entry.payload = payload;
    REFUSED(s.compose(entry), internal);
  }
  for (const char* template_ : {"invitation", "reminder", "join-request", "join-answer",
                                "password-reset", "verify-email"}) {
    entry.payload = base::Json::object({{"template", template_}}).print();
    CHECK(!OK(s.compose(entry)));
  }
}

// The goal is two seconds; this is measured with every run of the tests.
void ten_thousand_mails_are_queued_quickly() {
  School s;
  s.drop();
  const auto begin = std::chrono::steady_clock::now();
  OK(s.w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    const base::WallTime now = s.w.clock.wall_now();
    for (int i = 0; i < 10'000; ++i) {
      const std::string id = std::to_string(i);
      work.outbox().put(OutboxKind::mail, R"({"template":"invitation","invite":")" + id + "\"}",
                        now, now, {"invite:" + id, std::nullopt});
    }
    return {};
  }));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("10000 mails queued in %.3f s\n", took.count());
  CHECK(took < 30s);  // a loaded machine under a sanitizer
}

}  // namespace

int main() {
  return lectern_test::run(
      "composer",
      {TEST(an_invitation_has_link_time_and_sender),
       TEST(each_person_reads_in_the_own_language_and_zone),
       TEST(an_invitation_has_a_calendar_with_the_way_to_answer),
       TEST(the_sequence_rises_with_each_change),
       TEST(one_date_of_a_series_leaves_the_others_alone), TEST(a_cancellation_has_the_hosts_words),
       TEST(dates_are_cancelled_with_the_hosts_words),
       TEST(a_meeting_without_a_time_has_no_calendar), TEST(what_became_pointless_does_not_leave),
       TEST(a_reminder_of_a_moved_meeting_does_not_leave), TEST(knocking_causes_few_mails),
       TEST(the_links_of_an_account_leave_while_they_work), TEST(what_is_no_mail_is_refused),
       TEST(ten_thousand_mails_are_queued_quickly)});
}
