// SPDX-License-Identifier: MIT
// Webhooks: who is told of what, in the transaction of the cause, and what becomes of a message.
#include "meetings/webhooks.hpp"

#include "meetings/webhook_signature.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct School {
  World w;
  Claims root;
  Claims ada = w.person("ada");

  School() {
    OK(w.accounts.create_user("root@example.org", "Root", "correct horse", UserRole::admin));
    root = w.claims(OK(w.accounts.login("root@example.org", "correct horse")).access);
  }
  Webhook make(std::vector<std::string> events = {}) {
    WebhookFields fields;
    fields.url = "https://hooks.example.org/lectern";
    fields.events = std::move(events);
    return OK(w.webhooks.make(root, fields));
  }
  std::vector<OutboxEntry> entries() {
    std::vector<OutboxEntry> all =
        OK(read(*w.store, [](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
          return work.outbox().list(std::nullopt, std::nullopt, 1000);
        }));
    std::erase_if(all, [](const OutboxEntry& e) { return e.kind != OutboxKind::webhook; });
    return all;
  }
  // The events that wait, and the body of the last one.
  std::string events() {
    std::string out;
    for (const OutboxEntry& entry : entries()) {
      const auto payload = *base::Json::parse(entry.payload);
      out += payload["event"].text() + "|";
      last = *base::Json::parse(payload["body"].text());
    }
    return out;
  }
  void drop() {
    OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
      for (const OutboxEntry& one : entries_in(work)) work.outbox().mark_done(one.id);
      return {};
    }));
  }
  static std::vector<OutboxEntry> entries_in(UnitOfWork& work) {
    return work.outbox().list(std::nullopt, std::nullopt, 1000);
  }
  OutboxEntry claim() {
    return OK(write(*w.store,
                    [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
                      const auto now = w.clock.wall_now();
                      return work.outbox().claim_due(OutboxKind::webhook, now, now + 2min, 1);
                    }))
        .at(0);
  }
  WebhookDelivery attempt(const Webhook& webhook, int status, std::string error) {
    WebhookDelivery out;
    out.webhook = webhook.id;
    out.message = "msg_1";
    out.event = "meeting.created";
    out.at = w.clock.wall_now();
    out.status = status;
    out.error = std::move(error);
    return out;
  }

  base::Json last;
};

void each_cause_tells_the_places_that_want_it() {
  School s;
  s.make();
  s.make({"invitation.sent"});
  NewMeeting fields;
  fields.title = "Latin";
  fields.invitees = {"eve@example.net"};
  const Meeting latin = s.w.meeting(s.ada, fields);
  CHECK_EQ(s.events(), "meeting.created|invitation.sent|invitation.sent|");
  CHECK_EQ(s.last["data"]["email"].text(), "eve@example.net");
  // The same message for both places.
  const auto all = s.entries();
  CHECK_EQ((*base::Json::parse(all[1].payload))["message"].text(),
           (*base::Json::parse(all[2].payload))["message"].text());
  s.drop();
  MeetingChange title;
  title.title = "Greek";
  OK(s.w.rooms.change(s.ada, latin.code, title, {}, kClient, nullptr));
  CHECK_EQ(s.events(), "meeting.updated|");
  CHECK_EQ(s.last["data"]["title"].text(), "Greek");
  CHECK_EQ(s.last["data"]["changed"].text(), "title");
  s.drop();
  const Claims gwen = s.w.guest(latin, "Gwen");
  const Seat seat = OK(s.w.rooms.admit(gwen, latin.code, {}));
  CHECK_EQ(s.events(), "meeting.started|participant.joined|");
  CHECK_EQ(s.last["data"]["name"].text(), "Gwen");
  s.drop();
  OK(s.w.rooms.record_left(latin.id, seat.participant_id, s.w.clock.wall_now()));
  CHECK_EQ(s.events(), "participant.left|");
  s.drop();
  const auto eve = OK(s.w.invitations.list(s.ada, latin.code, kClient)).at(0);
  OK(s.w.invitations.respond_by_link(std::nullopt, s.w.invitations.link_of(eve.id),
                                     InviteAnswer::accept));
  CHECK_EQ(s.events(), "invitation.answered|");
  s.drop();
  OK(s.w.rooms.end(s.ada, latin.code));
  CHECK_EQ(s.events(), "meeting.ended|");
  CHECK_EQ(s.last["data"]["state"].text(), "ended");
  s.drop();
  fields.access = MeetingAccess::approval;
  fields.invitees = {};
  const Meeting exam = s.w.meeting(s.ada, fields);
  const Pending asked = OK(s.w.rooms.ask(s.w.guest(exam, "Hal"), exam.code));
  OK(s.w.requests.respond(s.ada, asked.request_id.value(), RequestAnswer::deny));
  CHECK_EQ(s.events(), "meeting.created|join-request.created|join-request.answered|");
  CHECK_EQ(s.last["data"]["status"].text(), "denied");
  s.drop();
  OK(s.w.rooms.cancel(s.ada, exam.code, {}, kClient));
  CHECK_EQ(s.events(), "meeting.cancelled|");
  s.drop();
  s.w.person("bob");
  CHECK_EQ(s.events(), "user.created|");
}

