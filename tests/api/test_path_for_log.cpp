// SPDX-License-Identifier: MIT
#include "api/path_for_log.hpp"

#include <algorithm>

#include "api/routes.hpp"
#include "tests/support/check.hpp"

namespace {

using api::path_for_log;

void secrets_are_left_out() {
  CHECK_EQ(path_for_log("/api/calendar/s3cret.ics"), "/api/calendar/…");
  CHECK_EQ(path_for_log("/api/calendar/s3cret.ics/"), "/api/calendar/…");
  CHECK_EQ(path_for_log("/api/invitation/s3cret/respond/"), "/api/invitation/…");
  CHECK_EQ(path_for_log("/api/mail/unsubscribe/s3cret"), "/api/mail/unsubscribe/…");
  CHECK_EQ(path_for_log("/api/recording/shared/s3cret"), "/api/recording/shared/…");
  CHECK_EQ(path_for_log("/r/s3cret"), "/r/…");
  CHECK_EQ(path_for_log("/%61pi/c%61lendar/s3cret.ics"), "/api/calendar/…");
}

void what_cannot_be_decoded_is_left_out() {
  for (const char* path : {"/api/calendar/s3cret/%zz", "/api/./calendar/s3cret", "s3cret", ""})
    CHECK_EQ(path_for_log(path), "…");
}

void other_paths_stay_as_they_are() {
  for (const char* path : {"/", "/api/calendar", "/api/meeting/abc-defg-hij/", "/r", "/room/x",
                           "/api/recording/7c1e/media", "/api/invitations/"})
    CHECK_EQ(path_for_log(path), path);
}

// A new route with a secret must come into the list.
void no_route_shows_its_secret() {
  int seen = 0;
  for (const api::Route& route : api::routes()) {
    const std::string pattern{route.pattern};
    if (pattern.find("{secret}") == std::string::npos &&
        pattern.find("{token}") == std::string::npos)
      continue;
    ++seen;
    const std::string shown = path_for_log(pattern);
    CHECK(shown.find('{') == std::string::npos);
  }
  CHECK(seen >= 6);
}

}  // namespace

int main() {
  return lectern_test::run("path_for_log",
                           {TEST(secrets_are_left_out), TEST(what_cannot_be_decoded_is_left_out),
                            TEST(other_paths_stay_as_they_are), TEST(no_route_shows_its_secret)});
}
