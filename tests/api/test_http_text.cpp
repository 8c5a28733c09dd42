// SPDX-License-Identifier: MIT
#include "api/http_text.hpp"

#include "api/http_target.hpp"
#include "base/text.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace api;

void compares_and_trims_without_case() {
  CHECK(base::equals_ignoring_case("Content-TYPE", "content-type"));
  CHECK(!base::equals_ignoring_case("content-typ", "content-type"));
  CHECK_EQ(base::to_lower("AbC-1"), "abc-1");
  CHECK_EQ(base::trim(" \t a b \t"), "a b");
  CHECK_EQ(base::trim(" \t "), "");
}

void splits_lists() {
  const auto parts = split_list(" a , ,\"b\" ,c");
  CHECK_EQ(parts.size(), 3u);
  CHECK_EQ(parts[0], "a");
  CHECK_EQ(parts[1], "\"b\"");
  CHECK_EQ(parts[2], "c");
  CHECK(split_list("").empty());
  CHECK(split_list(",,").empty());
  CHECK_EQ(split_list("a").size(), 1u);
  CHECK_EQ(split_list("a,").size(), 1u);
  CHECK_EQ(split_list("a,b")[1], "b");
}

// RFC 9110 section 12.5.3
void reads_accept_encoding() {
  CHECK(accepts_gzip("gzip"));
  CHECK(accepts_gzip("br, GZIP;q=0.5"));
  CHECK(accepts_gzip("*"));
  CHECK(accepts_gzip("deflate, *;q=0.1"));
  CHECK(!accepts_gzip(""));
  CHECK(!accepts_gzip("br, deflate"));
  CHECK(!accepts_gzip("gzip;q=0"));
  CHECK(!accepts_gzip("gzip; q=0.000, *"));
  CHECK(!accepts_gzip("*;q=0"));
  CHECK(!accepts_gzip("xgzip"));
  CHECK(accepts_gzip("gzip;q=1"));
  CHECK(accepts_gzip("gzip ; q=0.001"));  // the smallest weight above zero
  CHECK(accepts_gzip("gzip;level=9"));    // a parameter that is no weight
  CHECK(accepts_gzip("gzip;q=1, *;q=0"));
  CHECK(!accepts_gzip("gzip;q=0.000"));
  CHECK(!accepts_gzip("gzip;q="));
  CHECK(!accepts_gzip("*, gzip;q=0"));  // the name wins over the star
  CHECK(!accepts_gzip("*;q=0, br"));
  CHECK(accepts_gzip("br;q=0, *"));
  CHECK(!accepts_gzip(","));
}

void lets_plain_hosts_through() {
  CHECK_EQ(check_host("Meet.Example.ORG"), std::string{"meet.example.org"});
  CHECK_EQ(check_host("localhost:3000"), std::string{"localhost:3000"});
  CHECK_EQ(check_host("192.0.2.1:65535"), std::string{"192.0.2.1:65535"});
  CHECK_EQ(check_host("[2001:DB8::1]:8443"), std::string{"[2001:db8::1]:8443"});
  CHECK_EQ(check_host("[::1]"), std::string{"[::1]"});
  CHECK_EQ(check_host("[::1]:1"), std::string{"[::1]:1"});
  CHECK_EQ(check_host("a:1"), std::string{"a:1"});
  CHECK_EQ(check_host("my_host.lan"), std::string{"my_host.lan"});
  CHECK_EQ(check_host("example.org."), std::string{"example.org."});
}

void refuses_hosts_that_could_be_smuggled_into_links() {
  for (const char* host : {"",
                           " ",
                           "a b",
                           "evil.org/path",
                           "evil.org#",
                           "user@evil.org",
                           "evil.org\"",
                           "<script>",
                           "a..b",
                           ".a",
                           "-a",
                           "a:",
                           "a:0",
                           "a:65536",
                           "a:123456",
                           "a:8x",
                           "a:1:2",
                           "[::1",
                           "[::1]x",
                           "[::1]:",
                           "[192.0.2.1]",
                           "[fe80::1%eth0]",
                           "a\r\nSet-Cookie: x",
                           "ex\xc3\xa4mple.org",
                           "[]"}) {
    if (check_host(host))
      lectern_test::check_failed(std::string{"accepted: "} + host, __FILE__, __LINE__);
  }
  CHECK(!check_host(std::string(254, 'a')));
  CHECK(check_host(std::string(253, 'a')).has_value());
}

void makes_origins() {
  const auto local = *base::Endpoint::parse("192.0.2.7:3000");
  CHECK_EQ(make_origin("Example.org:3000", local, false), std::string{"http://example.org:3000"});
  CHECK_EQ(make_origin("example.org", local, true), std::string{"https://example.org"});
  CHECK_EQ(make_origin("", local, false), std::string{"http://192.0.2.7:3000"});  // HTTP/1.0
  CHECK(!make_origin("a b", local, false));
  CHECK_EQ(websocket_origin("https://example.org"), "wss://example.org");
  CHECK_EQ(websocket_origin("http://example.org:3000"), "ws://example.org:3000");
  CHECK_EQ(websocket_origin("example.org"), "example.org");
  CHECK_EQ(make_origin("", local, true), std::string{"https://192.0.2.7:3000"});
}

void splits_targets() {
  const auto check = [](std::string_view target, std::string_view path, std::string_view query) {
    const Target split = split_target(target);
    CHECK_EQ(split.path, path);
    CHECK_EQ(split.query, query);
  };
  check("/a/b?c=d?e", "/a/b", "c=d?e");
  check("/", "/", "");
  check("*", "*", "");
  check("?x", "", "x");
  check("http://example.org/a?b", "/a", "b");
  check("HTTPS://example.org", "/", "");
  check("http://example.org?b=c", "/", "b=c");
  check("http://example.org?", "/", "");
  check("https://example.org/", "/", "");
  check("https://example.org/a", "/a", "");
  check("/a?", "/a", "");
  check("", "", "");
  check("http:/a?b", "http:/a", "b");  // no scheme with its two slashes
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_text",
      {TEST(compares_and_trims_without_case), TEST(splits_lists), TEST(reads_accept_encoding),
       TEST(lets_plain_hosts_through), TEST(refuses_hosts_that_could_be_smuggled_into_links),
       TEST(makes_origins), TEST(splits_targets)});
}
