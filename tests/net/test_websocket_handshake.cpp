// SPDX-License-Identifier: MIT
#include "net/websocket_handshake.hpp"

#include "tests/support/check.hpp"

namespace {

using net::canonical_websocket_head;
using net::check_websocket_handshake;
using net::HttpHead;

// RFC 6455 section 1.3.
constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";

HttpHead good() {
  HttpHead head;
  head.method = "GET";
  head.target = "/ws?a=b";
  head.path = "/ws";
  head.host = "meet.example.org";
  head.connection_upgrade = true;
  head.upgrade_websocket = true;
  head.websocket_key = kKey;
  head.websocket_version = "13";
  return head;
}

// The status of the refusal; 0 where there is none.
template <class F>
int after(F change) {
  HttpHead head = good();
  change(head);
  const auto fault = check_websocket_handshake(head);
  if (!fault) return 0;
  CHECK(fault->detail.ends_with('.'));
  return fault->status;
}

// RFC 6455 section 4.2.1: what a handshake consists of.
void each_part_of_the_handshake_is_needed() {
  CHECK_EQ(after([](HttpHead&) {}), 0);
  CHECK_EQ(after([](HttpHead& h) { h.method = "POST"; }), 400);
  CHECK_EQ(after([](HttpHead& h) { h.method = "HEAD"; }), 400);
  CHECK_EQ(after([](HttpHead& h) { h.http_1_0 = true; }), 426);
  CHECK_EQ(after([](HttpHead& h) { h.upgrade_websocket = false; }), 426);
  CHECK_EQ(after([](HttpHead& h) { h.connection_upgrade = false; }), 426);
  CHECK_EQ(after([](HttpHead& h) { h.content_length = 1; }), 400);
  CHECK_EQ(after([](HttpHead& h) { h.chunked = true; }), 400);
  for (const char* version : {"", "8", "7", "14", "13, 8", " 13"})
    CHECK_EQ(after([&](HttpHead& h) { h.websocket_version = version; }), 426);
}

void a_key_is_sixteen_bytes() {
  const auto with_key = [](std::string_view key) {
    return after([key](HttpHead& h) { h.websocket_key = key; });
  };
  CHECK_EQ(with_key("AAAAAAAAAAAAAAAAAAAAAA=="), 0);
  CHECK_EQ(with_key("+/+/zz09zz09zz09zz09zA=="), 0);
  for (const char* key :
       {"", "abc", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25j====", "dGhlIHNhbXBsZSBub25jZQA=", "dGhlIHNhbXBsZSBub-_jZQ==",
        "dGhlIHNhbXBsZSBub25jZQ== ", "dGhlIHNhbXBsZSBub2=jZQ=="}) {
    CHECK_EQ(with_key(key), 400);
  }
}

void the_library_gets_a_plain_head() {
  HttpHead head = good();
  CHECK_EQ(canonical_websocket_head(head),
           "GET /ws HTTP/1.1\r\nHost: meet.example.org\r\nUpgrade: websocket\r\nConnection: "
           "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
           "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  head.origin = "https://meet.example.org";
  const std::string text = canonical_websocket_head(head);
  CHECK(text.find("\r\nOrigin: https://meet.example.org\r\n") != std::string::npos);
  const auto parsed = net::parse_http_head(text);
  CHECK(parsed.has_value());
  CHECK(!check_websocket_handshake(*parsed));
}

// RFC 6455 section 1.3: the answer to that nonce.
void the_answer_proves_that_the_key_was_read() {
  CHECK_EQ(net::websocket_answer("dGhlIHNhbXBsZSBub25jZQ=="),
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
}

}  // namespace

int main() {
  return lectern_test::run(
      "websocket_handshake",
      {TEST(each_part_of_the_handshake_is_needed), TEST(a_key_is_sixteen_bytes),
       TEST(the_library_gets_a_plain_head), TEST(the_answer_proves_that_the_key_was_read)});
}
