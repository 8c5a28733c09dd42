// SPDX-License-Identifier: MIT
// The WebSocket server on real sockets, as nobody should use it.
#include "tests/signaling/ws_fixture.hpp"
#include "tests/support/fakes.hpp"

using namespace signaling_test;

namespace {

std::string text(const Json& frame, std::string_view key) {
  const Json value = frame[key];
  return value.is_string() ? std::string{*value.as_string()} : "(" + value.print() + ")";
}

// The earlier client is still connected and served.
void check_alive(WsClient& client) {
  client.send_json({{"type", "ping"}, {"t", "alive"}});
  CHECK_EQ(text(client.receive_type("pong"), "t"), "alive");
}

void closes_who_does_not_authenticate() {
  WsConfig config;
  config.limits.authentication = 50ms;
  config.tick = 10ms;
  WsTest t{config};
  WsClient client = t.upgraded();
  CHECK_EQ(text(client.receive_json(), "code"), "not-authenticated");
  CHECK_EQ(client.receive_close(), 4401u);
  CHECK(client.at_end());
}

void closes_a_refused_token() {
  WsTest t;
  WsClient client = t.upgraded();
  client.send_json({{"type", "auth"}, {"token", "nonsense"}});
  CHECK_EQ(text(client.receive_json(), "code"), "token-invalid");
  CHECK_EQ(client.receive_close(), 4401u);
}

void checks_the_origin_before_the_upgrade() {
  WsConfig config;
  config.origins = {"https://www.example.org"};
  WsTest t{config};
  const std::pair<const char*, unsigned> rows[] = {
      {"", 101},
      {"Origin: https://meet.test\r\n", 101},
      {"Origin: http://meet.test\r\n", 101},
      {"Origin: https://www.example.org\r\n", 101},
      {"Origin: https://evil.test\r\n", 403},
      {"Origin: https://meet.test.evil.test\r\n", 403},
      {"Origin: http://www.example.org\r\n", 403},
      {"Origin: null\r\n", 403},
  };
  for (const auto& [header, status] : rows) {
    WsClient client = t.connect();
    CHECK_EQ(client.upgrade(header), status);
    if (status != 101) CHECK(client.at_end());
  }
}

void refuses_other_requests_in_http() {
  WsTest t;
  WsClient path = t.connect();
  // The front gives another path to another server; here it has none.
  CHECK_EQ(path.upgrade("", "/ws/../etc/passwd"), is_builtin() ? 0u : 404u);
  WsClient plain = t.connect();
  plain.send_raw("GET /ws HTTP/1.1\r\nHost: meet.test\r\n\r\n");
  CHECK_EQ(plain.read_status(), 426u);
  CHECK(plain.at_end());
  WsClient h2 = t.connect();
  h2.send_raw(
      "GET /ws HTTP/1.1\r\nHost: meet.test\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
      "h2c\r\nHTTP2-Settings: "
      "AAMAAABkAAQAAP__\r\n\r\n");
  CHECK(h2.read_status() != 101u);
  WsClient old = t.connect();
  old.send_raw(
      "GET /ws HTTP/1.1\r\nHost: meet.test\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\nSec-WebSocket-Key: "
      "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n");
  CHECK_EQ(old.read_status(), 426u);
  WsClient keyless = t.connect();
  keyless.send_raw(
      "GET /ws HTTP/1.1\r\nHost: meet.test\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n");
  CHECK(keyless.read_status() != 101u);
  WsClient alive = t.authenticated("alive");
  check_alive(alive);
}

// A refusal is a response of HTTP/1.1 with a reason, the policy fields and a problem document.
void refusals_are_whole_responses() {
  WsConfig config;
  config.policy_fields = "X-Policy: here\r\n";
  WsTest t{config};
  const auto check = [&](std::string_view fields, std::string_view path, std::string_view status,
                         std::string_view code) {
    WsClient client = t.connect();
    (void)client.upgrade(fields, path);
    const std::string& head = client.response();
    CHECK_EQ(head.substr(0, head.find("\r\n")), status);
    for (const char* field : {"\r\nX-Policy: here\r\n", "\r\nConnection: close\r\n",
                              "\r\nContent-Type: application/problem+json\r\n"}) {
      const auto at = head.find(field);
      CHECK(at != std::string::npos);
      CHECK(head.find(field, at + 1) == std::string::npos);
    }
    const Json problem = CHECK_OK(Json::parse(client.rest()));
    CHECK_EQ(text(problem, "code"), code);
    CHECK(text(problem, "detail").ends_with('.'));
  };
  check("Origin: https://evil.test\r\n", "/ws", "HTTP/1.1 403 Forbidden", "forbidden");
  if (!is_builtin()) check("", "/elsewhere", "HTTP/1.1 404 Not Found", "not-found");
}

void limits_the_sessions_of_one_address() {
  WsConfig config;
  config.limits.sessions.per_address = 3;
  WsTest t{config};
  std::vector<WsClient> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(t.member("m" + std::to_string(i), "203.0.113.5"));
  WsClient fourth = t.connect("203.0.113.5");
  CHECK_EQ(fourth.upgrade(), 429u);
  WsClient other = t.connect("203.0.113.6");
  CHECK_EQ(other.upgrade(), 101u);
  clients[0].send_raw(WsClient::frame(Opcode::close, "\x03\xe8"));
  CHECK_EQ(clients[0].receive_close(), 1000u);
  CHECK(clients[0].at_end());
  WsClient again = t.connect("203.0.113.5");
  CHECK_EQ(again.upgrade(), 101u);
}

void whoever_does_not_authenticate_gives_way() {
  WsConfig config;
  config.limits.sessions.fresh_per_address = 2;
  WsTest t{config};
  WsClient member = t.member("alice");
  WsClient first = t.upgraded();
  WsClient second = t.upgraded();
  WsClient third = t.upgraded();
  CHECK_EQ(text(first.receive_json(), "code"), "overloaded");
  CHECK_EQ(first.receive_close(), 1013u);
  check_alive(member);
  third.send_json({{"type", "auth"}, {"token", t.token("carol")}});
  CHECK_EQ(text(third.receive_json(), "type"), "welcome");
  second.send_json({{"type", "auth"}, {"token", t.token("bob")}});
  CHECK_EQ(text(second.receive_json(), "type"), "welcome");
}

void bounds_the_messages_whose_end_does_not_come() {
  WsConfig config;
  config.unfinished_bytes = 100'000;
  WsTest t{config};
  const std::string half(60'000, ' ');
  WsClient first = t.authenticated("alice");
  WsClient second = t.authenticated("bob");
  first.send_raw(WsClient::frame(Opcode::text, half, false));
  first.send_raw(WsClient::frame(Opcode::ping, "x"));  // the server has read what is before it
  CHECK(first.receive()->opcode == Opcode::pong);
  second.send_raw(WsClient::frame(Opcode::text, half, false));
  CHECK_EQ(first.receive_close(), 1013u);
  second.send_raw(WsClient::frame(Opcode::continuation, R"({"type":"ping","t":"end"})"));
  CHECK_EQ(text(second.receive_type("pong"), "t"), "end");
  check_alive(second);
}

void bounds_the_message() {
  WsTest t;
  const std::string ping = R"({"type":"ping","t":1})";
  const std::string filler(kMaxFrameBytes - ping.size(), ' ');
  WsClient client = t.authenticated("alice");
  client.send_text(ping + filler);
  CHECK_EQ(text(client.receive_json(), "type"), "pong");
  client.send_text(ping + filler + " ");
  CHECK_EQ(client.receive_close(), 1009u);
  WsClient fragmented = t.authenticated("bob");
  fragmented.send_raw(WsClient::frame(Opcode::text, ping + filler, false));
  fragmented.send_raw(WsClient::frame(Opcode::continuation, "", false));
  fragmented.send_raw(WsClient::frame(Opcode::continuation, " ", false));
  CHECK_EQ(fragmented.receive_close(), 1009u);
  // A length of 2^62 in the head of the frame: refused by what comes, not by what is announced.
  WsClient announced = t.authenticated("carol");
  announced.send_raw(std::string{"\x81\xff\x40\0\0\0\0\0\0\0\x01\x02\x03\x04", 14} +
                     std::string(kMaxFrameBytes + 1, 'x'));
  const unsigned code = announced.receive_close();
  CHECK(code == 1009u || code == 1002u || code == 0u);
  WsClient alive = t.authenticated("alive");
  check_alive(alive);
}

void refuses_binary_and_broken_text() {
  WsTest t;
  WsClient binary = t.authenticated("alice");
  binary.send_raw(WsClient::frame(Opcode::binary, "{}"));
  CHECK_EQ(binary.receive_close(), 1003u);
  CHECK(binary.at_end());
  WsClient latin = t.authenticated("bob");
  latin.send_text("{\"type\":\"ping\",\"t\":\"\xe9\"}");
  CHECK_EQ(latin.receive_close(), 1007u);
  CHECK(latin.at_end());
}

void refuses_broken_framing() {
  WsTest t;
  WsClient alive = t.authenticated("alive");
  const std::string rows[] = {
      std::string{"\xf1\x80\x01\x02\x03\x04", 6},  // RSV bits
      std::string{"\x83\x80\x01\x02\x03\x04", 6},  // reserved opcode
      std::string{"\x09\x80\x01\x02\x03\x04", 6},  // fragmented ping
      std::string{"\x89\xfe\x00\x7e\x01\x02\x03\x04", 8} +
          std::string(126, 'x'),                   // ping longer than 125
      std::string{"\x80\x80\x01\x02\x03\x04", 6},  // continuation of nothing
      WsClient::frame(Opcode::text, "a", false) +
          WsClient::frame(Opcode::text, "b"),  // a new message inside another
  };
  for (const std::string& row : rows) {
    WsClient client = t.authenticated("alice");
    client.send_raw(row);
    const unsigned code = client.receive_close();
    if (code != 0u && code != 1002u)
      lectern_test::check_failed("closed with " + std::to_string(code), __FILE__, __LINE__);
    CHECK(client.at_end());
  }
  // Not masked: RFC 6455 section 5.1 wants it closed; what counts is that it is closed or refused
  // and never obeyed.
  WsClient bare = t.authenticated("bare");
  bare.send_raw(WsClient::frame(Opcode::text, "garbage that is no JSON", true, false));
  bare.send_raw(WsClient::frame(Opcode::close, "\x03\xe8"));
  (void)bare.receive_close();
  check_alive(alive);
}

// RFC 6455 section 4.1 forbids it: the client waits for the answer. What comes of it is the
// client's loss alone.
void a_frame_before_the_answer_harms_nobody() {
  WsTest t;
  WsClient alive = t.authenticated("alive");
  for (const std::size_t size : {2u, 100u, 1000u, 3000u}) {
    WsClient client = t.connect();
    const std::string ping =
        Json::object({{"type", "ping"}, {"t", "x"}}).print() + std::string(size, ' ');
    CHECK(client.send_raw(WsClient::head() + WsClient::frame(Opcode::text, ping)));
    CHECK_EQ(client.read_status(), 101u);
    client.send_raw(WsClient::frame(Opcode::close, "\x03\xe8"));
    (void)client.receive_close();
    CHECK(client.at_end());
  }
  check_alive(alive);
}

void garbage_ends_with_4429() {
  WsTest t;
  WsClient client = t.authenticated("alice");
  for (int i = 0; i < 60; ++i) client.send_text("garbage");
  CHECK_EQ(client.receive_close(), 4429u);
}

void cuts_off_who_does_not_read() {
  WsConfig config;
  config.limits.stall = 1s;
  config.limits.resume = 2s;
  config.tick = 100ms;
  WsTest t{config};
  WsClient alice = t.member("alice");
  WsClient bob = t.member("bob");
  const std::string offer =
      Json::object(
          {{"type", "offer"},
           {"targetId", "seat-alice"},
           {"offer", Json::object({{"type", "offer"}, {"sdp", std::string(kMaxSdpBytes, 'x')}})}})
          .print();
  for (int i = 0; i < 20; ++i) bob.send_text(offer);  // fewer than the rate lets pass
  const Json left = bob.receive_type("peer-left");
  CHECK_EQ(text(left["peer"], "peerId"), "seat-alice");
  CHECK_EQ(text(left, "reason"), "disconnected");
  CHECK_EQ(t.await_ended(1), std::vector<std::string>{"seat-alice"});
  check_alive(bob);
}

void drops_a_head_that_never_comes() {
  WsConfig config;
  config.handshake = 1s;
  WsTest t{config};
  WsClient silent = t.connect();
  WsClient half = t.connect();
  half.send_raw("GET /ws HTTP/1.1\r\nHost: me");
  CHECK(silent.at_end());
  CHECK(half.at_end());
}

void a_head_that_is_too_long_is_dropped() {
  WsTest t;
  WsClient client = t.connect();
  client.send_raw("GET /ws HTTP/1.1\r\nHost: meet.test\r\nCookie: " + std::string(64 * 1024, 'x'));
  CHECK(client.read_status() != 101u);
  WsClient alive = t.authenticated("alive");
  check_alive(alive);
}

std::string random_bytes(base::Random& dice, std::size_t size) {
  std::string out(size, '\0');
  dice.fill({reinterpret_cast<std::byte*>(out.data()), out.size()});
  return out;
}

void survives_random_heads_and_frames() {
  const std::size_t before = open_descriptors();
  {
    WsTest t;
    lectern_test::SeededRandom dice{4711};
    WsClient alive = t.authenticated("alive");
    for (int round = 0; round < 300; ++round) {
      WsClient client = t.connect();
      if (dice.below(3) == 0) {
        std::string head = WsClient::head("Cookie: a=b\r\n");
        for (std::uint32_t i = 0; i <= dice.below(8); ++i)
          head[dice.below(static_cast<std::uint32_t>(head.size()))] =
              static_cast<char>(dice.below(256));
        client.send_raw(head);
      } else {
        CHECK_EQ(client.upgrade(), 101u);
      }
      for (std::uint32_t i = 0; i < dice.below(6); ++i) {
        std::string bytes =
            WsClient::frame(static_cast<Opcode>(dice.below(16)),
                            random_bytes(dice, dice.below(300)), dice.below(2) == 0);
        if (dice.below(2) == 0) bytes[0] = static_cast<char>(dice.below(256));
        if (dice.below(4) == 0) bytes = random_bytes(dice, dice.below(200));
        if (!client.send_raw(bytes)) break;
      }
    }  // and closed without a word
    check_alive(alive);
  }
  CHECK_EQ(open_descriptors(), before);
}

}  // namespace

int main() {
  return run_with_each_engine(
      "signaling ws_server, hostile", "signaling ws_server, hostile, libwebsockets",
      std::vector<lectern_test::Test>{
          TEST(closes_who_does_not_authenticate), TEST(closes_a_refused_token),
          TEST(checks_the_origin_before_the_upgrade), TEST(refuses_other_requests_in_http),
          TEST(refusals_are_whole_responses), TEST(limits_the_sessions_of_one_address),
          TEST(whoever_does_not_authenticate_gives_way),
          TEST(bounds_the_messages_whose_end_does_not_come), TEST(bounds_the_message),
          TEST(refuses_binary_and_broken_text), TEST(refuses_broken_framing),
          TEST(a_frame_before_the_answer_harms_nobody), TEST(garbage_ends_with_4429),
          TEST(cuts_off_who_does_not_read), TEST(drops_a_head_that_never_comes),
          TEST(a_head_that_is_too_long_is_dropped), TEST(survives_random_heads_and_frames)});
}
