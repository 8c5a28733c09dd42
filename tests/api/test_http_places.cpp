// SPDX-License-Identifier: MIT
// Who has a place when strangers fill the server, and who gives way.
#include "api/http_server.hpp"

#include <sys/socket.h>

#include <string>
#include <vector>

#include "tests/api/http_harness.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using lectern_test::HttpClient;
using lectern_test::HttpHarness;
using lectern_test::kGet;
using lectern_test::Reply;

constexpr std::string_view kQuick = "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view kHeld = "GET /wait HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view kHalf =
    "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf";

std::string address(int site) { return "198.51.100." + std::to_string(site) + ":1000"; }

std::string gave_way(std::string_view limit, int times) {
  return "lectern_http_gave_way_total{server=\"api\",limit=\"" + std::string{limit} + "\"} " +
         std::to_string(times);
}

bool works(HttpClient& client, std::string_view request = kQuick) {
  client.send(request);
  return client.read().status == 200;
}

api::HttpLimits places(unsigned connections, unsigned reserved = 0) {
  api::HttpLimits limits;
  limits.connections = connections;
  limits.reserved = reserved;
  return limits;
}

// Asks for an answer that no socket buffer holds, and waits for its first byte.
void begin_big_answer(const HttpClient& client) {
  constexpr std::string_view kBig = "GET /big HTTP/1.1\r\nHost: x\r\n\r\n";
  CHECK_EQ(::send(client.fd(), kBig.data(), kBig.size(), MSG_NOSIGNAL),
           static_cast<ssize_t>(kBig.size()));
  char first = 0;
  CHECK_EQ(::recv(client.fd(), &first, 1, MSG_PEEK), 1);
}

// Idle keep-alive connections, the oldest first.
std::vector<HttpClient> fill(HttpHarness& http, int sites, int each) {
  std::vector<HttpClient> out;
  for (int i = 0; i < sites * each; ++i) {
    out.push_back(http.connect(address(i / each + 1)));
    CHECK(works(out.back()));
  }
  return out;
}

void eight_addresses_cannot_close_the_server_to_a_ninth() {
  HttpHarness http{places(64)};
  std::vector<HttpClient> crowd = fill(http, 8, 8);
  std::vector<HttpClient> newcomers;
  for (int i = 0; i < 8; ++i) {
    newcomers.push_back(http.connect("203.0.113." + std::to_string(i + 1) + ":1"));
    CHECK(works(newcomers.back()));
  }
  CHECK(http.metric(gave_way("total", 8)));
  // Each of the eight lost its oldest connection.
  for (int i = 0; i < 64; ++i) {
    auto& client = crowd[static_cast<std::size_t>(i)];
    if (i % 8 == 0) client.expect_end();
    else CHECK(works(client));
  }
  for (HttpClient& client : newcomers) CHECK(works(client));
  CHECK(http.metric("lectern_http_connections{server=\"api\"} 64"));
}

void a_network_of_many_sites_takes_places_only_from_itself() {
  HttpHarness http{places(20)};
  HttpClient lone = http.connect(address(1));
  CHECK(works(lone));
  std::vector<HttpClient> crowd;
  for (int i = 0; i < 100; ++i) {  // a /64 each, all in one /48
    crowd.push_back(http.connect("[2001:db8:7:" + std::to_string(i + 1) + "::1]:1"));
    CHECK(works(crowd.back()));
  }
  CHECK(works(lone));
  CHECK(http.metric(gave_way("total", 81)));
}

void this_machine_keeps_places_of_its_own() {
  HttpHarness http{places(10, 2)};
  std::vector<HttpClient> crowd = fill(http, 8, 1);
  HttpClient health = http.connect("127.0.0.1:1");
  HttpClient proxy = http.connect("[::1]:1");
  CHECK(works(health) && works(proxy));
  CHECK(http.metric(gave_way("total", 0)));
  for (HttpClient& client : crowd) CHECK(works(client));
}

