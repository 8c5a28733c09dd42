// SPDX-License-Identifier: MIT
// The names of the enumerators, and what a value holds before anybody fills it in.
#include "meetings/model.hpp"

#include "meetings/ice_server_issuer.hpp"
#include "meetings/outbox.hpp"
#include "meetings/refusal.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;

namespace {

template <class Enum, class Parse>
void round_trip(std::initializer_list<std::pair<Enum, std::string_view>> names, Parse parse) {
  for (const auto& [value, name] : names) {
    CHECK_EQ(to_string(value), name);
    CHECK(parse(name) == value);
  }
  for (const std::string_view unknown : {"", "unknown", "Host", "host "}) CHECK(!parse(unknown));
}

void names_round_trip() {
  round_trip<UserRole>(
      {{UserRole::admin, "admin"}, {UserRole::user, "user"}, {UserRole::guest, "guest"}},
      parse_user_role);
  round_trip<Role>(
      {{Role::host, "host"}, {Role::cohost, "cohost"}, {Role::participant, "participant"}},
      parse_role);
  round_trip<MeetingType>({{MeetingType::instant, "instant"},
                           {MeetingType::scheduled, "scheduled"},
                           {MeetingType::lecture, "lecture"}},
                          parse_meeting_type);
  round_trip<MeetingAccess>({{MeetingAccess::public_, "public"},
                             {MeetingAccess::private_, "private"},
                             {MeetingAccess::approval, "approval"}},
                            parse_meeting_access);
  round_trip<MeetingState>({{MeetingState::open, "open"}, {MeetingState::ended, "ended"}},
                           parse_meeting_state);
  round_trip<OutboxKind>({{OutboxKind::mail, "mail"}, {OutboxKind::webhook, "webhook"}},
                         parse_outbox_kind);
}

void a_value_starts_empty() {
  CHECK(!User{}.disabled);
  const Meeting meeting;
  CHECK(!meeting.has_password && meeting.state() == MeetingState::open);
  CHECK_EQ(meeting.max_participants, 0u);
  const MediaState media;
  CHECK(!media.audio && !media.video && !media.screen && !media.hand && !media.recording);
  CHECK(!Participant{}.present);
  CHECK_EQ(MeetingView{}.present, 0u);
  CHECK_EQ(OutboxEntry{}.attempts, 0u);
  CHECK(TokenPair{}.expires_in == 0s);
  CHECK(IceServerSet{}.ttl == 0s);
}

void a_refusal_names_no_time_unless_it_is_given_one() {
  CHECK(Refusal{}.retry_after == 0s);
  const Outcome<void> refusals[] = {refuse(RefusalCode::full, "x"), refuse_field("name", "x")};
  for (const auto& refused : refusals) CHECK(refused.error().retry_after == 0s);
  CHECK_EQ(refusals[1].error().field, "name");
}

}  // namespace

int main() {
  return lectern_test::run("model", {TEST(names_round_trip), TEST(a_value_starts_empty),
                                     TEST(a_refusal_names_no_time_unless_it_is_given_one)});
}
