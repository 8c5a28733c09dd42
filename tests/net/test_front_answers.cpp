// SPDX-License-Identifier: MIT
// What the front answers itself: redirects to https, and the challenges of certificate authorities.
#include <string>

#include "net/front.hpp"
#include "tests/net/front_test.hpp"
#include "tests/support/check.hpp"

namespace {

using base::Endpoint;
using lectern_test::connect_tcp;
using lectern_test::FrontTest;
using lectern_test::read_to_end;
using lectern_test::send_all;
using lectern_test::TlsClient;
using namespace std::string_literals;

const std::string kGet = "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n";

void redirects_to_https() {
  FrontTest t;
  const auto ask = [&](const std::string& request) {
    const base::UniqueFd client = connect_tcp(t.redirecting);
    send_all(client.get(), request);
    return read_to_end(client.get());
  };
  const std::string port = std::to_string(t.secure.port);
  const std::string answer = ask("GET /room/a?b=c HTTP/1.1\r\nHost: meet.example.org:80\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 301 "));
  CHECK(answer.find("\r\nLocation: https://meet.example.org:" + port + "/room/a?b=c\r\n") !=
        std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n"));
  CHECK(ask("POST / HTTP/1.1\r\nHost: a\r\n\r\nbody").starts_with("HTTP/1.1 308 "));
  CHECK(ask("GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(ask("GET / HTTP/1.1\r\nHost: a b\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK_EQ(t.arrivals(), std::size_t{0});
  CHECK_EQ(t.served("redirect"), 2L);
}

void redirects_to_the_public_address() {
  FrontTest t({}, false, {}, true, "https://meet.example.org:8443");
  for (const char* host : {"evil.example.org", "meet.example.org", "192.0.2.1:80"}) {
    const base::UniqueFd client = connect_tcp(t.redirecting);
    send_all(client.get(), "GET /room/a?b=c HTTP/1.1\r\nHost: "s + host + "\r\n\r\n");
    const std::string answer = read_to_end(client.get());
    CHECK(answer.starts_with("HTTP/1.1 301 "));
    CHECK(answer.find("\r\nLocation: https://meet.example.org:8443/room/a?b=c\r\n") !=
          std::string::npos);
  }
  const base::UniqueFd client = connect_tcp(t.redirecting);
  send_all(client.get(), "GET http://evil.example.org/ HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(read_to_end(client.get()).starts_with("HTTP/1.1 400 "));
}

const std::string kToken = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr_oA";
const std::string kAuthorization = kToken + ".9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
const std::string kChallenge = "/.well-known/acme-challenge/" + kToken;

// RFC 8555 8.3: the challenge is answered over plain http, on every listener, with the key
//   authorization and nothing else.
void a_challenge_is_answered_on_every_listener() {
  FrontTest t;
  CHECK_OK(t.challenges->offer_http(kToken, kAuthorization));
  const std::string request = " " + kChallenge +
                              " HTTP/1.1\r\nUser-Agent: a\r\nHost: b.example\r\n"
                              "Connection: keep-alive\r\n\r\n";
  const std::string whole = "\r\n\r\n" + kAuthorization;
  const auto is_right = [&](const std::string& answer, const std::string& policy) {
    CHECK(answer.starts_with("HTTP/1.1 200 "));
    CHECK(answer.find("\r\nContent-Type: application/octet-stream\r\n") != std::string::npos);
    CHECK(answer.find("\r\nContent-Length: 87\r\n") != std::string::npos);
    CHECK(answer.find("\r\nX-Policy: " + policy + "\r\n") != std::string::npos);
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  };
  for (const base::Endpoint& at : {t.plain, t.redirecting}) {
    const base::UniqueFd client = connect_tcp(at);
    send_all(client.get(), "GET" + request);
    const std::string answer = read_to_end(client.get());
    is_right(answer, "plain");
    CHECK(answer.ends_with(whole));
    const base::UniqueFd head = connect_tcp(at);
    send_all(head.get(), "HEAD" + request);
    const std::string fields = read_to_end(head.get());
    is_right(fields, "plain");
    CHECK(fields.ends_with("\r\n\r\n"));
  }
  TlsClient client(connect_tcp(t.secure));
  CHECK(client.handshake());
  client.send("GET" + request);
  const std::string answer = client.read_to_end();
  is_right(answer, "tls");
  CHECK(answer.ends_with(whole));
  CHECK_EQ(t.arrivals(), std::size_t{0});
  CHECK_EQ(t.served("challenge"), 5L);
}

void the_token_of_a_stranger_is_not_found() {
  FrontTest t;
  CHECK_OK(t.challenges->offer_http(kToken, kAuthorization));
  for (const base::Endpoint& at : {t.plain, t.redirecting}) {
    for (const std::string& token :
         {"abc"s, kToken + "a", kToken.substr(1), std::string(9000, 'a')}) {
      const base::UniqueFd client = connect_tcp(at);
      send_all(client.get(),
               "GET /.well-known/acme-challenge/" + token + " HTTP/1.1\r\nHost: b\r\n\r\n");
      const std::string answer = read_to_end(client.get());
      CHECK(answer.starts_with("HTTP/1.1 404 "));
      CHECK(answer.find("\"code\":\"not-found\"") != std::string::npos);
      CHECK(answer.find(kAuthorization) == std::string::npos);
    }
  }
  CHECK_EQ(t.arrivals(), std::size_t{0});
}

// Else the whole API would be served in the clear behind the challenge.
void nothing_follows_a_challenge() {
  FrontTest t;
  CHECK_OK(t.challenges->offer_http(kToken, kAuthorization));
  const base::UniqueFd client = connect_tcp(t.redirecting);
  send_all(client.get(), "GET " + kChallenge + " HTTP/1.1\r\nHost: b\r\n\r\n" + kGet + kGet);
  CHECK(read_to_end(client.get()).ends_with("\r\n\r\n" + kAuthorization));
  CHECK_EQ(t.arrivals(), std::size_t{0});
}

void only_challenges_are_exempt_from_redirects() {
  FrontTest t;
  const std::string prefix = "/.well-known/acme-challenge/";
  for (const std::string& request :
       {"GET " + prefix, "GET " + prefix + "../../api/site", "GET " + prefix + "a/b",
        "GET " + prefix + "a%2e", "GET " + prefix + "a?b", "GET /.well-known/acme-challenge"s,
        "GET //.well-known/acme-challenge/a"s, "GET /ws"s, "POST " + prefix + "a"}) {
    const base::UniqueFd client = connect_tcp(t.redirecting);
    send_all(client.get(), request + " HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(read_to_end(client.get()).starts_with("HTTP/1.1 30"));
  }
  CHECK_EQ(t.arrivals(), std::size_t{0});
}

}  // namespace

int main() {
  return lectern_test::run(
      "front_answers",
      {TEST(redirects_to_https), TEST(redirects_to_the_public_address),
       TEST(a_challenge_is_answered_on_every_listener), TEST(the_token_of_a_stranger_is_not_found),
       TEST(nothing_follows_a_challenge), TEST(only_challenges_are_exempt_from_redirects)});
}
