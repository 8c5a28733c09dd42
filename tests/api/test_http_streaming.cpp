// SPDX-License-Identifier: MIT
// Bodies that go to a sink piece by piece, and answers out of a file.
#include <string>

#include "api/http_server.hpp"
#include "tests/api/http_harness.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using lectern_test::Collected;
using lectern_test::HttpClient;
using lectern_test::HttpHarness;
using lectern_test::kGet;
using lectern_test::post_request;
using lectern_test::Reply;

constexpr std::size_t kBlock = std::size_t{256} * 1024;

std::string patterned(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>('a' + i * 31 % 26);
  return out;
}

std::string head_of(std::string_view path, std::size_t length) {
  return "PATCH " + std::string{path} +
         " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

void a_body_of_any_size_reaches_the_sink_in_blocks() {
  HttpHarness http;
  HttpClient client = http.connect();
  const std::string body = patterned(5'000'000);
  client.send(head_of("/stream", body.size()));
  client.send(body);
  const Reply reply = client.read();
  CHECK_EQ(reply.status, 201);
  CHECK_EQ(reply.body, "5000000");
  CHECK(!reply.header("X-Decorated").empty());
  http.collected.with([&](Collected& all) {
    CHECK(all.bytes == body);
    CHECK(all.largest < 2 * kBlock);
  });
  client.send(kGet);  // the connection goes on
  CHECK_EQ(client.read().status, 200);
  http.eventually(
      [&] { return http.collected.with([](Collected& all) { return all.ended; }) == 1; });
}

void a_body_may_be_empty_chunked_or_drip() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(head_of("/stream", 0));
  CHECK_EQ(client.read().body, "0");
  client.send(
      "PATCH /stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  CHECK_EQ(client.read().body, "5");
  for (const char c : head_of("/stream", 2) + "fg") client.send({&c, 1});
  CHECK_EQ(client.read().body, "7");
  client.send(
      "PATCH /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
  client.send("h");
  CHECK_EQ(client.read().body, "8");
  http.collected.with([](Collected& all) { CHECK_EQ(all.bytes, "abcdefgh"); });
}

void pipelined_requests_around_a_body_keep_their_order() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(std::string{kGet} + head_of("/stream", 3) + "abc" + post_request("/echo", "last"));
  CHECK_EQ(client.read().status, 200);
  CHECK_EQ(client.read().body, "3");
  CHECK_EQ(client.read().body, "last");
}

void a_sink_that_is_refused_is_told_before_the_body() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(head_of("/stream/refused", 5'000'000));
  const Reply reply = client.read();
  CHECK_EQ(reply.status, 404);
  CHECK_EQ(reply.header("Connection"), "close");
  client.expect_end();
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
}

void a_sink_that_wants_no_more_ends_the_request() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(head_of("/stream/little", 5'000'000));
  (void)client.try_send(patterned(5'000'000));
  client.expect_end();
  http.eventually([&] { return http.metric("lectern_http_connections{server=\"api\"} 0"); });
  http.collected.with([](Collected& all) {
    CHECK(all.bytes.size() <= 300'000);
    CHECK_EQ(all.ended, 1);
  });
}

void the_last_piece_may_be_too_much() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(head_of("/stream/little", 280'000));
  client.send(patterned(280'000));
  CHECK_EQ(client.read().status, 201);
  client.send(head_of("/stream/little", 30'000));
  client.send(patterned(30'000));
  CHECK_EQ(client.read().status, 413);
}

// The bridge passes the end of a client's stream on like this.
void what_came_before_the_client_left_is_kept() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(head_of("/stream", 5'000'000));
  client.send(patterned(100'000));
  client.finish_sending();
  client.expect_end();
  http.eventually(
      [&] { return http.collected.with([](Collected& all) { return all.ended; }) == 1; });
  http.collected.with([](Collected& all) { CHECK(all.bytes == patterned(100'000)); });
}

void a_client_that_sends_nothing_is_cut_off_and_what_came_is_kept() {
  api::HttpLimits limits;
  limits.body_time = 1s;
  limits.sweep_interval = 20ms;
  HttpHarness http{limits};
  HttpClient client = http.connect();
  client.send(head_of("/stream", 5'000'000));
  client.send(patterned(1000));
  CHECK_EQ(client.read().status, 408);
  client.expect_end();
  http.eventually(
      [&] { return http.collected.with([](Collected& all) { return all.ended; }) == 1; });
  http.collected.with([](Collected& all) { CHECK_EQ(all.bytes.size(), 1000u); });
}

void the_server_stops_in_the_middle_of_a_body() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send(head_of("/stream", 5'000'000));
  client.send(patterned(kBlock + 1000));
  http.eventually([&] {
    return http.collected.with([](Collected& all) { return all.bytes.size(); }) >= kBlock;
  });
  HttpClient other = http.connect();
  other.send(head_of("/stream", 10));
  http.stop_server();
  client.expect_end();
  other.expect_end();
}

void a_part_of_a_file_is_an_answer() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n");
  const Reply reply = client.read();
  CHECK_EQ(reply.body.size(), 400'000u);
  CHECK(reply.body.starts_with("0000010\n"));
  CHECK(reply.body.ends_with("0050009\n"));
  client.send("HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK_EQ(client.read(true).header("Content-Length"), "400000");
  client.send(kGet);
  CHECK_EQ(client.read().status, 200);
}

void a_file_that_became_shorter_ends_the_connection() {
  HttpHarness http;
  HttpClient client = http.connect();
  client.send("GET /short-file HTTP/1.1\r\nHost: x\r\n\r\n");
  client.expect_end();
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_streaming",
      {TEST(a_body_of_any_size_reaches_the_sink_in_blocks),
       TEST(a_body_may_be_empty_chunked_or_drip),
       TEST(pipelined_requests_around_a_body_keep_their_order),
       TEST(a_sink_that_is_refused_is_told_before_the_body),
       TEST(a_sink_that_wants_no_more_ends_the_request), TEST(the_last_piece_may_be_too_much),
       TEST(what_came_before_the_client_left_is_kept),
       TEST(a_client_that_sends_nothing_is_cut_off_and_what_came_is_kept),
       TEST(the_server_stops_in_the_middle_of_a_body), TEST(a_part_of_a_file_is_an_answer),
       TEST(a_file_that_became_shorter_ends_the_connection)});
}
