// SPDX-License-Identifier: MIT
// Which pages may open a WebSocket here.
#include "signaling/origin.hpp"

#include "tests/support/check.hpp"

using signaling::origin_allowed;

namespace {

void the_own_host_is_allowed() {
  CHECK(origin_allowed("https://meet.example.org", "meet.example.org", {}));
  CHECK(origin_allowed("http://127.0.0.1:3000", "127.0.0.1:3000", {}));
  CHECK(origin_allowed("http://[::1]:3000", "[::1]:3000", {}));
  CHECK(origin_allowed("HTTPS://Meet.Example.ORG", "meet.example.org", {}));
  CHECK(origin_allowed("https://meet.example.org", "meet.example.org:443", {}));
  CHECK(origin_allowed("https://meet.example.org:443", "meet.example.org", {}));
  CHECK(origin_allowed("http://meet.example.org", "meet.example.org:80", {}));
  CHECK(origin_allowed("", "meet.example.org", {}));
}

void another_host_is_not() {
  CHECK(!origin_allowed("https://evil.example", "meet.example.org", {}));
  CHECK(!origin_allowed("https://meet.example.org.evil.example", "meet.example.org", {}));
  CHECK(!origin_allowed("https://meet.example.org:8443", "meet.example.org", {}));
  CHECK(!origin_allowed("https://meet.example.org", "meet.example.org:8443", {}));
  CHECK(!origin_allowed("https://meet.example.org", "", {}));
  CHECK(!origin_allowed("https://", "", {}));
}

void what_is_no_web_origin_is_not() {
  for (const char* origin :
       {"null", "file://", "chrome-extension://abc", "meet.example.org", "https:/meet.example.org",
        "https://meet.example.org/", "https://user@meet.example.org",
        "https://meet.example.org evil", "https://meet.example.org?"}) {
    CHECK(!origin_allowed(origin, "meet.example.org", {"null"}));
  }
}

void listed_ones_are_allowed_with_their_scheme() {
  const std::vector<std::string> listed{"https://www.example.org", "http://localhost:5173",
                                        "https://site.example/", "https://path.example:8443/meet"};
  CHECK(origin_allowed("https://www.example.org", "meet.example.org", listed));
  CHECK(origin_allowed("https://WWW.example.org:443", "meet.example.org", listed));
  CHECK(origin_allowed("http://localhost:5173", "meet.example.org", listed));
  CHECK(origin_allowed("https://site.example", "meet.example.org", listed));
  CHECK(origin_allowed("https://path.example:8443", "meet.example.org", listed));
  CHECK(!origin_allowed("https://path.example", "meet.example.org", listed));
  CHECK(!origin_allowed("http://www.example.org", "meet.example.org", listed));
  CHECK(!origin_allowed("https://localhost:5173", "meet.example.org", listed));
}

void what_is_no_origin_is_not_allowed_by_being_listed() {
  for (const char* text :
       {"https://", "https://user@site.example", "https://site.example?x", "ftp://site.example"}) {
    CHECK(!origin_allowed(text, "meet.example.org", {text}));
  }
  CHECK(!origin_allowed("https://site.example", "meet.example.org", {"null", "", "https://"}));
  CHECK(origin_allowed("https://site.example", "meet.example.org",
                       {"null", "", "https://site.example"}));
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling origin",
      {TEST(the_own_host_is_allowed), TEST(another_host_is_not), TEST(what_is_no_web_origin_is_not),
       TEST(listed_ones_are_allowed_with_their_scheme),
       TEST(what_is_no_origin_is_not_allowed_by_being_listed)});
}
