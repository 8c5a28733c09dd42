// SPDX-License-Identifier: MIT
#include "net/http_head.hpp"

#include "tests/support/check.hpp"

namespace {

using net::HeadScan;
using net::https_location;
using net::parse_http_head;
using net::scan_http_head;
using namespace std::string_literals;

const std::string kRequest =
    "GET /ws?token=x HTTP/1.1\r\nHost: meet.example.org\r\nUpgrade: websocket\r\n\r\n";

// The status of the fault; 0 where the head is good.
int verdict(std::string_view head) {
  const auto parsed = parse_http_head(head);
  if (parsed) return 0;
  CHECK(parsed.error().detail.ends_with('.'));
  return parsed.error().status;
}
net::HttpHead good(std::string_view head) {
  const auto parsed = parse_http_head(head);
  CHECK_EQ(parsed ? ""s : std::string{parsed.error().detail}, "");
  return *parsed;
}
// The verdict on a request with these header lines behind Host.
int with_fields(const std::string& fields) {
  return verdict("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
}

void finds_the_end_at_every_split() {
  const std::string more = kRequest + "body\r\n\r\n";
  for (std::size_t first = 0; first <= kRequest.size(); ++first) {
    const bool whole = first == kRequest.size();
    const HeadScan part = scan_http_head(std::string_view{more}.substr(0, first), 0);
    CHECK_EQ(part.state == HeadScan::State::complete, whole);
    CHECK(part.state != HeadScan::State::malformed);
    // Having scanned `first` bytes, the end is still found when the rest arrives.
    if (!whole) CHECK_EQ(scan_http_head(more, first).size, kRequest.size());
  }
}

// RFC 9112 section 2.2: a recipient may take a bare LF as the end of a line; this one refuses it.
void a_line_needs_its_carriage_return() {
  for (const auto& text :
       {"\n"s, "GET / HTTP/1.1\n"s, "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n"s, "GET /\r\n\n"s}) {
    for (std::size_t scanned = 0; scanned <= text.find('\n'); ++scanned)
      CHECK(scan_http_head(text, scanned).state != HeadScan::State::complete);
    CHECK(scan_http_head(text, 0).state == HeadScan::State::malformed);
  }
}

void reads_the_parts() {
  const net::HttpHead head = good(kRequest);
  CHECK_EQ(head.method, "GET");
  CHECK_EQ(head.target, "/ws?token=x");
  CHECK_EQ(head.path, "/ws");
  CHECK_EQ(head.host, "meet.example.org");
  CHECK(head.upgrade_websocket);
  CHECK(!head.connection_upgrade);
  CHECK(!head.http_1_0);
  CHECK(!head.last_request);
  CHECK(!head.chunked);
  CHECK_EQ(head.content_length, std::uint64_t{0});
}

void reads_every_form_of_target() {
  struct Case {
    const char* target;
    const char* path;
    const char* host = "field";
  };
  for (const Case& c :
       {Case{"/", "/"}, Case{"/ws", "/ws"}, Case{"/ws/", "/ws/"}, Case{"/wsx", "/wsx"},
        Case{"/ws?", "/ws"}, Case{"http://h/ws?a=b", "/ws", "h"}, Case{"http://h", "/", "h"},
        Case{"http://h?a=/b", "/", "h"}, Case{"*", "*"}, Case{"h:443", "h:443"},
        Case{"/a?u=http://b/ws", "/a"}, Case{"//ws", "//ws"}}) {
    const std::string text = std::string{"GET "} + c.target + " HTTP/1.1\r\nHost: field\r\n\r\n";
    CHECK_EQ(good(text).path, c.path);
    CHECK_EQ(good(text).host, c.host);  // RFC 9112 section 3.2.2
  }
}

void joins_the_lines_of_x_forwarded_for() {
  const auto head = parse_http_head(
      "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: http\r\n"
      "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n");
  CHECK(head.has_value());
  CHECK_EQ(head->forwarded.client, "203.0.113.9, 127.0.0.1");
  CHECK_EQ(head->forwarded.scheme, "https");
}

void finds_host_whatever_its_spelling() {
  CHECK_EQ(good("GET / HTTP/1.0\r\nA: b\r\nhOsT:\t h:1 \r\n\r\n").host, "h:1");
  CHECK_EQ(good("GET / HTTP/1.0\r\nHostess: x\r\n\r\n").host, "");
  CHECK_EQ(good("GET / HTTP/1.0\r\n\r\n").host, "");
}

void refuses_malformed_heads() {
  for (const char* head :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
        "get / HTTP/1.1\r\nHost: a\r\n\r\n", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / FTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ / HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    CHECK_EQ(verdict(head), 400);
  }
}

void names_versions_it_does_not_speak() {
  CHECK_EQ(verdict("PRI * HTTP/2.0\r\n\r\n"), 505);
  CHECK_EQ(verdict("GET / HTTP/1.2\r\n\r\n"), 505);
  CHECK_EQ(verdict("GET / HTTP/0.9\r\n\r\n"), 505);
  CHECK_EQ(verdict("GET / HTTP/1.10\r\n\r\n"), 505);
}

// RFC 9112 section 5, RFC 9110 section 5.5.
void refuses_malformed_fields() {
  struct Case {
    std::string fields;
    int status;
  };
  for (const Case& c : {
           Case{"X: a\r\n", 0},
           Case{"X:\r\n", 0},
           Case{"X: \t a\tb \t\r\n", 0},
           Case{"X: \xc3\xa4\r\n", 0},
           Case{"!#$%&'*+-.^_`|~09azAZ: x\r\n", 0},
           Case{"X : a\r\n", 400},
           Case{"X\t: a\r\n", 400},
           Case{": a\r\n", 400},
           Case{"X\r\n", 400},
           Case{"X Y: a\r\n", 400},
           Case{"X(: a\r\n", 400},
           Case{"X\xc3\xa4: a\r\n", 400},
           Case{"X: a\r\n b\r\n", 400},  // obs-fold
           Case{"X: a\r\n\tb\r\n", 400},
           Case{" X: a\r\n", 400},
           Case{"X: a\rb\r\n", 400},
           Case{"X: a\0b\r\n"s, 400},
           Case{"X\0: a\r\n"s, 400},
           Case{"X: a\x7f\r\n", 400},
           Case{"X: \x0b a\r\n", 400},
       }) {
    CHECK_EQ(with_fields(c.fields), c.status);
  }
}

// RFC 9112 sections 6.1 to 6.3.
void the_length_of_the_body_has_one_reading() {
  struct Case {
    std::string fields;
    int status;
  };
  const std::string length = "Content-Length: ";
  const std::string coding = "Transfer-Encoding: ";
  for (const Case& c : {
           Case{length + "5\r\n", 0},
           Case{length + "007\r\n", 0},
           Case{"cONTENT-lENGTH: 5\r\n", 0},
           Case{length + "999999999999999999\r\n", 0},
           Case{length + "1000000000000000000\r\n", 400},
           Case{length + "18446744073709551616\r\n", 400},
           Case{length + "5\r\n" + length + "5\r\n", 400},
           Case{length + "55\r\n" + length + "5\r\n", 400},
           Case{length + "5, 5\r\n", 400},
           Case{length + "+5\r\n", 400},
           Case{length + "-5\r\n", 400},
           Case{length + "0x5\r\n", 400},
           Case{length + "5 5\r\n", 400},
           Case{length + "5.\r\n", 400},
           Case{length + "\r\n", 400},
           Case{"Content_Length: 5\r\n", 0},  // another field
           Case{coding + "chunked\r\n", 0},
           Case{coding + "CHUNKED\r\n", 0},
           Case{coding + "chunked\r\n" + length + "5\r\n", 400},
           Case{length + "5\r\n" + coding + "chunked\r\n", 400},
           Case{coding + "chunked\r\n" + coding + "chunked\r\n", 400},
           Case{coding + "chunked, chunked\r\n", 400},
           Case{coding + "\r\n", 400},
           Case{coding + ",\r\n", 400},
           Case{coding + "xchunked\r\n", 501},
           Case{coding + "gzip, chunked\r\n", 501},
           Case{coding + "chunked, gzip\r\n", 501},
           Case{coding + "identity\r\n", 501},
           Case{coding + "chunked;q=1\r\n", 501},
           Case{coding + "\x0b"
                         "chunked\r\n",
                400},
           Case{coding + "chunked\0junk\r\n"s, 400},
       }) {
    CHECK_EQ(with_fields(c.fields), c.status);
  }
  CHECK_EQ(verdict("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  CHECK_EQ(good("POST / HTTP/1.0\r\nContent-Length: 70\r\n\r\n").content_length, std::uint64_t{70});
  CHECK(good("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").chunked);
}

// RFC 9112 section 9.3.
void knows_the_last_request() {
  struct Case {
    const char* version;
    const char* connection;
    bool last;
  };
  for (const Case& c : {Case{"1.1", "", false}, Case{"1.1", "Connection: close\r\n", true},
                        Case{"1.1", "Connection: x, ClOsE\r\n", true},
                        Case{"1.1", "Connection: x\r\nConnection: close\r\n", true},
                        Case{"1.1", "Connection: closed\r\n", false}, Case{"1.0", "", true},
                        Case{"1.0", "Connection: keep-alive\r\n", false},
                        Case{"1.0", "Connection: keep-alive, close\r\n", true}}) {
    CHECK_EQ(
        good(std::string{"GET / HTTP/"} + c.version + "\r\nHost: a\r\n" + c.connection + "\r\n")
            .last_request,
        c.last);
  }
}

void bounds_what_a_library_must_store() {
  std::string fields;
  for (std::size_t i = 1; i < net::kMostHttpFields; ++i) fields += "X: a\r\n";
  CHECK_EQ(with_fields(fields), 0);  // Host is one more
  CHECK_EQ(with_fields(fields + "X: a\r\n"), 431);
  const auto arguments = [](std::size_t count) {
    std::string target = "/?a=b";
    for (std::size_t i = 1; i < count; ++i) target += "&a=b";
    return verdict("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  };
  CHECK_EQ(arguments(net::kMostHttpArguments), 0);
  CHECK_EQ(arguments(net::kMostHttpArguments + 1), 400);
}

void tells_of_cookies() {
  const auto has_cookies = [](const std::string& fields) {
    return good("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").cookies;
  };
  CHECK(has_cookies("Cookie: a=b\r\n"));
  CHECK(has_cookies("cOOKIE:\r\n"));
  CHECK(!has_cookies("Cookies: a=b\r\nX-Cookie: a\r\n"));
  CHECK(net::is_http_field("cOoKiE:", "cookie"));
  for (const char* line : {"Cookie", "Cookies: a", "Cook: a", "", "X"})
    CHECK(!net::is_http_field(line, "cookie"));
}

void reads_what_opens_a_websocket() {
  const net::HttpHead head = good(
      "GET /ws HTTP/1.1\r\nHost: a\r\nOrigin: https://a\r\nUpgrade: h2c, WebSocket\r\n"
      "Connection: keep-alive\r\nConnection: x, UPGRADE\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: k\r\n\r\n");
  CHECK(head.upgrade_websocket);
  CHECK(head.connection_upgrade);
  CHECK_EQ(head.origin, "https://a");
  CHECK_EQ(head.websocket_version, "13");
  CHECK_EQ(head.websocket_key, "k");
  for (const char* twice :
       {"Sec-WebSocket-Key: a\r\n", "Sec-WebSocket-Version: 13\r\n", "Origin: https://a\r\n"}) {
    CHECK_EQ(with_fields(twice), 0);
    CHECK_EQ(with_fields(std::string{twice} + twice), 400);
  }
  CHECK(!good("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websockets\r\n\r\n").upgrade_websocket);
}

void checks_trailers() {
  const auto status = [](std::string_view text) {
    const auto fault = net::check_http_trailers(text);
    return fault ? fault->status : 0;
  };
  CHECK_EQ(status("\r\n"), 0);
  CHECK_EQ(status("A: b\r\nContent-Length: 3\r\n\r\n"), 0);  // a trailer frames nothing
  CHECK_EQ(status("A : b\r\n\r\n"), 400);
  CHECK_EQ(status("A: b\r\n c\r\n\r\n"), 400);
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
      "http_head",
      {TEST(finds_the_end_at_every_split), TEST(a_line_needs_its_carriage_return),
       TEST(reads_the_parts), TEST(reads_every_form_of_target),
       TEST(joins_the_lines_of_x_forwarded_for), TEST(finds_host_whatever_its_spelling),
       TEST(refuses_malformed_heads), TEST(names_versions_it_does_not_speak),
       TEST(refuses_malformed_fields), TEST(the_length_of_the_body_has_one_reading),
       TEST(knows_the_last_request), TEST(bounds_what_a_library_must_store), TEST(tells_of_cookies),
       TEST(reads_what_opens_a_websocket), TEST(checks_trailers), TEST(makes_locations),
       TEST(makes_no_location_of_doubtful_hosts)});
}
