// SPDX-License-Identifier: MIT
// How origins become hosts, and listeners become origins.
#include "daemon/origin.hpp"

#include "tests/support/check.hpp"

using namespace lecternd;

static void the_host_of_an_origin() {
  CHECK_EQ(host_of_origin("https://meet.example.org"), "meet.example.org");
  CHECK_EQ(host_of_origin("http://localhost:3000"), "localhost");
  CHECK_EQ(host_of_origin("https://[2001:db8::1]:8443"), "[2001:db8::1]");
  CHECK_EQ(host_of_origin(""), "");
}

static void the_origin_of_a_listener() {
  CHECK_EQ(origin_of(*base::Endpoint::parse("[::]:443"), true, "box"), "https://box");
  CHECK_EQ(origin_of(*base::Endpoint::parse("0.0.0.0:80"), false, "box"), "http://box");
  CHECK_EQ(origin_of(*base::Endpoint::parse("0.0.0.0:443"), false, "box"), "http://box:443");
  CHECK_EQ(origin_of(*base::Endpoint::parse("127.0.0.1:3000"), false, "box"),
           "http://127.0.0.1:3000");
  CHECK_EQ(origin_of(*base::Endpoint::parse("[::1]:8443"), true, "box"), "https://[::1]:8443");
}

int main() {
  return lectern_test::run("origin", {TEST(the_host_of_an_origin), TEST(the_origin_of_a_listener)});
}
