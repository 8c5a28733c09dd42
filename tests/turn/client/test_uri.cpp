// SPDX-License-Identifier: MIT
// URIs of STUN and TURN servers.
#include "turn/client/uri.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::Transport;
using turn::client::parse_uri;

std::string read(std::string_view text) {
  const auto uri = parse_uri(text);
  return uri ? uri->print() : "wrong";
}

// RFC 7064 3.1: stun: and stuns:, a host and a port, no query
// RFC 7065 3.1: turn: and turns:, a host, a port and a transport
void right_ones() {
  CHECK_EQ(read("stun:example.org"), "stun:example.org:3478");
  CHECK_EQ(read("stuns:example.org"), "stuns:example.org:5349");
  CHECK_EQ(read("turn:192.0.2.1"), "turn:192.0.2.1:3478");
  CHECK_EQ(read("turn:[2001:db8::1]:3479"), "turn:[2001:db8::1]:3479");
  CHECK_EQ(read("turns:example.org:443?transport=tcp"), "turns:example.org:443?transport=tcp");
  CHECK(parse_uri("turn:a?transport=udp")->transport == Transport::udp);
  CHECK(parse_uri("turn:a?transport=tcp")->transport == Transport::tcp);
  CHECK(parse_uri("turns:a?transport=udp")->transport == Transport::dtls);
  CHECK(parse_uri("turns:a?transport=tcp")->transport == Transport::tls);
  CHECK(!parse_uri("turns:a")->transport);
}

void wrong_ones() {
  for (const char* text :
       {"", "example.org", "http:a", "turn:", "turn:a:", "turn:a:0", "turn:a:65536", "turn:a:1x",
        "turn://a", "turn:a b", "turn:[192.0.2.1]", "turn:[2001:db8::1", "turn:[::1]x",
        "turn:a?transport=sctp", "turn:a?x", "stun:a?transport=udp"})
    CHECK_EQ(std::string{text} + ": " + read(text), std::string{text} + ": wrong");
}

}  // namespace

int main() { return lectern_test::run("uri", {TEST(right_ones), TEST(wrong_ones)}); }