void a_recording_is_told_from_its_start_to_its_end() {
  School s;
  const Meeting latin = s.w.meeting(s.ada);
  s.make({"recording.started", "recording.ready", "recording.deleted"});
  const Upload begun =
      OK(s.w.uploads.begin(s.ada, {latin.code, "Lesson", "video/webm", 6}, kClient));
  const std::string id = begun.recording.id.value();
  CHECK_EQ(s.events(), "recording.started|");
  CHECK_EQ(s.last["data"]["recording_id"].text(), id);
  CHECK_EQ(s.last["data"]["state"].text(), "uploading");
  s.drop();
  OK(OK(s.w.uploads.receive(s.ada, id, 0, 6, {}))->append("abcdef"));
  CHECK_EQ(s.events(), "");
  OK(s.w.uploads.end(s.ada, id));
  CHECK_EQ(OK(s.w.uploads.finish()), 1u);
  CHECK_EQ(s.events(), "recording.ready|");
  CHECK_EQ(s.last["data"]["meeting_id"].text(), latin.id.value());
  CHECK_EQ(s.last["data"]["size"].as_integer().value_or(0), 6);
  s.drop();
  OK(s.w.recordings.remove(s.ada, id));
  CHECK_EQ(s.events(), "recording.deleted|");
  CHECK_EQ(s.last["data"]["recording_id"].text(), id);
  CHECK_EQ(s.last["data"]["by"].text(), s.ada.user_id.value());
}

void a_cause_that_fails_tells_nobody() {
  School s;
  s.make();
  const auto done = write(*s.w.store, [&](UnitOfWork& work) -> Outcome<void> {
    tell_webhooks(work, s.w.services(), WebhookEvent::user_created, base::Json::object());
    return refuse(RefusalCode::internal, "rolled back");
  });
  CHECK(!done);
  CHECK_EQ(s.events(), "");
}

void only_administrators_say_where() {
  School s;
  const Webhook made = s.make();
  WebhookFields fields;
  fields.url = "https://x.example/";
  REFUSED(s.w.webhooks.make(s.ada, fields), forbidden);
  REFUSED(s.w.webhooks.list(s.ada), forbidden);
  REFUSED(s.w.webhooks.find(s.ada, made.id.value()), forbidden);
  REFUSED(s.w.webhooks.change(s.ada, made.id.value(), fields), forbidden);
  REFUSED(s.w.webhooks.remove(s.ada, made.id.value()), forbidden);
  REFUSED(s.w.webhooks.test(s.ada, made.id.value()), forbidden);
  REFUSED(s.w.webhooks.deliveries(s.ada, made.id.value(), "", 10), forbidden);
  for (const char* url : {"", "x", "http://x.example/", "https://", "https:///x", "ftp://x.example",
                          "https://user:secret@x.example/", "https://x.example/\r\nX: y",
                          "file:///etc/passwd", "https://x.example/ä"}) {
    fields.url = url;
    CHECK_EQ(REFUSED(s.w.webhooks.make(s.root, fields), bad_field).field, "url");
  }
  fields.url = "https://x.example/";
  fields.events = std::vector<std::string>{"meeting.vanished"};
  CHECK_EQ(REFUSED(s.w.webhooks.make(s.root, fields), bad_field).field, "events");
  for (std::size_t i = 1; i < Webhooks::kMost; ++i) s.make();
  fields.events.reset();
  REFUSED(s.w.webhooks.make(s.root, fields), too_many);
}

void a_new_secret_leaves_the_old_one_for_a_day() {
  School s;
  const Webhook made = s.make();
  CHECK(made.secret.starts_with("whsec_"));
  WebhookFields fields;
  fields.new_secret = true;
  const Webhook changed = OK(s.w.webhooks.change(s.root, made.id.value(), fields));
  CHECK(changed.secret != made.secret);
  CHECK_EQ(changed.old_secret, made.secret);
  CHECK(changed.old_until == s.w.clock.wall_now() + 24h);
}

void the_test_goes_to_the_one_place_whatever_it_wants() {
  School s;
  const Webhook made = s.make({"user.erased"});
  s.make();
  OK(s.w.webhooks.test(s.root, made.id.value()));
  CHECK_EQ(s.events(), "webhook.test|");
  WebhookFields off;
  off.enabled = false;
  OK(s.w.webhooks.change(s.root, made.id.value(), off));
  REFUSED(s.w.webhooks.test(s.root, made.id.value()), ended);
  REFUSED(s.w.webhooks.test(s.root, "nobody"), not_found);
  // What waits for a disabled place is of no use any more.
  CHECK(!OK(s.w.webhooks.message_of(s.claim())));
}

