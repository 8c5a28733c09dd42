// SPDX-License-Identifier: MIT
#include "net/sniff.hpp"

#include <string>

#include "tests/support/check.hpp"

namespace {

using net::Protocol;
using namespace std::string_literals;

Protocol sniff(const std::string& bytes) { return net::sniff(base::as_bytes(bytes)); }

const std::string kAllocate = "\x00\x03\x00\x24\x21\x12\xa4\x42transaction!"s;

void knows_turn_at_the_eighth_byte() {
  for (std::size_t n = 0; n < 8; ++n) CHECK_EQ(sniff(kAllocate.substr(0, n)), Protocol::undecided);
  for (std::size_t n = 8; n <= kAllocate.size(); ++n)
    CHECK_EQ(sniff(kAllocate.substr(0, n)), Protocol::turn);
}

void knows_http_at_the_first_byte() {
  for (const char* request :
       {"G", "GET / HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n"}) {
    CHECK_EQ(sniff(request), Protocol::http);
  }
}

// RFC 9112 section 2.2: one empty line may stand before the request line.
void knows_http_behind_an_empty_line() {
  CHECK_EQ(sniff("\r"), Protocol::undecided);
  CHECK_EQ(sniff("\r\n"), Protocol::undecided);
  CHECK_EQ(sniff("\r\nG"), Protocol::http);
  CHECK_EQ(sniff("\r\n\r\n"), Protocol::unknown);
  CHECK_EQ(sniff("\n\nGE"), Protocol::unknown);
}

void every_first_byte_has_one_meaning() {
  for (int b = 0; b < 256; ++b) {
    const std::string first(1, static_cast<char>(b));
    const Protocol expected = b >= 'A' && b <= 'Z' ? Protocol::http
                              : b < 0x40           ? Protocol::undecided
                                                   : Protocol::unknown;
    CHECK_EQ(sniff(first), expected);
    // …and with the rest of a STUN message behind it (RFC 8489 section 5: "The most significant 2
    // bits … MUST be zeroes").
    CHECK_EQ(sniff(first + kAllocate.substr(1)),
             expected == Protocol::undecided ? Protocol::turn : expected);
  }
}

void a_wrong_cookie_is_unknown_at_its_first_wrong_byte() {
  for (std::size_t i = 4; i < 8; ++i) {
    std::string broken = kAllocate.substr(0, i + 1);
    broken[i] = static_cast<char>(broken[i] ^ 1);
    CHECK_EQ(sniff(broken), Protocol::unknown);
  }
}

void a_length_that_is_no_multiple_of_four_is_unknown() {
  CHECK_EQ(sniff("\x00\x01\x00\x01"s), Protocol::unknown);
}

void tls_on_a_plain_port_is_unknown() {
  CHECK_EQ(sniff("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s), Protocol::unknown);
}

}  // namespace

int main() {
  return lectern_test::run(
      "sniff", {TEST(knows_turn_at_the_eighth_byte), TEST(knows_http_at_the_first_byte),
                TEST(knows_http_behind_an_empty_line), TEST(every_first_byte_has_one_meaning),
                TEST(a_wrong_cookie_is_unknown_at_its_first_wrong_byte),
                TEST(a_length_that_is_no_multiple_of_four_is_unknown),
                TEST(tls_on_a_plain_port_is_unknown)});
}
