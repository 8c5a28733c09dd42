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

void schemes_say_what_is_spoken() {
  const auto spoken = [](std::string_view text) {
    const auto uri = parse_uri(text).value();
    return std::string{uri.stun ? "STUN" : "TURN"} + (uri.secure ? " over TLS" : "");
  };
  CHECK_EQ(spoken("stun:a"), "STUN");
  CHECK_EQ(spoken("stuns:a"), "STUN over TLS");
  CHECK_EQ(spoken("turn:a"), "TURN");
  CHECK_EQ(spoken("turns:a"), "TURN over TLS");
  for (const char* text : {"turn:a:1?transport=udp", "turn:a:1?transport=tcp",
                           "turns:a:1?transport=udp", "turns:a:1?transport=tcp"})
    CHECK_EQ(read(text), text);
}

void limits_of_hosts_and_ports() {
  CHECK_EQ(parse_uri("turn:a:1")->port, std::optional<std::uint16_t>{1});
  CHECK_EQ(parse_uri("turn:a:65535")->port, std::optional<std::uint16_t>{65535});
  CHECK(!parse_uri("turn:a")->port);
  CHECK_EQ(parse_uri("turn:[2001:db8::1]")->host, "2001:db8::1");
  CHECK_EQ(parse_uri("turn:[2001:db8::1]:7?transport=tcp")->port, std::optional<std::uint16_t>{7});
  // RFC 1035 section 2.3.4: a name has at most 253 characters without the last dot.
  CHECK(parse_uri("turn:" + std::string(253, 'a')));
  CHECK(!parse_uri("turn:" + std::string(254, 'a')));
  CHECK(parse_uri("turn:AZaz09-._"));
  for (const char* text : {"turn:[]", "turn:[", "turn:]", "turn:[::1]:", "turn:[::1]:0",
                           "turn:a:-1", "turn:a: 1", "turn:a:1 ", "turn::1", "turn:?transport=udp",
                           "turn:a/", "stuns:a?transport=tcp", "turn:a?transport=tcp ", "turn:a?"})
    CHECK_EQ(std::string{text} + ": " + read(text), std::string{text} + ": wrong");
}

}  // namespace

int main() {
  return lectern_test::run("uri",
                           {TEST(right_ones), TEST(wrong_ones), TEST(schemes_say_what_is_spoken),
                            TEST(limits_of_hosts_and_ports)});
}
