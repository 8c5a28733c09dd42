// SPDX-License-Identifier: MIT
// The limits for strangers: bodies, connections, time, the workers' queue.
#include "api/http_server.hpp"

#include <string>
#include <vector>

#include "tests/api/http_harness.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using lectern_test::HttpClient;
using lectern_test::HttpHarness;
using lectern_test::kGet;
using lectern_test::post_request;
using lectern_test::Reply;

void takes_a_body_up_to_the_limit_and_no_byte_more() {
  HttpHarness http;
  HttpClient client = http.connect();
  const std::string body(64 * 1024, 'x');
  client.send(post_request("/echo", body));
  CHECK_EQ(client.read().body, body);
  client.send(post_request("/echo", body + 'x'));
  const Reply refused = client.read();
  CHECK_EQ(refused.status, 413);
  CHECK(refused.body.find("\"body-too-large\"") != std::string::npos);
  CHECK(!refused.header("X-Decorated").empty());
  client.expect_end();
  CHECK_EQ(http.handled.load(), 1);
}

void refuses_a_megabyte_without_reading_it() {
  HttpHarness http;
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "GET"}) {
    HttpClient client = http.connect();
    // The body looks like a request: a server that did not read it as a body would answer it.
    client.send(std::string{method} +
                " /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n");
    (void)client.try_send(std::string{kGet});
    CHECK_EQ(client.read().status, 413);
    client.expect_end();
  }
  CHECK_EQ(http.handled.load(), 0);
}

// A close with unread bytes resets a TCP connection, and the reset may overtake the answer.
void the_refusal_arrives_over_tcp_too() {
  HttpHarness http;
  const std::string megabyte(1'000'000, 'x');
  for (int i = 0; i < 20; ++i) {
    HttpClient client = http.connect_tcp();
    (void)client.try_send(post_request("/echo", megabyte));
    CHECK_EQ(client.read().status, 413);
    client.expect_end();
  }
  CHECK_EQ(http.handled.load(), 0);
}

void refuses_before_asking_for_the_body() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
  const Reply reply = client.read();
  CHECK_EQ(reply.status, 413);
  client.expect_end();
}

void bounds_chunked_bodies() {
  HttpHarness http;
  constexpr std::string_view kHead =
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  HttpClient small = http.connect();
  small.send(std::string{kHead}.append("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"));
  CHECK_EQ(small.read().body, "abcdefg");

  const std::string chunk = "10000\r\n" + std::string(65536, 'x') + "\r\n";
  HttpClient large = http.connect();
  large.send(std::string{kHead} + chunk + "1\r\ny\r\n0\r\n\r\n");
  CHECK_EQ(large.read().status, 413);
  large.expect_end();

  HttpClient endless = http.connect();
  endless.send(kHead);
  int sent = 0;
  while (sent < 1000 && endless.try_send(chunk)) ++sent;
  CHECK(sent < 100);  // cut off after about a megabyte (and what the socket holds)
  endless.expect_end();
  CHECK_EQ(http.handled.load(), 1);
}

void a_full_pool_is_said_so() {
  HttpHarness http{{}, 1, 1};
  HttpClient working = http.connect();
  working.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  http.gate.await_waiting(1);
  std::vector<HttpClient> clients;
  int refused = 0;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(http.connect());
    clients.back().send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  // One of the two waits in the queue, the other is told at once; its connection goes on.
  http.eventually([&] {
    return http.metric("lectern_http_refused_total{server=\"api\",reason=\"overloaded\"} 1");
  });
  http.gate.open();
  for (HttpClient& client : clients) {
    const Reply reply = client.read();
    if (reply.status == 503) {
      ++refused;
      CHECK_EQ(reply.header("Retry-After"), "1");
      CHECK(reply.body.find("\"overloaded\"") != std::string::npos);
    }
    client.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK_EQ(client.read().status, 200);
  }
  CHECK_EQ(refused, 1);
  CHECK_EQ(working.read().status, 200);
}

// A hash costs a thousand times what another request costs: they do not share a queue.
void hashes_do_not_hold_up_other_requests() {
  HttpHarness http{{}, 1, 8};
  HttpClient hashing = http.connect();
  hashing.send("GET /hash/wait HTTP/1.1\r\nHost: x\r\n\r\n");
  http.gate.await_waiting(1);
  HttpClient behind = http.connect();
  behind.send("GET /hash/x HTTP/1.1\r\nHost: x\r\n\r\n");
  HttpClient other = http.connect();
  other.send(kGet);
  CHECK_EQ(other.read().status, 200);  // while both hashes still wait
  CHECK_EQ(http.handled.load(), 2);
  http.gate.open();
  CHECK(hashing.read().body.ends_with("$cheap$"));
  CHECK_EQ(behind.read().status, 200);
}