void a_site_over_its_share_gives_way_itself() {
  api::HttpLimits limits;
  limits.connections_per_site = 2;
  HttpHarness http{limits};
  HttpClient first = http.connect("[2001:db8::1]:1000");
  HttpClient second = http.connect("[2001:db8::2]:1000");  // the same /64
  CHECK(works(first) && works(second));
  CHECK(works(first));
  HttpClient third = http.connect("[2001:db8::3]:1000");
  CHECK(works(third));
  second.expect_end();  // was idle longest
  CHECK(works(first));
  CHECK(http.metric(gave_way("site", 1)));
  HttpClient elsewhere = http.connect("[2001:db8:0:1::1]:1000");
  CHECK(works(elsewhere));
  std::vector<HttpClient> loopback;
  for (int i = 0; i < 5; ++i) loopback.push_back(http.connect("127.0.0.1:1000"));
  for (HttpClient& client : loopback) CHECK(works(client));
  CHECK(http.metric(gave_way("site", 1)));
  CHECK(http.metric("lectern_http_connections{server=\"api\"} 8"));
  first.close();
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 7"); });
  HttpClient again = http.connect("[2001:db8::4]:1000");
  CHECK(works(again) && works(third));
}

void the_request_of_a_worker_never_gives_way() {
  HttpHarness http{places(3)};
  HttpClient held = http.connect(address(1));
  held.send(kHeld);
  http.gate.await_waiting(1);
  std::vector<HttpClient> others;
  for (int i = 0; i < 10; ++i) {
    others.push_back(http.connect(address(2 + i % 2)));
    CHECK(works(others.back()));
  }
  CHECK(http.metric(gave_way("total", 8)));
  http.gate.open();
  CHECK_EQ(held.read().status, 200);
  CHECK(works(held));
  CHECK(works(others.back()));
}

void who_finds_only_busy_places_is_told_so() {
  HttpHarness http{places(2)};
  std::vector<HttpClient> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(http.connect(address(1)));
    held.back().send(kHeld);
  }
  http.gate.await_waiting(2);
  HttpClient more = http.connect(address(2));
  (void)more.try_send(kQuick);
  const Reply reply = more.read();
  CHECK_EQ(reply.status, 503);
  CHECK_EQ(reply.header("Connection"), "close");
  CHECK_EQ(reply.header("Retry-After"), "1");
  CHECK(reply.head.find("X-Decorated") != std::string::npos);
  CHECK(reply.body.find("\"overloaded\"") != std::string::npos);
  more.expect_end();
  CHECK(http.metric("lectern_http_refused_total{server=\"api\",reason=\"connection_limit\"} 1"));
  http.gate.open();
  for (HttpClient& client : held) CHECK_EQ(client.read().status, 200);
}

void who_is_being_answered_is_not_idle() {
  HttpHarness http{places(3)};
  HttpClient reader = http.connect(address(1));
  begin_big_answer(reader);
  HttpClient idle = http.connect(address(1));
  CHECK(works(idle));
  HttpClient other = http.connect(address(2));
  CHECK(works(other));
  HttpClient newcomer = http.connect(address(3));
  CHECK(works(newcomer));
  idle.expect_end();
  CHECK_EQ(reader.read().body, std::string(8'000'000, 'b'));
  CHECK(works(other));
}

void who_reads_an_answer_for_too_long_is_idle() {
  api::HttpLimits limits = places(3);
  limits.reading_time = 0s;
  HttpHarness http{limits};
  HttpClient reader = http.connect(address(1));
  begin_big_answer(reader);
  HttpClient idle = http.connect(address(1));
  HttpClient other = http.connect(address(2));
  CHECK(works(idle) && works(other));
  HttpClient newcomer = http.connect(address(3));
  CHECK(works(newcomer) && works(idle));
  reader.expect_end();

  HttpHarness slow{places(2)};  // only slow readers: the one that began first gives way
  std::vector<HttpClient> readers;
  for (int i = 0; i < 3; ++i) {
    readers.push_back(slow.connect(address(1)));
    begin_big_answer(readers.back());
  }
  CHECK(slow.metric(gave_way("total", 1)));
  CHECK_EQ(readers.back().read().status, 200);
}

// A body that arrives byte by byte does not look busy.
void a_slow_body_gives_way_and_is_told_so() {
  HttpHarness http{places(2)};
  HttpClient slow = http.connect(address(1));
  slow.send(kHalf);
  http.eventually([&] { return http.metric("lectern_http_requests{server=\"api\"} 1"); });
  HttpClient idle = http.connect(address(1));
  CHECK(works(idle));
  slow.send("more");
  HttpClient newcomer = http.connect(address(2));
  CHECK(works(newcomer));
  const Reply reply = slow.read();
  CHECK_EQ(reply.status, 503);
  CHECK(reply.body.find("\"overloaded\"") != std::string::npos);
  slow.expect_end();
  CHECK(works(idle));
  CHECK_EQ(http.handled.load(), 0);
}

