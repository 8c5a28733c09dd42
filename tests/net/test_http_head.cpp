// SPDX-License-Identifier: MIT
#include "net/http_head.hpp"

#include "tests/support/check.hpp"

namespace {

using net::find_head_end;
using net::HeadVerdict;
using net::https_location;
using net::parse_http_head;

const std::string kRequest =
    "GET /ws?token=x HTTP/1.1\r\nHost: meet.example.org\r\nUpgrade: websocket\r\n\r\n";

void finds_the_end_at_every_split() {
  const std::string more = kRequest + "body\r\n\r\n";
  for (std::size_t first = 0; first <= kRequest.size(); ++first) {
    const bool whole = first == kRequest.size();
    CHECK_EQ(find_head_end(std::string_view{more}.substr(0, first), 0).has_value(), whole);
    // Having scanned `first` bytes, the end is still found when the rest arrives.
    if (!whole) CHECK(find_head_end(more, first) == kRequest.size());
  }
}

void reads_the_parts() {
  const auto parsed = parse_http_head(kRequest);
  CHECK_EQ(parsed.verdict, HeadVerdict::good);
  CHECK_EQ(parsed.head.method, "GET");
  CHECK_EQ(parsed.head.target, "/ws?token=x");
  CHECK_EQ(parsed.head.path, "/ws");
  CHECK_EQ(parsed.head.host, "meet.example.org");
}

void reads_every_form_of_target() {
  struct Case {
    const char* target;
    const char* path;
  };
  for (const Case& c :
       {Case{"/", "/"}, Case{"/ws", "/ws"}, Case{"/ws/", "/ws/"}, Case{"/wsx", "/wsx"},
        Case{"/ws?", "/ws"}, Case{"http://h/ws?a=b", "/ws"}, Case{"http://h", "/"}, Case{"*", "*"},
        Case{"h:443", "h:443"}, Case{"/a?u=http://b/ws", "/a"}, Case{"//ws", "//ws"}}) {
    const std::string head = std::string{"GET "} + c.target + " HTTP/1.1\r\n\r\n";
    CHECK_EQ(parse_http_head(head).head.path, c.path);
  }
}

void finds_host_whatever_its_spelling() {
  CHECK_EQ(parse_http_head("GET / HTTP/1.0\r\nA: b\r\nhOsT:\t h:1 \r\n\r\n").head.host, "h:1");
  CHECK_EQ(parse_http_head("GET / HTTP/1.1\r\nHostess: x\r\n\r\n").head.host, "");
}

void refuses_malformed_heads() {
  for (const char* head :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
        "get / HTTP/1.1\r\n\r\n", "G(T / HTTP/1.1\r\n\r\n", "GET / b HTTP/1.1\r\n\r\n",
        "GET /\x01 HTTP/1.1\r\n\r\n", "GET /\xc3\xa4 HTTP/1.1\r\n\r\n", "GET / FTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ / HTTP/1.1\r\n\r\n"}) {
    CHECK_EQ(parse_http_head(head).verdict, HeadVerdict::malformed);
  }
}

void names_versions_it_does_not_speak() {
  CHECK_EQ(parse_http_head("PRI * HTTP/2.0\r\n\r\n").verdict, HeadVerdict::unsupported_version);
  CHECK_EQ(parse_http_head("GET / HTTP/1.2\r\n\r\n").verdict, HeadVerdict::unsupported_version);
}

std::optional<std::string> location(const std::string& host, const std::string& target,
                                    std::uint16_t port) {
  net::HttpHead head;
  head.host = host;
  head.target = target;
  return https_location(head, port);
}

void makes_locations() {
  CHECK(location("meet.example.org", "/room/a?b=c", 443) == "https://meet.example.org/room/a?b=c");
  CHECK(location("meet.example.org:80", "/", 8443) == "https://meet.example.org:8443/");
  CHECK(location("[2001:db8::1]:80", "/", 443) == "https://[2001:db8::1]/");
}

// The text of a stranger comes back in a header: it must not end the line or lead to another host.
void makes_no_location_of_doubtful_hosts() {
  for (const char* host : {"", "a b", "a/b", "a@b", "a\rb", "[::1", "[x]", "a?b", "<a>", "ä"}) {
    CHECK(!location(host, "/", 443));
  }
  CHECK(!location("h", "*", 443));
  CHECK(!location("h", "http://elsewhere/", 443));
  CHECK(!location(std::string(254, 'a'), "/", 443));
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_head", {TEST(finds_the_end_at_every_split), TEST(reads_the_parts),
                    TEST(reads_every_form_of_target), TEST(finds_host_whatever_its_spelling),
                    TEST(refuses_malformed_heads), TEST(names_versions_it_does_not_speak),
                    TEST(makes_locations), TEST(makes_no_location_of_doubtful_hosts)});
}
