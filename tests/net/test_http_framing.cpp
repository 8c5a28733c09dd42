// SPDX-License-Identifier: MIT
#include "net/http_framing.hpp"

#include <vector>

#include "tests/support/check.hpp"

namespace {

using net::HttpFault;
using net::HttpFraming;
using namespace std::string_literals;

constexpr std::size_t kHeadBytes = 16384;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kPost = "POST /b HTTP/1.1\r\nHost: a\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";

std::string post(std::size_t size, const std::string& body) {
  return kPost + "Content-Length: " + std::to_string(size) + "\r\n\r\n" + body;
}

// What the filter makes of a conversation.
struct Outcome {
  std::string passed;
  std::string answer;  // "400 …", empty: none
  bool ended = false;
  bool operator==(const Outcome&) const = default;
};

// Plays the bridge: shows `pieces` one by one, and what was held back before each.
class Conversation {
 public:
  void client(std::string_view piece) {
    held_.append(piece);
    if (outcome_.ended || held_.empty()) return;
    const base::MutableBytes bytes{reinterpret_cast<std::byte*>(held_.data()), held_.size()};
    const auto passage = filter_.from_client(bytes);
    CHECK(passage.pass <= passage.taken);
    CHECK(passage.taken <= bytes.size());
    outcome_.passed += held_.substr(0, passage.pass);
    held_.erase(0, passage.taken);
    outcome_.ended = passage.end;
    if (passage.end) outcome_.answer = filter_.last_words();
    else CHECK(held_.size() <= kHeadBytes);
  }
  void near(std::string_view answer) { filter_.to_client(base::as_bytes(answer)); }
  const Outcome& outcome() const { return outcome_; }
  std::string_view held() const { return held_; }

