// SPDX-License-Identifier: MIT
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
using lectern_test::post_request;
using lectern_test::Reply;

void answers_by_a_worker_and_keeps_the_connection() {
  HttpHarness http;
  HttpClient client = http.connect("192.0.2.9:4000");
  for (int i = 0; i < 3; ++i) {
    client.send(kGet);
    const Reply reply = client.read();
    CHECK_EQ(reply.status, 200);
    CHECK_EQ(reply.body, "GET /hello?a=b 192.0.2.9:4000 http://example.org:3000");
    CHECK(!reply.header("X-Decorated").empty());
    CHECK(!reply.header("Date").empty());
  }
  CHECK_EQ(http.handled.load(), 3);
}

void quick_answers_need_no_worker() {
  HttpHarness http{{}, 1, 1};
  HttpClient held = http.connect();
  held.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  http.gate.await_waiting(1);  // the only worker is busy
  HttpClient client = http.connect();
  client.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK_EQ(client.read().body, "quick");
  http.gate.open();
  CHECK_EQ(held.read().status, 200);
}

void tls_is_told_by_the_origin() {
  HttpHarness http;
  HttpClient client = http.connect("192.0.2.9:4000", true);
  client.send(kGet);
  CHECK_EQ(client.read().body, "GET /hello?a=b 192.0.2.9:4000 https://example.org:3000");
}

void reads_what_drips() {
  HttpHarness http;
  HttpClient client = http.connect();
  for (const char c : post_request("/echo", "drop by drop")) client.send({&c, 1});
  CHECK_EQ(client.read().body, "drop by drop");
}

void answers_pipelined_requests_in_order() {
  HttpHarness http;
  HttpClient client = http.connect();
  std::string all;
  for (int i = 0; i < 30; ++i)
    all += i % 3 == 0 ? "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"
                      : post_request("/echo", std::to_string(i));
  client.send(all);
  for (int i = 0; i < 30; ++i)
    CHECK_EQ(client.read().body, i % 3 == 0 ? "quick" : std::to_string(i));
}

void continues_where_asked_to() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.send("hello");
  CHECK_EQ(client.read().body, "hello");
}

