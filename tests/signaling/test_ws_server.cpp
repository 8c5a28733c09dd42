// SPDX-License-Identifier: MIT
// The WebSocket server on real sockets, as a well-behaved browser uses it.
#include "signaling/ws_server.hpp"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netinet/in.h>

#include "tests/signaling/ws_fixture.hpp"

using namespace signaling_test;

namespace {

std::string text(const Json& frame, std::string_view key) {
  const Json value = frame[key];
  return value.is_string() ? std::string{*value.as_string()} : "(" + value.print() + ")";
}

void answers_the_handshake_of_the_rfc() {
  WsTest t;
  WsClient client = t.connect();
  CHECK_EQ(
      client.upgrade("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"),
      101u);
  // RFC 6455 section 1.3: the answer to that nonce.
  CHECK(client.response().find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos);
  // This library's compression can be made to abort the process: never negotiated.
  CHECK(client.response().find("xtensions") == std::string::npos);
}

void two_people_call_over_real_sockets() {
  WsTest t;
  WsClient alice = t.member("alice");
  WsClient bob = t.member("bob");
  CHECK_EQ(text(alice.receive_json(), "type"), "peer-joined");
  const std::string sdp(kMaxSdpBytes, 'x');
  bob.send_json({{"type", "offer"},
                 {"targetId", "seat-alice"},
                 {"offer", Json::object({{"type", "offer"}, {"sdp", sdp}})}});
  const Json offer = alice.receive_json();
  CHECK_EQ(text(offer["offer"], "sdp"), sdp);
  alice.send_json({{"type", "answer"},
                   {"targetId", "seat-bob"},
                   {"answer", Json::object({{"type", "answer"}, {"sdp", "v=0"}})}});
  CHECK_EQ(text(bob.receive_json(), "fromId"), "seat-alice");
  CHECK_EQ(t.presence.count(meetings::MeetingId{kMeeting}), std::size_t{2});
  bob.send_json({{"type", "leave"}});
  CHECK_EQ(text(bob.receive_json(), "type"), "left");
  CHECK_EQ(text(alice.receive_json(), "reason"), "left");
  CHECK_EQ(t.await_ended(1), std::vector<std::string>{"seat-bob"});
}

void works_over_tcp_as_over_a_socketpair() {
  if (is_builtin()) return;  // there is only one way
  WsTest t;
  base::UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  CHECK_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  CHECK_EQ(::listen(listener.get(), 4), 0);
  CHECK_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length), 0);
  base::UniqueFd near{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  CHECK_EQ(::connect(near.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  WsClient client{std::move(near)};
  CHECK(client.send_raw(WsClient::head()));  // there before the server has the descriptor
  CHECK(t.server->adopt(base::UniqueFd{::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)},
                        {}, {}, false));
  CHECK_EQ(client.read_status(), 101u);
  client.send_json({{"type", "auth"}, {"token", t.token("alice")}});
  CHECK_EQ(text(client.receive_json(), "type"), "welcome");
}

void takes_every_byte_on_its_own() {
  WsTest t;
  WsClient client = t.connect();
  for (const char byte : WsClient::head()) CHECK(client.send_raw({&byte, 1}));
  CHECK_EQ(client.read_status(), 101u);
  const std::string auth = Json::object({{"type", "auth"}, {"token", t.token("alice")}}).print();
  for (const char byte : WsClient::frame(Opcode::text, auth)) CHECK(client.send_raw({&byte, 1}));
  CHECK_EQ(text(client.receive_json(), "type"), "welcome");
}

void puts_fragments_together() {
  WsTest t;
  WsClient client = t.authenticated("alice");
  const std::string message = R"({"type":"ping","t":"Zoë 👋"})";
  for (std::size_t i = 0; i < message.size(); ++i) {  // also in the middle of a character
    client.send_raw(WsClient::frame(i == 0 ? Opcode::text : Opcode::continuation,
                                    message.substr(i, 1), i + 1 == message.size()));
    if (i == 10) client.send_raw(WsClient::frame(Opcode::ping, "between"));  // RFC 6455 section 5.4
  }
  const auto pong = client.receive();
  CHECK(pong->opcode == Opcode::pong);
  CHECK_EQ(pong->payload, "between");
  CHECK_EQ(text(client.receive_json(), "t"), "Zoë 👋");
}

void answers_pings_and_close() {
  WsTest t;
  WsClient client = t.authenticated("alice");
  client.send_raw(WsClient::frame(Opcode::ping, "12345"));
  const auto pong = client.receive();
  CHECK(pong->opcode == Opcode::pong);
  CHECK_EQ(pong->payload, "12345");
  client.send_raw(WsClient::frame(Opcode::close, "\x03\xe8"));
  CHECK_EQ(client.receive_close(), 1000u);
  CHECK(client.at_end());
}

void pings_the_silent_and_hangs_up() {
  WsConfig config;
  config.ping_after = 1s;
  config.hangup_after = 2s;
  WsTest t{config};
  WsClient alive = t.authenticated("alive");
  WsClient dead = t.authenticated("dead");
  const auto ping = dead.receive();
  CHECK(ping->opcode == Opcode::ping);
  // One answers and is kept, the other is silent and is not.
  Beside answering{[&] {
    for (int i = 0; i < 2; ++i) {
      if (const auto frame = alive.receive())
        alive.send_raw(WsClient::frame(Opcode::pong, frame->payload));
    }
  }};
  while (dead.receive()) {}
  CHECK(dead.at_end());
  answering.join();
  alive.send_json({{"type", "ping"}, {"t", 1}});
  CHECK_EQ(text(alive.receive_type("pong"), "type"), "pong");
}

void an_ended_meeting_closes_with_its_code() {
  WsTest t;
  WsClient alice = t.member("alice");
  WsClient bob = t.member("bob");
  t.server->on_event(
      meetings::MeetingEnded{meetings::MeetingId{kMeeting}, meetings::UserId{"user-alice"}});
  for (WsClient* client : {&alice, &bob}) {
    CHECK_EQ(text(client->receive_type("meeting-ended"), "by"), "user-alice");
    CHECK_EQ(client->receive_close(), 4410u);
    CHECK(client->at_end());
  }
  CHECK_EQ(t.presence.count(meetings::MeetingId{kMeeting}), std::size_t{0});
}

void a_replaced_session_is_told_and_closed() {
  WsTest t;
  WsClient phone = t.member("alice");
  WsClient laptop = t.member("alice");
  CHECK_EQ(text(phone.receive_json(), "code"), "replaced");
  CHECK_EQ(phone.receive_close(), 4409u);
  laptop.send_json({{"type", "chat"}, {"message", "still here"}});
  CHECK_EQ(text(laptop.receive_json(), "message"), "still here");
}

void a_closed_socket_ends_the_stay() {
  WsTest t;
  WsClient alice = t.member("alice");
  WsClient bob = t.member("bob");
  (void)alice.receive_json();
  bob.send_close(1001);
  CHECK_EQ(text(alice.receive_json(), "reason"), "disconnected");
  CHECK_EQ(t.await_ended(1), std::vector<std::string>{"seat-bob"});
}

// A socket that ends without a close frame, and one whose close frame names an error.
void a_broken_socket_is_resumed_on_another() {
  for (const bool closes : {false, true}) {
    WsTest t;
    WsClient alice = t.member("alice");
    WsClient bob = t.upgraded();
    bob.send_json({{"type", "auth"}, {"token", t.token("bob")}});
    const Json welcome = bob.receive_json();
    bob.send_json({{"type", "join"}, {"meetingId", kMeeting}});
    const std::int64_t seen = *bob.receive_json()["seq"].as_integer();
    CHECK_EQ(text(alice.receive_json(), "type"), "peer-joined");
    if (closes) bob.send_close(1011);
    bob.close();
    CHECK_EQ(alice.receive_json()["peer"]["reconnecting"].print(), "true");
    alice.send_json({{"type", "chat"}, {"message", "are you there?"}});
    CHECK_EQ(text(alice.receive_json(), "type"), "chat");
    WsClient again = t.upgraded();
    again.send_json({{"type", "resume"},
                     {"session", welcome["session"]},
                     {"resumeToken", welcome["resumeToken"]},
                     {"lastSeq", seen}});
    CHECK_EQ(text(again.receive_json(), "type"), "resumed");
    CHECK_EQ(text(again.receive_json(), "message"), "are you there?");
    CHECK(!alice.receive_json()["peer"].has("reconnecting"));
    again.send_json({{"type", "chat"}, {"message", "yes"}});
    CHECK_EQ(text(alice.receive_json(), "message"), "yes");
  }
}

void a_half_open_socket_is_closed_when_its_session_moves() {
  WsTest t;
  WsClient old = t.upgraded();
  old.send_json({{"type", "auth"}, {"token", t.token("alice")}});
  const Json welcome = old.receive_json();
  WsClient again = t.upgraded();
  again.send_json({{"type", "resume"},
                   {"session", welcome["session"]},
                   {"resumeToken", welcome["resumeToken"]},
                   {"lastSeq", 0}});
  CHECK_EQ(text(again.receive_json(), "type"), "resumed");
  CHECK_EQ(old.receive_close(), 4409u);
  CHECK(old.at_end());
  again.send_json({{"type", "ping"}, {"t", 1}});
  CHECK_EQ(text(again.receive_json(), "type"), "pong");
}

void an_admission_after_the_socket_closed_is_given_back() {
  WsTest t;
  WsClient witness = t.member("witness");
  WsClient alice = t.authenticated("alice");
  t.worker.hold();
  alice.send_json({{"type", "join"}, {"meetingId", kMeeting}});
  t.worker.await_jobs(1);
  alice.send_raw(WsClient::frame(Opcode::close, "\x03\xe8"));
  CHECK_EQ(alice.receive_close(), 1000u);
  CHECK(alice.at_end());
  t.worker.release();
  CHECK_EQ(t.await_ended(1), std::vector<std::string>{"seat-alice"});
  CHECK_EQ(t.presence.count(meetings::MeetingId{kMeeting}), std::size_t{1});
}

void an_answer_after_the_stop_reaches_nobody() {
  auto t = std::make_unique<WsTest>();
  WsClient alice = t->authenticated("alice");
  t->worker.hold();
  alice.send_json({{"type", "join"}, {"meetingId", kMeeting}});
  t->worker.await_jobs(1);
  t->server->stop();
  t->front.reset();
  t->server.reset();
  t->worker.release();
  t.reset();  // the worker's last job has run by now, without its server
  CHECK_EQ(alice.receive_close(), 1001u);
}

void stopping_tells_two_hundred_clients() {
  const std::size_t before = open_descriptors();
  {
    WsTest t;
    std::vector<WsClient> clients;
    // Few enough are in the meeting that a socket's buffer holds what they hear of each other.
    for (int i = 0; i < 200; ++i) {
      clients.push_back(i % 8 == 0   ? t.member("user" + std::to_string(i))
                        : i % 4 == 1 ? t.authenticated("x")
                        : i % 4 == 3 ? t.connect()
                                     : t.upgraded());
    }
    CHECK_EQ(t.presence.count(meetings::MeetingId{kMeeting}), std::size_t{25});
    Beside stopping{[&] { t.server->stop(); }};
    for (std::size_t i = 0; i < clients.size(); ++i) {
      if (is_builtin() && i % 4 == 3) continue;  // still with the front
      if (i % 4 != 3 && clients[i].receive_close() != 1001u)
        lectern_test::check_failed("client " + std::to_string(i) + " was not told", __FILE__,
                                   __LINE__);
      CHECK(clients[i].at_end());
    }
    stopping.join();
    CHECK_EQ(t.presence.people(), std::size_t{0});
    CHECK_EQ(t.await_ended(25).size(), std::size_t{25});
    int ends[2];
    CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    WsClient late{base::UniqueFd{ends[1]}};
    CHECK(!t.server->adopt(base::UniqueFd{ends[0]}, {}, {}, false));
    CHECK(late.at_end());
    t.server->stop();
  }
  CHECK_EQ(open_descriptors(), before);
}

// libwebsockets 4.3 would close connections when a network interface or a route comes or goes.
void follows_no_changes_of_routes() {
  if (is_builtin()) return;
  WsTest t;
  for (int fd = 0; fd < 1024; ++fd) {
    sockaddr_nl address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
    if (address.nl_family == AF_NETLINK) CHECK_EQ(address.nl_groups, 0u);
  }
}

void stops_also_when_never_started_or_never_used() {
  const std::size_t before = open_descriptors();
  { WsTest unused; }
  {
    base::Log log{base::LogLevel::error, base::LogFormat::text,
                  [](base::LogLevel, std::string_view) {}};
    base::Metrics metrics;
    meetings::Tokens tokens{{base::Secret{"secret"}}, "lectern"};
    PlainIce ice;
    meetings::PresenceTable presence;
    const auto server = CHECK_OK(WsServer::open(
        {}, {tokens, ice, presence, [](auto, auto) {}, [](auto, auto) {}, [](auto, auto) {},
             [](auto, auto) {}, [](auto, auto) {}, [](const SeatEnded&) {}, log, metrics}));
    int ends[2];
    CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    base::UniqueFd other{ends[1]};
    CHECK(server->adopt(base::UniqueFd{ends[0]}, {}, {}, false));
  }
  CHECK_EQ(open_descriptors(), before);
}

}  // namespace

int main() {
  return run_with_each_engine(
      "signaling ws_server", "signaling ws_server, libwebsockets",
      std::vector<lectern_test::Test>{
          TEST(answers_the_handshake_of_the_rfc), TEST(two_people_call_over_real_sockets),
          TEST(works_over_tcp_as_over_a_socketpair), TEST(takes_every_byte_on_its_own),
          TEST(puts_fragments_together), TEST(answers_pings_and_close),
          TEST(pings_the_silent_and_hangs_up), TEST(an_ended_meeting_closes_with_its_code),
          TEST(a_replaced_session_is_told_and_closed), TEST(a_closed_socket_ends_the_stay),
          TEST(a_broken_socket_is_resumed_on_another),
          TEST(a_half_open_socket_is_closed_when_its_session_moves),
          TEST(an_admission_after_the_socket_closed_is_given_back),
          TEST(an_answer_after_the_stop_reaches_nobody), TEST(stopping_tells_two_hundred_clients),
          TEST(follows_no_changes_of_routes), TEST(stops_also_when_never_started_or_never_used)});
}
