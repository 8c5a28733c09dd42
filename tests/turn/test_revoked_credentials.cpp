// SPDX-License-Identifier: MIT
// Credentials that the relay refuses before their time.
#include "turn/revoked_credentials.hpp"

#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using turn::RevokedCredentials;

const std::string kUser = "11111111-1111-4111-8111-111111111111";
const std::string kOther = "22222222-2222-4222-8222-222222222222";
const std::string kMeeting = "33333333-3333-4333-8333-333333333333";
constexpr base::WallTime kNow{1'800'000'000s};

void a_user_is_refused_in_every_meeting_and_a_meeting_for_every_user() {
  RevokedCredentials revoked;
  CHECK(!revoked.refuses(kUser, kNow));
  revoked.revoke(kUser, kNow + 1h, kNow);
  CHECK(revoked.refuses(kUser, kNow + 1h));
  CHECK(revoked.refuses(kUser + "." + kMeeting, kNow + 1h));
  CHECK(!revoked.refuses(kOther + "." + kMeeting, kNow + 1h));
  revoked.revoke(kMeeting, kNow + 2h, kNow);
  CHECK(revoked.refuses(kOther + "." + kMeeting, kNow + 2h));
  CHECK(revoked.last_refused(kUser + "." + kMeeting) == kNow + 2h);
  CHECK(!revoked.refuses(kOther, kNow));
}

// All are issued for the same time, so a later expiry means a later issue.
void a_credential_that_was_issued_later_is_good() {
  RevokedCredentials revoked;
  revoked.revoke(kUser, kNow + 1h, kNow);
  CHECK(!revoked.refuses(kUser, kNow + 1h + 1s));
  revoked.revoke(kUser, kNow + 30min, kNow);  // never takes back what it refused
  CHECK(revoked.refuses(kUser, kNow + 1h));
  CHECK_EQ(revoked.size(), 1u);
}

void the_table_is_bounded_and_forgets_what_has_expired_first() {
  RevokedCredentials revoked{3};
  revoked.revoke("a", kNow + 1h, kNow);
  revoked.revoke("b", kNow + 2h, kNow);
  revoked.revoke("c", kNow + 3h, kNow);
  revoked.revoke("d", kNow + 5h, kNow + 2h);
  CHECK_EQ(revoked.size(), 2u);
  CHECK(!revoked.refuses("a", kNow) && !revoked.refuses("b", kNow));
  revoked.revoke("e", kNow + 4h, kNow + 2h);
  revoked.revoke("f", kNow + 6h, kNow + 2h);
  CHECK_EQ(revoked.size(), 3u);
  CHECK(!revoked.refuses("c", kNow));  // the next to expire makes room
  for (const char* kept : {"d", "e", "f"}) CHECK(revoked.refuses(kept, kNow));
}

void a_revoked_credential_allocates_nothing() {
  RelayTest t;
  const auto list = std::make_shared<RevokedCredentials>();
  t.shared.revoked = list;
  turn::Effects none;
  t.server.reconfigure(t.shared.config, none);  // takes the list up
  const auto before = turn::issue_credential(base::Secret{"s3cret"}, kUser + "." + kMeeting,
                                             t.clock.wall_now() + 1h);
  CHECK_EQ(t.client("192.0.2.1:1").as(before.username, before.password).allocate(), success());
  list->revoke(kUser, t.clock.wall_now() + 1h, t.clock.wall_now());
  auto again = t.client("192.0.2.1:2").as(before.username, before.password);
  CHECK_EQ(again.allocate(), error(401));
  CHECK_EQ(t.stats.auth_failures[static_cast<std::size_t>(turn::AuthFailure::revoked)].value(), 1u);
  CHECK_EQ(std::string{to_string(turn::AuthFailure::revoked)}, "revoked");
  // A wrong password is told as such: nobody learns who was revoked.
  CHECK_EQ(t.client("192.0.2.1:3").as(before.username, "guess").allocate(), error(401));
  CHECK_EQ(
      t.stats.auth_failures[static_cast<std::size_t>(turn::AuthFailure::bad_integrity)].value(),
      1u);
  const auto after = turn::issue_credential(base::Secret{"s3cret"}, kUser + "." + kMeeting,
                                            t.clock.wall_now() + 1h + 1s);
  CHECK_EQ(t.client("192.0.2.1:4").as(after.username, after.password).allocate(), success());
}

}  // namespace

int main() {
  return lectern_test::run("revoked credentials",
                           {TEST(a_user_is_refused_in_every_meeting_and_a_meeting_for_every_user),
                            TEST(a_credential_that_was_issued_later_is_good),
                            TEST(the_table_is_bounded_and_forgets_what_has_expired_first),
                            TEST(a_revoked_credential_allocates_nothing)});
}
