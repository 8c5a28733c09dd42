// SPDX-License-Identifier: MIT
// The origin that links begin with.
#include "daemon/web/links.hpp"

#include "tests/support/check.hpp"

using namespace lecternd;

namespace {

const base::Endpoint kPlain = *base::Endpoint::parse("0.0.0.0:8080");
const base::Endpoint kSecure = *base::Endpoint::parse("192.0.2.1:443");

config::Listener listener(bool tls, bool redirects) {
  config::Listener out;
  out.tls = tls;
  out.redirect_to_https = redirects;
  return out;
}

}  // namespace

static void the_public_url_wins() {
  config::Config config;
  config.site.public_url = "https://meet.example.org";
  CHECK_EQ(CHECK_OK(page_origin(config, {}, "box")), "https://meet.example.org");
}

static void the_first_listener_that_serves_pages_counts() {
  config::Config config;
  Listeners listeners;
  listeners.http = {kPlain};
  listeners.https = {kSecure};
  config.listen = {listener(false, false), listener(true, false)};
  CHECK_EQ(CHECK_OK(page_origin(config, listeners, "box")), "http://box:8080");
  config.listen = {listener(true, false), listener(false, false)};
  CHECK_EQ(CHECK_OK(page_origin(config, listeners, "box")), "https://192.0.2.1");
}

static void behind_a_redirect_the_secure_one_counts() {
  config::Config config;
  config.listen = {listener(false, true), listener(true, false)};
  Listeners listeners;
  listeners.redirect = {kPlain};
  listeners.https = {kSecure};
  CHECK_EQ(CHECK_OK(page_origin(config, listeners, "box")), "https://192.0.2.1");
}

static void redirects_alone_serve_no_page() {
  config::Config config;
  config.listen = {listener(false, true)};
  Listeners listeners;
  listeners.redirect = {kPlain};
  const auto origin = page_origin(config, listeners, "box");
  CHECK(!origin);
  CHECK_EQ(origin.error().what, "no listener serves pages: all of [[listen]] only redirect");
}

int main() {
  return lectern_test::run(
      "links",
      {TEST(the_public_url_wins), TEST(the_first_listener_that_serves_pages_counts),
       TEST(behind_a_redirect_the_secure_one_counts), TEST(redirects_alone_serve_no_page)});
}