// The queue of hashes is short. Whoever fills it gives way to somebody else.
void a_full_hash_queue_refuses_the_greediest_address() {
  HttpHarness http{{}, 1, 2};
  const auto hash = [&](const char* client, const char* path) {
    HttpClient made = http.connect(client);
    made.send("GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return made;
  };
  HttpClient working = hash("192.0.2.1:1", "/hash/wait");
  http.gate.await_waiting(1);
  const auto refused = [&](int times) {
    http.eventually([&] {
      return http.metric("lectern_http_refused_total{server=\"api\",reason=\"overloaded\"} " +
                         std::to_string(times));
    });
  };
  HttpClient first = hash("192.0.2.1:2", "/hash/first");
  HttpClient second = hash("192.0.2.1:3", "/hash/second");
  HttpClient third = hash("192.0.2.1:4", "/hash/third");
  refused(1);  // the newest of the three, whichever arrived last
  HttpClient stranger = hash("192.0.2.2:1", "/hash/stranger");
  refused(2);
  http.gate.open();
  CHECK_EQ(working.read().status, 200);
  CHECK_EQ(stranger.read().status, 200);
  int served = 0;
  for (HttpClient* client : {&first, &second, &third}) {
    const Reply reply = client->read();
    if (reply.status == 200) ++served;
    else CHECK_EQ(reply.status, 503);
    if (reply.status == 503) CHECK_EQ(reply.header("Retry-After"), "3");
  }
  CHECK_EQ(served, 1);
}

// The library keeps a record of each field and argument. The body that follows fills its buffer
// meanwhile.
void the_largest_head_that_the_front_passes_is_read() {
  HttpHarness http;
  constexpr std::size_t kHead = 16'384, kFields = 100, kArguments = 64;  // net/http_head.hpp
  const std::string body(64 * 1024, 'x');
  const std::string end = "\r\n\r\n";
  std::string head = "POST /echo?" + std::string(kArguments - 1, '&') +
                     " HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n";
  for (std::size_t i = 3; i < kFields; ++i) head += "a: b\r\n";
  head += "Origin: ";
  head += std::string(kHead - head.size() - end.size(), 'o') + end;
  for (int i = 0; i < 3; ++i) {
    HttpClient client = http.connect();
    for (int request = 0; request < 2; ++request) {
      client.send(head + body);
      const Reply reply = client.read();
      CHECK_EQ(reply.status, 200);
      CHECK(!reply.header("X-Decorated").empty());
      CHECK(reply.body == body);
    }
  }
}

void who_takes_too_long_is_cut_off() {
  api::HttpLimits limits;
  limits.head_time = 0s;
  limits.sweep_interval = 5ms;
  HttpHarness idle{limits};
  HttpClient silent = idle.connect();
  silent.expect_end();
  HttpClient dripping = idle.connect();
  while (dripping.try_send("G")) {}
  dripping.expect_end();

  api::HttpLimits slow_body;
  slow_body.body_time = 0s;
  HttpHarness body{slow_body};
  HttpClient client = body.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
  while (client.try_send("x")) {}
  client.expect_end();
  CHECK_EQ(body.handled.load(), 0);

  api::HttpLimits slow_reader;
  slow_reader.send_time = 0s;
  slow_reader.sweep_interval = 5ms;
  HttpHarness sending{slow_reader};
  HttpClient reader = sending.connect();
  reader.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
  sending.eventually([&] { return sending.metric("lectern_http_connections{server=\"api\"} 0"); });
}

void a_worker_may_take_its_time() {
  api::HttpLimits limits;
  limits.head_time = 1s;
  limits.sweep_interval = 1ms;
  HttpHarness http{limits};
  HttpClient client = http.connect();
  client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  http.gate.await_waiting(1);
  for (int i = 0; i < 100; ++i) http.on_loop([] {});
  http.gate.open();
  CHECK_EQ(client.read().status, 200);
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_limits",
      {TEST(takes_a_body_up_to_the_limit_and_no_byte_more),
       TEST(refuses_a_megabyte_without_reading_it), TEST(the_refusal_arrives_over_tcp_too),
       TEST(refuses_before_asking_for_the_body), TEST(bounds_chunked_bodies),
       TEST(a_full_pool_is_said_so), TEST(hashes_do_not_hold_up_other_requests),
       TEST(a_full_hash_queue_refuses_the_greediest_address),
       TEST(the_largest_head_that_the_front_passes_is_read), TEST(who_takes_too_long_is_cut_off),
       TEST(a_worker_may_take_its_time)});
}
