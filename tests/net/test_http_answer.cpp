// SPDX-License-Identifier: MIT
#include "net/http_answer.hpp"

#include "base/json.hpp"
#include "tests/support/check.hpp"

namespace {

using net::HttpFault;
using net::make_http_answer;
using net::make_http_refusal;

constexpr base::WallTime kNow{std::chrono::seconds{784111777}};
const std::string kDate = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

void an_answer_is_whole() {
  CHECK_EQ(make_http_answer(kNow, 301, "Location: https://a/\r\n", ""),
           "HTTP/1.1 301 Moved Permanently\r\nLocation: https://a/\r\n" + kDate +
               "Content-Length: 0\r\nConnection: close\r\n\r\n");
}

void a_refusal_is_a_problem_document() {
  const std::string answer =
      make_http_refusal(kNow, {400, "bad-request", "A \"sentence\"."}, "X-Policy: a\r\n", false);
  const auto end = answer.find("\r\n\r\n") + 4;
  const std::string body = answer.substr(end);
  CHECK_EQ(answer.substr(0, end),
           "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nCache-Control: "
           "no-store\r\nX-Policy: a\r\n" +
               kDate + "Content-Length: " + std::to_string(body.size()) +
               "\r\nConnection: close\r\n\r\n");
  CHECK_EQ(body, R"({"type":"about:blank","title":"Bad Request","status":400,"code":"bad-request",)"
                 R"("detail":"A \"sentence\".","error":"A \"sentence\"."})");
}

// RFC 9110 section 9.3.2: the same fields, and no body.
void a_refusal_of_head_has_no_body() {
  const HttpFault fault{431, "head-too-large", "Too large."};
  const std::string whole = make_http_refusal(kNow, fault, "", false);
  const std::string head = make_http_refusal(kNow, fault, "", true);
  CHECK_EQ(head, whole.substr(0, whole.find("\r\n\r\n") + 4));
}

void some_refusals_need_fields_of_their_own() {
  const auto has = [](int status, const char* field) {
    return make_http_refusal(kNow, {status, "a", "b"}, "", false).find(field) != std::string::npos;
  };
  const char* upgrade =
      "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nConnection: close, upgrade\r\n\r\n";
  for (const int status : {400, 403, 404, 408, 426, 429, 431, 501, 503, 505}) {
    CHECK_EQ(has(status, upgrade), status == 426);
    CHECK_EQ(has(status, "\r\nRetry-After: 1\r\n"), status == 429 || status == 503);
    CHECK(!has(status, " Status\r\n"));  // each has a reason
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_answer",
      {TEST(an_answer_is_whole), TEST(a_refusal_is_a_problem_document),
       TEST(a_refusal_of_head_has_no_body), TEST(some_refusals_need_fields_of_their_own)});
}
