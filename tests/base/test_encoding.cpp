// SPDX-License-Identifier: MIT
#include "base/encoding.hpp"

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using base::as_bytes;
using base::as_text;
using namespace std::string_literals;

std::string text(const std::vector<std::byte>& bytes) { return std::string{as_text(bytes)}; }

void hexadecimal() {
  CHECK_EQ(base::encode_hex(as_bytes("\x00\x7f\x80\xff"s)), "007f80ff");
  CHECK_EQ(text(base::decode_hex("007F80fF").value()), "\x00\x7f\x80\xff"s);
  CHECK(base::decode_hex("").value().empty());
  for (const char* bad : {"0", "0g", "g0", " 0", "0x", "00 "}) CHECK(!base::decode_hex(bad));
  // what stands beside the digits and letters in ASCII
  for (const char c : {'/', ':', '@', 'G', '`', 'g'}) CHECK(!base::decode_hex(std::string{'0', c}));
  CHECK_EQ(text(base::decode_hex("19afAFBE0a").value()), "\x19\xaf\xaf\xbe\x0a"s);
  CHECK(!base::decode_hex(std::string_view{"0123"}.substr(0, 3)));
}

// RFC 4648 section 10.
void base64_of_the_rfc() {
  struct Case {
    const char* plain;
    const char* encoded;
  };
  for (const Case& c :
       {Case{"", ""}, Case{"f", "Zg=="}, Case{"fo", "Zm8="}, Case{"foo", "Zm9v"},
        Case{"foob", "Zm9vYg=="}, Case{"fooba", "Zm9vYmE="}, Case{"foobar", "Zm9vYmFy"}}) {
    CHECK_EQ(base::encode_base64(as_bytes(c.plain)), c.encoded);
    std::string unpadded = c.encoded;
    while (unpadded.ends_with('=')) unpadded.pop_back();
    CHECK_EQ(base::encode_base64url(as_bytes(c.plain)), unpadded);
    CHECK_EQ(text(base::decode_base64url(unpadded).value()), c.plain);
  }
  CHECK_EQ(base::encode_base64(as_bytes("\xfb\xff\xbf"s)), "+/+/");
  CHECK_EQ(base::encode_base64url(as_bytes("\xfb\xff\xbf"s)), "-_-_");
}

void base64url_is_strict() {
  for (const char* bad :
       {"Zg==", "Zg=", "Z", "Zm9vY", "Zh", "Zm9", "Z m8", "Zm8\n", "+/+/", "Zm8.", "\xc3\xa4"}) {
    CHECK(!base::decode_base64url(bad));
  }
  // No number of bytes has 4n + 1 characters, even where all bits that are left over are zero.
  for (const char* bad : {"A", "AAAAA", "AAAAAAAAA"}) CHECK(!base::decode_base64url(bad));
  for (const std::string& bad : {"Zm\0v"s, "Zm\xffv"s, "Zm9\xff"s, "\0\0"s, "\xff\xff"s})
    CHECK(!base::decode_base64url(bad));
  CHECK(base::decode_base64url("").value().empty());
}

// The length of the result is known before, so no byte of memory is left over.
void encoders_take_the_memory_they_need() {
  for (const std::size_t n : {46u, 47u, 48u}) {
    const std::vector<std::byte> bytes(n);
    const std::string padded = base::encode_base64(bytes);
    CHECK_EQ(padded.size(), std::size_t{64});
    CHECK_EQ(padded.capacity(), padded.size());
    const std::string hex = base::encode_hex(bytes);
    CHECK_EQ(hex.capacity(), 2 * n);
    CHECK_EQ(base::decode_hex(hex).value().capacity(), n);
    const auto decoded = base::decode_base64url(base::encode_base64url(bytes)).value();
    CHECK_EQ(decoded.size(), n);
    CHECK_EQ(decoded.capacity(), n);
  }
}

void base64url_round_trip() {
  lectern_test::SeededRandom random;
  for (std::size_t n = 0; n < 70; ++n) {
    std::vector<std::byte> bytes(n);
    random.fill(bytes);
    CHECK(base::decode_base64url(base::encode_base64url(bytes)) == bytes);
    CHECK(base::decode_hex(base::encode_hex(bytes)) == bytes);
  }
}

void percent() {
  CHECK(base::decode_percent("a%20b+c", false) == "a b+c");
  CHECK(base::decode_percent("a%20b+c", true) == "a b c");
  CHECK(base::decode_percent("%C3%a4%2F%25", false) == "\xc3\xa4/%");
  CHECK(base::decode_percent("", true) == "");
  CHECK(base::decode_percent("%0A%a0%10%01%41", false) ==
        "\n\xa0\x10\x01"
        "A");
  CHECK(base::decode_percent("+", false) == "+");
  CHECK(!base::decode_percent(std::string_view{"%41"}.substr(0, 2), false));
  CHECK(!base::decode_percent(std::string_view{"abc%41"}.substr(0, 5), false));
  CHECK(!base::decode_percent(std::string_view{"abc%41"}.substr(0, 4), false));
  for (const char* bad : {"%", "%2", "a%2", "%zz", "%0g", "%00", "a%00b", "%%20"})
    CHECK(!base::decode_percent(bad, false));
}

// RFC 3629 section 4 by its table: first and last code point of each length, and what lies just
// outside.
void utf8() {
  for (const auto& good : {""s, "abc"s, "\x00"s, "\x7f"s, "\xc2\x80"s, "\xdf\xbf"s, "\xe0\xa0\x80"s,
                           "\xed\x9f\xbf"s, "\xee\x80\x80"s, "\xef\xbf\xbf"s, "\xf0\x90\x80\x80"s,
                           "\xf4\x8f\xbf\xbf"s, "a\xe2\x82\xac z"s, "\xe1\x80\x80"s,
                           "\xf1\x80\x80\x80"s, "\xf3\xbf\xbf\xbf"s, "\xc3\xbf"s}) {
    CHECK(base::is_utf8(good));
  }
  for (const auto& bad : {"\x80"s, "\xbf"s, "\xc0\x80"s, "\xc1\xbf"s, "\xc2"s, "\xc2\x7f"s,
                          "\xe0\x9f\xbf"s, "\xe0\xa0"s, "\xed\xa0\x80"s, "\xed\xbf\xbf"s,
                          "\xf0\x8f\xbf\xbf"s, "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s,
                          "\xf8\x88\x80\x80\x80"s, "\xfe"s, "\xff"s, "ok\xe2\x82"s, "\xe2\x82z"s}) {
    CHECK(!base::is_utf8(bad));
  }
  // A sequence is cut where the text ends, whatever stands behind it in memory.
  for (const std::string_view whole : {"\xc3\xbf", "a\xe2\x82\xac", "\xf1\x80\x80\x80"})
    CHECK(!base::is_utf8(whole.substr(0, whole.size() - 1)));
}

}  // namespace

int main() {
  return lectern_test::run("encoding",
                           {TEST(hexadecimal), TEST(base64_of_the_rfc), TEST(base64url_is_strict),
                            TEST(base64url_round_trip), TEST(percent), TEST(utf8),
                            TEST(encoders_take_the_memory_they_need)});
}