void a_client_that_leaves_in_the_middle_costs_nothing() {
  HttpHarness http;
  for (const std::string_view part :
       {"P", "POST /echo HT", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal"}) {
    HttpClient client = http.connect();
    client.send(part);
    client.close();
  }
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
  CHECK_EQ(http.handled.load(), 0);
}

void head_has_the_length_and_no_body() {
  HttpHarness http;
  HttpClient client = http.connect();
  for (const char* path : {"/quick", "/echo"}) {
    client.send(std::string{"HEAD "} + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    const Reply reply = client.read(true);
    CHECK_EQ(reply.status, 200);
    CHECK(!reply.header("Content-Length").empty());
  }
  client.send(kGet);  // nothing of a body is in between
  CHECK_EQ(client.read().status, 200);
}

void answers_without_a_body_keep_the_framing() {
  HttpHarness http;
  HttpClient client = http.connect();
  for (int i = 0; i < 2; ++i) {
    client.send("GET /empty HTTP/1.1\r\nHost: x\r\n\r\nGET /same HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK_EQ(client.read().status, 204);
    const Reply same = client.read();
    CHECK_EQ(same.status, 304);
    CHECK_EQ(same.header("ETag"), "\"x\"");
    CHECK_EQ(same.header("Content-Length"),
             "8");  // RFC 9110 section 8.6: what a 200 would have had, or nothing
  }
}

void hosts_are_checked() {
  HttpHarness http;
  const auto status_for = [&](std::string head) {
    HttpClient client = http.connect();
    client.send("GET /hello " + head + "\r\n\r\n");
    return client.read().status;
  };
  CHECK_EQ(status_for("HTTP/1.1\r\nHost: example.org"), 200);
  CHECK_EQ(status_for("HTTP/1.0"), 200);
  CHECK_EQ(status_for("HTTP/1.1"), 400);
  CHECK_EQ(status_for("HTTP/1.1\r\nHost: a b"), 400);
  CHECK_EQ(status_for("HTTP/1.1\r\nHost: evil.org/x?"), 400);
  CHECK_EQ(status_for("HTTP/1.1\r\nHost: a.org\r\nHost: b.org"), 400);
}

void malformed_requests_are_refused() {
  HttpHarness http;
  for (const std::string& bytes :
       {std::string{"\r\n\x01\x02garbage\r\n\r\n"}, std::string{"GET\r\n\r\n"},
        std::string{"GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"},
        std::string{"GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello"},
        "GET /" + std::string(70'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nCookie: " + std::string(70'000, 'a') + "\r\n\r\n"}) {
    HttpClient client = http.connect();
    (void)client.try_send(bytes);
    ::shutdown(client.fd(), SHUT_WR);
    client.expect_end();
  }
  CHECK_EQ(http.handled.load(), 0);
  HttpClient after = http.connect();
  after.send(kGet);
  CHECK_EQ(after.read().status, 200);
}

void unknown_methods_reach_the_handler() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send("BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.read().body.starts_with("other /pot?"));
}

void forty_wait_at_once_and_all_are_answered() {
  HttpHarness http{{}, 4, 64};
  std::vector<HttpClient> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(http.connect());
    clients.back().send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  http.gate.await_waiting(4);
  http.gate.open();
  for (HttpClient& client : clients) CHECK_EQ(client.read().status, 200);
  CHECK_EQ(http.handled.load(), 40);
}

void stopping_answers_those_who_wait() {
  HttpHarness http{{}, 1, 64};
  std::vector<HttpClient> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(http.connect());
    clients.back().send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  HttpClient idle = http.connect();
  http.gate.await_waiting(1);
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 11"); });
  http.stop_server();
  http.gate.open();  // the workers' answers have nowhere to go
  for (HttpClient& client : clients) client.expect_end();
  idle.expect_end();
  CHECK(http.metric("lectern_http_connections{server=\"api\"} 0"));
  HttpClient late = http.connect();  // adopted by nobody: closed
  late.expect_end();
}

void a_client_may_leave_while_its_answer_is_made() {
  HttpHarness http{{}, 2, 64};
  HttpClient client = http.connect();
  client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  http.gate.await_waiting(1);
  client.close();
  http.gate.open();
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
}

void a_handler_that_throws_is_a_500() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
  const Reply reply = client.read();
  CHECK_EQ(reply.status, 500);
  CHECK(reply.body.find("on purpose") == std::string::npos);
  client.send(kGet);
  CHECK_EQ(client.read().status, 200);
}

void a_header_cannot_be_split() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send("GET /split HTTP/1.1\r\nHost: x\r\n\r\n");
  client.expect_end();  // refused as a whole: nothing injected goes out
}

void big_answers_go_out_whole_to_a_late_reader() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\nGET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
  HttpClient other = http.connect();  // is not held up by it
  other.send(kGet);
  CHECK_EQ(other.read().status, 200);
  CHECK_EQ(client.read().body, std::string(8'000'000, 'b'));
  CHECK_EQ(client.read().body, "quick");
}

void no_descriptor_is_lost() {
  HttpHarness http;
  const std::size_t before = lectern_test::open_descriptors();
  for (int i = 0; i < 300; ++i) {
    HttpClient client = http.connect();
    if (i % 3 != 0) client.send(i % 3 == 1 ? kGet : kGet.substr(0, 20));
    if (i % 3 == 1) CHECK_EQ(client.read().status, 200);
  }
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
  CHECK_EQ(lectern_test::open_descriptors(), before);
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_server",
      {TEST(answers_by_a_worker_and_keeps_the_connection), TEST(quick_answers_need_no_worker),
       TEST(tls_is_told_by_the_origin), TEST(reads_what_drips),
       TEST(answers_pipelined_requests_in_order), TEST(continues_where_asked_to),
       TEST(a_client_that_leaves_in_the_middle_costs_nothing),
       TEST(head_has_the_length_and_no_body), TEST(answers_without_a_body_keep_the_framing),
       TEST(hosts_are_checked), TEST(malformed_requests_are_refused),
       TEST(unknown_methods_reach_the_handler), TEST(forty_wait_at_once_and_all_are_answered),
       TEST(stopping_answers_those_who_wait), TEST(a_client_may_leave_while_its_answer_is_made),
       TEST(a_handler_that_throws_is_a_500), TEST(a_header_cannot_be_split),
       TEST(big_answers_go_out_whole_to_a_late_reader), TEST(no_descriptor_is_lost)});
}