void failures_are_tried_again_and_in_the_end_disable_the_place() {
  School s;
  const Webhook made = s.make();
  OK(s.w.webhooks.test(s.root, made.id.value()));
  for (const std::chrono::seconds delay : kWebhookDelays) {
    const OutboxEntry entry = s.claim();
    CHECK(OK(s.w.webhooks.settle(entry, s.attempt(made, 500, "no"), 0s)) == WebhookFate::retried);
    CHECK(s.entries().at(0).due_at == s.w.clock.wall_now() + delay);
    CHECK_EQ(s.entries().at(0).last_error, "500 no");
    s.w.clock.advance(delay);
    if (delay == kWebhookDelays.back()) break;
  }
  CHECK(OK(s.w.webhooks.settle(s.claim(), s.attempt(made, 0, "nobody is there"), 0s)) ==
        WebhookFate::dead);
  CHECK(s.entries().at(0).state == OutboxState::dead);
  CHECK(OK(s.w.webhooks.find(s.root, made.id.value())).failing_since.has_value());
  s.drop();
  s.w.clock.advance(24h * 3);
  OK(s.w.webhooks.test(s.root, made.id.value()));
  CHECK(OK(s.w.webhooks.settle(s.claim(), s.attempt(made, 503, "no"), 0s)) ==
        WebhookFate::disabled);
  const Webhook now = OK(s.w.webhooks.find(s.root, made.id.value()));
  CHECK(now.disabled == WebhookDisabled::failing);
  CHECK_EQ(s.entries().size(), 0u);
  // Enabling it anew forgets the failures.
  WebhookFields on;
  on.enabled = true;
  const Webhook again = OK(s.w.webhooks.change(s.root, made.id.value(), on));
  CHECK(again.disabled == WebhookDisabled::no && !again.failing_since);
}

void a_success_ends_the_failures_and_410_ends_the_place() {
  School s;
  const Webhook made = s.make();
  OK(s.w.webhooks.test(s.root, made.id.value()));
  CHECK(OK(s.w.webhooks.settle(s.claim(), s.attempt(made, 429, "slower"), 1h)) ==
        WebhookFate::retried);
  CHECK(s.entries().at(0).due_at == s.w.clock.wall_now() + 1h);
  s.w.clock.advance(1h);
  CHECK(OK(s.w.webhooks.settle(s.claim(), s.attempt(made, 204, ""), 0s)) == WebhookFate::delivered);
  CHECK(!OK(s.w.webhooks.find(s.root, made.id.value())).failing_since);
  OK(s.w.webhooks.test(s.root, made.id.value()));
  CHECK(OK(s.w.webhooks.settle(s.claim(), s.attempt(made, 410, "gone"), 0s)) ==
        WebhookFate::disabled);
  CHECK(OK(s.w.webhooks.find(s.root, made.id.value())).disabled == WebhookDisabled::gone);
  const auto page = OK(s.w.webhooks.deliveries(s.root, made.id.value(), "", 2));
  CHECK_EQ(page.deliveries.size(), 2u);
  CHECK_EQ(page.deliveries.at(0).status, 410);
  const auto rest = OK(s.w.webhooks.deliveries(s.root, made.id.value(), *page.next_cursor, 2));
  CHECK_EQ(rest.deliveries.at(0).status, 429);
  CHECK(!rest.next_cursor);
  OK(s.w.webhooks.remove(s.root, made.id.value()));
  REFUSED(s.w.webhooks.deliveries(s.root, made.id.value(), "", 2), not_found);
}

// The example of the specification's libraries.
void signatures_are_those_of_the_specification() {
  CHECK_EQ(sign_webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        base::from_unix_seconds(1614265330), R"({"test": 2432232314})"),
           "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  CHECK_EQ(sign_webhook("v1,x", "msg_1", {}, "{}"), "");
  CHECK_EQ(sign_webhook("whsec_", "msg_1", {}, "{}"), "");
}

}  // namespace

int main() {
  return lectern_test::run(
      "webhooks",
      {TEST(each_cause_tells_the_places_that_want_it),
       TEST(a_recording_is_told_from_its_start_to_its_end), TEST(a_cause_that_fails_tells_nobody),
       TEST(only_administrators_say_where), TEST(a_new_secret_leaves_the_old_one_for_a_day),
       TEST(the_test_goes_to_the_one_place_whatever_it_wants),
       TEST(failures_are_tried_again_and_in_the_end_disable_the_place),
       TEST(a_success_ends_the_failures_and_410_ends_the_place),
       TEST(signatures_are_those_of_the_specification)});
}
