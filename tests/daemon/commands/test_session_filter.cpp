// SPDX-License-Identifier: MIT
// Which sessions a filter means: a session that fits everything that is given.
#include "daemon/commands/session_filter.hpp"

#include "tests/daemon/relay/session_record.hpp"
#include "tests/support/check.hpp"

namespace {

using lectern_test::ended_session;
using lecternd::SessionFilter;

constexpr const char* kUser = "11111111-2222-3333-4444-555555555555";
constexpr const char* kMeeting = "99999999-8888-7777-6666-555555555555";
std::string identity() { return std::string{kUser}.append(".").append(kMeeting); }

void a_filter_wants_what_fits_all_of_it() {
  const auto session = ended_session(identity()).session;
  const auto wants = [&](SessionFilter filter) { return filter.wants(session); };
  CHECK(wants({}));
  CHECK(SessionFilter{}.empty());
  CHECK(wants({.user = kUser}));
  CHECK(wants({.user = session.identity}));
  CHECK(wants({.user = session.username}));
  CHECK(wants({.user = "ada@example.org", .user_id = kUser}));
  CHECK(!wants({.user = "ada@example.org"}));
  CHECK(wants({.meeting = kMeeting}));
  CHECK(!wants({.user = kUser, .meeting = "other"}));
  for (const char* client : {"192.0.2.7", "192.0.2.0/24", "192.0.2.7:4000"})
    CHECK(wants({.client = lecternd::parse_client(client)}));
  for (const char* client : {"192.0.2.8", "198.51.100.0/24", "192.0.2.7:4001", "2001:db8::/32"}) {
    CHECK(!wants({.client = lecternd::parse_client(client)}));
  }
  CHECK(!lecternd::parse_client("somebody"));
}

}  // namespace

int main() {
  return lectern_test::run("session_filter", {TEST(a_filter_wants_what_fits_all_of_it)});
}