 private:
  HttpFraming filter_{kHeadBytes, [](const HttpFault& fault, bool head_only) {
                        CHECK(fault.detail.ends_with('.'));
                        return std::to_string(fault.status) + (head_only ? " HEAD" : "");
                      }};
  std::string held_;
  Outcome outcome_;
};

Outcome whole(const std::string& bytes) {
  Conversation c;
  c.client(bytes);
  return c.outcome();
}

Outcome byte_by_byte(const std::string& bytes) {
  Conversation c;
  for (const char byte : bytes) c.client(std::string(1, byte));
  return c.outcome();
}

// The outcome is the same however the bytes arrive.
Outcome outcome(const std::string& bytes) {
  const Outcome expected = whole(bytes);
  CHECK(byte_by_byte(bytes) == expected);
  if (bytes.size() > 2000) return expected;
  for (std::size_t split = 0; split <= bytes.size(); ++split) {
    Conversation c;
    c.client(std::string_view{bytes}.substr(0, split));
    c.client(std::string_view{bytes}.substr(split));
    CHECK(c.outcome() == expected);
  }
  return expected;
}

void good_requests_pass_as_they_are() {
  for (const std::string& said :
       {kGet, kGet + kGet + kGet, post(0, ""), post(5, "12345") + kGet,
        post(5, "GET /") + post(1, "\n") + kGet, kChunked + "0\r\n\r\n" + kGet,
        kChunked + "5\r\n12345\r\n0\r\n\r\n" + kGet,
        kChunked + "A\r\n1234567890\r\n00000001\r\n\r\r\n000\r\n\r\n" + kGet,
        kGet + "HEAD /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + kGet,
        "POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}"s + kGet}) {
    CHECK(outcome(said) == (Outcome{said, "", false}));
  }
}

// RFC 9112 sections 2.2, 7.1.1 and 7.1.2.
void leaves_out_what_no_library_needs() {
  CHECK_EQ(outcome(kGet + "\r\n" + kGet + "\r\n" + kGet).passed, kGet + kGet + kGet);
  CHECK_EQ(outcome(post(2, "{}") + "\r\n" + kGet).passed, post(2, "{}") + kGet);
  CHECK_EQ(outcome(kChunked + "2;a=b\r\n{}\r\n1 ; c=\"d;\"\r\n.\r\n0;x\r\n\r\n" + kGet).passed,
           kChunked + "2\r\n{}\r\n1\r\n.\r\n0\r\n\r\n" + kGet);
  CHECK_EQ(outcome("\r\n" + kGet).passed, kGet);
  CHECK_EQ(outcome(kPost + "Cookie: a=b; c=d\r\nContent-Length: 2\r\ncookie: e\r\n\r\n{}" + kGet +
                   "GET /a HTTP/1.1\r\nCookie: a\r\nHost: a\r\n\r\n" + kGet)
               .passed,
           post(2, "{}") + kGet + kGet + kGet);
  CHECK_EQ(
      outcome(kPost + "Cookie: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n").passed,
      kChunked + "1\r\nx\r\n0\r\n\r\n");
  CHECK_EQ(outcome(kChunked + "0\r\nA: b\r\nHost: c\r\n\r\n" + kGet).passed,
           kChunked + "0\r\n\r\n" + kGet);
}

// base/sign_in_cookie.hpp
void lets_one_cookie_through() {
  const auto passed = [](const std::string& fields) {
    return outcome("GET /a HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").passed;
  };
  const auto with = [](const std::string& fields) {
    return "GET /a HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  };
  for (const char* fields :
       {"Cookie: lectern_signin=x\r\n", "Cookie: a=b; lectern_signin=x; c=d\r\n",
        "Cookie: lectern_signin=x; lectern_signin=y\r\n", "Cookie:lectern_signin=x \r\n",
        "cookie: e\r\nCookie:  a=b;lectern_signin=x;\r\n"})
    CHECK_EQ(passed(fields), with("Cookie:lectern_signin=x\r\n"));
  CHECK_EQ(passed("Cookie: a=__Host-b; __Host-lectern_signin=1.x_-; z\r\n"),
           with("Cookie:__Host-lectern_signin=1.x_-\r\n"));
  for (const char* fields : {"Cookie: Lectern_signin=x\r\n", "Cookie: xlectern_signin=x\r\n",
                             "Cookie: lectern_signin\r\n", "Cookie: a=lectern_signin=x\r\n",
                             "Cookie: \r\n", "Cookie:\r\n", "Cookie: ;;;\r\n"})
    CHECK_EQ(passed(fields), with(""));
  CHECK_EQ(
      outcome(kPost + "Cookie: a=b; lectern_signin=x\r\nContent-Length: 2\r\n\r\n{}" + kGet).passed,
      kPost + "Cookie:lectern_signin=x\r\nContent-Length: 2\r\n\r\n{}" + kGet);
}

// RFC 9112 section 9.6: nothing is read behind the request that asks to close.
void drops_what_follows_the_last_request() {
  for (const std::string& last :
       {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"s, "GET / HTTP/1.0\r\n\r\n"s,
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"s}) {
    CHECK(outcome(kGet + last + "anything\r\n\r\n" + kGet) == (Outcome{kGet + last, "", false}));
  }
}

// Each stands first, or behind a good request, which passes, and before one that must not pass.
void the_first_fault_ends_the_conversation() {
  struct Case {
    std::string said;
    const char* answer;
    std::string passed = {};  // of `said`
  };
  const std::string two = kChunked + "2\r\n{}";
  for (const Case& c : {
           Case{"{}GET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
           Case{"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
           Case{"\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
           Case{"GET / HTTP/1.1\r\n\r\n", "400"},
           Case{"HEAD / HTTP/1.1\r\n\r\n", "400 HEAD"},
           Case{"GET / HTTP/1.1\nHost: a\r\n\r\n", "400"},
           Case{"GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505"},
           Case{kPost + "Transfer-Encoding: gzip\r\n\r\n", "501"},
           Case{kPost + "X: a\rContent-Length: 2\r\n\r\n{}", "400"},
           Case{kPost + "X: a\nContent-Length: 2\r\n\r\n{}", "400"},
           Case{kPost + "X: a\r\n Content-Length: 2\r\n\r\n{}", "400"},
           Case{kPost + "Content-Length : 2\r\n\r\n{}", "400"},
           Case{kPost + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "400"},
           Case{kPost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
           Case{kChunked + "g\r\n", "400", kChunked},
           Case{kChunked + "\r\n", "400", kChunked},
           Case{kChunked + "\n", "400", kChunked},
           Case{kChunked + "2\n{}\r\n", "400", kChunked},
           Case{kChunked + "-2\r\n{}\r\n", "400", kChunked},
           Case{kChunked + "0x2\r\n{}\r\n", "400", kChunked},
           Case{kChunked + " 2\r\n{}\r\n", "400", kChunked},
           Case{kChunked + "2 \r\n{}\r\n", "400", kChunked},
           Case{kChunked + "2 3\r\n{}\r\n", "400", kChunked},
           Case{kChunked + "123456789\r\n", "400", kChunked},
           Case{kChunked + "2;\n{}\r\n0\r\n\r\n", "400", kChunked},
           Case{kChunked + "2;\x01\r\n{}\r\n", "400", kChunked},
           Case{kChunked + "2;a\rb\r\n{}\r\n", "400", kChunked},
           Case{kChunked + "2\r{}\r\n0\r\n\r\n", "400", kChunked},
           Case{kChunked + "2;" + std::string(300, 'x'), "400", kChunked},
           Case{two + "XX0\r\n\r\n", "400", two},
           Case{two + "\n0\r\n\r\n", "400", two},
           Case{two + "\rX0\r\n\r\n", "400", two},
           Case{kChunked + "0\r\nA : b\r\n\r\n", "400", kChunked + "0\r\n"},
           Case{kChunked + "0\r\nA: b\n\r\n", "400", kChunked + "0\r\n"},
           Case{kChunked + "0\r\nA: b\r\n c\r\n\r\n", "400", kChunked + "0\r\n"},
           Case{kChunked + "0\r\n" + std::string(8192, 'x'), "431", kChunked + "0\r\n"},
       }) {
    CHECK(outcome(kGet + c.said + kGet) == (Outcome{kGet + c.passed, c.answer, true}));
    CHECK(outcome(c.said + kGet) == (Outcome{c.passed, c.answer, true}));
    CHECK(outcome(post(3, "abc") + c.said + kGet) ==
          (Outcome{post(3, "abc") + c.passed, c.answer, true}));
  }
}

void the_limit_of_a_later_head_is_exact() {
  const auto head = [](std::size_t size) {
    std::string text = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return text + std::string(size - text.size() - 4, 'x') + "\r\n\r\n";
  };
  CHECK_EQ(whole(kGet + head(kHeadBytes)).passed.size(), kGet.size() + kHeadBytes);
  CHECK(whole(kGet + head(kHeadBytes + 1)) == (Outcome{kGet, "431", true}));
  CHECK(byte_by_byte(kGet + head(kHeadBytes + 1)) == (Outcome{kGet, "431", true}));
  CHECK(whole(kGet + std::string(kHeadBytes, 'x')) == (Outcome{kGet, "431", true}));
}

// An answer that has begun cannot be followed by another one to the same request.
void a_body_that_is_answered_gets_no_second_answer() {
  Conversation c;
  c.client(kChunked + "2\r\n{}\r\n");
  c.near("HTTP/1.1 413 Content Too Large\r\n");
  c.client("nonsense\r\n");
  CHECK(c.outcome() == (Outcome{kChunked + "2\r\n{}\r\n", "", true}));
  Conversation next;
  next.client(kChunked + "0\r\n\r\n");
  next.near("HTTP/1.1 200 OK\r\n");
  next.client("nonsense\r\n\r\n");
  CHECK_EQ(next.outcome().answer, "400");
}

// A head passes only when it is whole; a body passes at once.
void holds_back_no_more_than_a_head() {
  Conversation c;
  c.client(kGet + "POST / HTT");
  CHECK_EQ(c.outcome().passed, kGet);
  CHECK_EQ(c.held(), "POST / HTT");
  c.client("P/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
  CHECK(c.held().empty());
  CHECK(c.outcome().passed.ends_with("\r\n\r\nabc"));
  c.client(std::string(50'000, 'x'));
  CHECK(c.held().empty());
}

}  // namespace

int main() {
  return lectern_test::run(
      "http_framing",
      {TEST(good_requests_pass_as_they_are), TEST(leaves_out_what_no_library_needs),
       TEST(lets_one_cookie_through), TEST(drops_what_follows_the_last_request),
       TEST(the_first_fault_ends_the_conversation), TEST(the_limit_of_a_later_head_is_exact),
       TEST(a_body_that_is_answered_gets_no_second_answer), TEST(holds_back_no_more_than_a_head)});
}