void a_body_that_takes_too_long_is_told_so() {
  api::HttpLimits limits;
  limits.body_time = 0s;
  limits.sweep_interval = 5ms;
  HttpHarness http{limits};
  HttpClient client = http.connect();
  client.send(kHalf);
  const Reply reply = client.read();
  CHECK_EQ(reply.status, 408);
  CHECK(reply.body.find("\"request-timeout\"") != std::string::npos);
  client.expect_end();
  http.eventually([&] {
    return http.metric("lectern_http_refused_total{server=\"api\",reason=\"too_slow\"} 1");
  });
}

void an_idle_connection_ends_without_a_word() {
  api::HttpLimits limits;
  limits.head_time = 0s;
  limits.sweep_interval = 5ms;
  HttpHarness http{limits};
  HttpClient client = http.connect();
  client.expect_end();
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
  CHECK(http.metric("lectern_http_refused_total{server=\"api\",reason=\"too_slow\"} 0"));
}

// libmicrohttpd fails on the arguments and never says that the request has ended.
void a_request_that_the_library_drops_leaves_nothing_behind() {
  HttpHarness http;
  for (const std::size_t arguments : {1200u, 15'500u, 60'000u}) {
    for (int i = 0; i < 50; ++i) {
      HttpClient client = http.connect();
      (void)client.try_send("GET /?" + std::string(arguments, '&') +
                            " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
  }
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
  CHECK(http.metric("lectern_http_requests{server=\"api\"} 0"));
  HttpClient after = http.connect();
  CHECK(works(after, kGet));
}

// The end of the client's bytes arrives together with the last of them.
void who_leaves_in_the_middle_of_a_request_is_gone_at_once() {
  HttpHarness http;
  for (const bool tcp : {false, true}) {
    for (const std::string_view part : {std::string_view{}, kHalf.substr(0, 9), kHalf}) {
      HttpClient client = tcp ? http.connect_tcp() : http.connect();
      if (!part.empty()) client.send(part);
      client.finish_sending();
      client.expect_end();
    }
  }
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
  CHECK_EQ(http.handled.load(), 0);
}

void who_sends_no_more_still_gets_the_answers() {
  HttpHarness http;
  HttpClient client = http.connect();
  std::string all;
  for (int i = 0; i < 20; ++i) {
    all += i % 3 == 0 ? std::string{kQuick}
                      : lectern_test::post_request("/echo", std::string(3000, 'x'));
  }
  client.send(all + std::string{kHalf});
  client.finish_sending();
  for (int i = 0; i < 20; ++i) CHECK_EQ(client.read().status, 200);
  client.expect_end();
}

void no_worker_begins_the_request_of_a_client_that_is_gone() {
  HttpHarness http{{}, 1, 16};
  HttpClient working = http.connect();
  working.send(kHeld);
  http.gate.await_waiting(1);
  std::vector<HttpClient> gone;
  for (int i = 0; i < 5; ++i) {
    gone.push_back(http.connect());
    gone.back().send(kGet);
  }
  http.eventually([&] { return http.metric("lectern_http_requests{server=\"api\"} 6"); });
  HttpClient other = http.connect();
  CHECK(works(other));
  for (HttpClient& client : gone) client.close();
  // The loop learns of these ends no later than of the first request, and handles them before it
  // learns of the second.
  CHECK(works(other) && works(other));
  http.gate.open();
  CHECK_EQ(working.read().status, 200);
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 2"); });
  CHECK_EQ(http.handled.load(), 1);
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_places",
      {TEST(eight_addresses_cannot_close_the_server_to_a_ninth),
       TEST(a_network_of_many_sites_takes_places_only_from_itself),
       TEST(this_machine_keeps_places_of_its_own), TEST(a_site_over_its_share_gives_way_itself),
       TEST(the_request_of_a_worker_never_gives_way), TEST(who_finds_only_busy_places_is_told_so),
       TEST(who_is_being_answered_is_not_idle), TEST(who_reads_an_answer_for_too_long_is_idle),
       TEST(a_slow_body_gives_way_and_is_told_so), TEST(a_body_that_takes_too_long_is_told_so),
       TEST(an_idle_connection_ends_without_a_word),
       TEST(a_request_that_the_library_drops_leaves_nothing_behind),
       TEST(who_leaves_in_the_middle_of_a_request_is_gone_at_once),
       TEST(who_sends_no_more_still_gets_the_answers),
       TEST(no_worker_begins_the_request_of_a_client_that_is_gone)});
}
