// SPDX-License-Identifier: MIT
#include "base/crypto.hpp"

#include <string>
#include <thread>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "tests/support/check.hpp"

namespace {

using base::as_bytes;
using base::encode_hex;

struct MacCase {
  std::string key;
  std::string data;
  const char* mac;
};

// RFC 2202 section 3, test cases 1 to 7.
void hmac_sha1_of_rfc_2202() {
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  for (const MacCase& c :
       {MacCase{std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
        MacCase{"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        MacCase{std::string(20, '\xaa'), std::string(50, '\xdd'),
                "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
        MacCase{counting, std::string(50, '\xcd'), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
        MacCase{std::string(20, '\x0c'), "Test With Truncation",
                "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
        MacCase{std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
                "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
        MacCase{std::string(80, '\xaa'),
                "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
                "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"}}) {
    CHECK_EQ(encode_hex(base::hmac_sha1(as_bytes(c.key), as_bytes(c.data))), c.mac);
  }
}

// RFC 4231 section 4, test cases 1 to 4, 6 and 7 (5 is a truncation of its output).
void hmac_sha256_of_rfc_4231() {
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  for (const MacCase& c :
       {MacCase{std::string(20, '\x0b'), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        MacCase{"Jefe", "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        MacCase{std::string(20, '\xaa'), std::string(50, '\xdd'),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        MacCase{counting, std::string(50, '\xcd'),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        MacCase{std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        MacCase{std::string(131, '\xaa'),
                "This is a test using a larger than block-size key and a larger than block-size "
                "data. The key needs to be "
                "hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}}) {
    CHECK_EQ(encode_hex(base::hmac_sha256(as_bytes(c.key), as_bytes(c.data))), c.mac);
  }
}

void keys_around_the_block_size() {
  // By the definition (RFC 2104): a key longer than the block stands for its hash, a shorter one
  // for itself padded by zeros.
  const std::string exact(64, 'k');
  const std::string longer(65, 'k');
  const auto hashed = base::sha256(as_bytes(longer));
  CHECK(base::hmac_sha256(as_bytes(longer), as_bytes("x")) ==
        base::hmac_sha256(hashed, as_bytes("x")));
  CHECK(base::hmac_sha256(as_bytes(exact), as_bytes("x")) !=
        base::hmac_sha256(base::sha256(as_bytes(exact)), as_bytes("x")));
  CHECK(base::hmac_sha1(as_bytes("a"), as_bytes("x")) ==
        base::hmac_sha1(as_bytes(std::string{"a\0", 2}), as_bytes("x")));
}

void pieces_are_one_text() {
  const auto key = as_bytes("key");
  const std::string text = "a text that is cut in two";
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const auto a = as_bytes(std::string_view{text}.substr(0, i));
    const auto b = as_bytes(std::string_view{text}.substr(i));
    CHECK(base::hmac_sha1(key, {a, b}) == base::hmac_sha1(key, as_bytes(text)));
    CHECK(base::hmac_sha256(key, {a, {}, b}) == base::hmac_sha256(key, as_bytes(text)));
  }
}

void a_kept_key_makes_the_same_macs() {
  for (const std::size_t length : {0u, 4u, 32u, 64u, 131u}) {
    const std::string key(length, '\xaa');
    const base::HmacSha256Key kept{as_bytes(key)};
    for (const std::string_view text : {"", "what do ya want for nothing?", "and again"}) {
      CHECK(kept.mac({as_bytes(text)}) == base::hmac_sha256(as_bytes(key), as_bytes(text)));
      CHECK(kept.mac({as_bytes(text), {}, as_bytes(text)}) ==
            base::hmac_sha256(as_bytes(key), {as_bytes(text), as_bytes(text)}));
    }
  }
}

void plain_digests() {
  CHECK_EQ(encode_hex(base::md5({})), "d41d8cd98f00b204e9800998ecf8427e");  // RFC 1321 appendix A.5
  CHECK_EQ(encode_hex(base::md5(as_bytes("message digest"))), "f96b697d7cb7938d525a2f31aaf161d0");
  // RFC 3174 section 7.3, test 1
  CHECK_EQ(encode_hex(base::sha1(as_bytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK_EQ(encode_hex(base::sha256(as_bytes("abc"))),
           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// The long-term key of RFC 8489 section 9.2.2's example.
void the_long_term_key() {
  CHECK_EQ(encode_hex(base::md5(as_bytes("user:realm:pass"))), "8493fbc53ba582fb4c044c456bdc40eb");
}

void crc_of_the_check_string() {
  CHECK_EQ(base::crc32(as_bytes("123456789")), 0xcbf43926u);
  CHECK_EQ(base::crc32({}), 0u);
  CHECK_EQ(base::crc32(as_bytes("6789"), base::crc32(as_bytes("12345"))), 0xcbf43926u);
}

// ITU-T V.42 section 8.1.1.6.2: the remainder for one byte, bit by bit, the low bit first.
void crc_of_every_byte() {
  for (unsigned value = 0; value < 256; ++value) {
    std::uint32_t remainder = ~std::uint32_t{0} ^ value;
    for (int bit = 0; bit < 8; ++bit) {
      const bool low = (remainder & 1) != 0;
      remainder >>= 1;
      if (low) remainder ^= 0xedb88320u;
    }
    const std::byte byte{static_cast<unsigned char>(value)};
    CHECK_EQ(base::crc32(base::Bytes{&byte, 1}), ~remainder);
  }
}

void threads_have_their_own_context() {
  const auto expected = base::hmac_sha1(as_bytes("k"), as_bytes("text"));
  std::vector<std::thread> threads;
  std::array<bool, 4> right{};
  for (std::size_t t = 0; t < right.size(); ++t) {
    threads.emplace_back([&, t] {
      bool all = true;
      for (int i = 0; i < 500; ++i)
        all = all && base::hmac_sha1(as_bytes("k"), as_bytes("text")) == expected;
      right[t] = all;
    });
  }
  for (auto& thread : threads) thread.join();
  for (const bool r : right) CHECK(r);
}

void secrets_compare_and_are_wiped() {
  CHECK(base::constant_time_equal(as_bytes("abc"), as_bytes("abc")));
  CHECK(!base::constant_time_equal(as_bytes("abc"), as_bytes("abd")));
  CHECK(!base::constant_time_equal(as_bytes("abc"), as_bytes("ab")));
  CHECK(base::constant_time_equal({}, {}));
  base::Secret a{"a secret that is longer than the small-string buffer"};
  const base::Secret copy = a;
  CHECK(a == copy);
  base::Secret moved = std::move(a);
  CHECK(moved == copy);
  CHECK(a.empty());  // NOLINT(bugprone-use-after-move): what is tested
  a = std::move(moved);
  CHECK(moved.empty());  // NOLINT(bugprone-use-after-move)
  CHECK(a == copy);
  base::Secret assigned{"another"};
  assigned = copy;
  CHECK(assigned == copy);
  const base::Secret& same = assigned;
  assigned = same;
  CHECK(assigned == copy);
  base::Secret& itself = assigned;
  assigned = std::move(itself);
  CHECK(assigned == copy);
  CHECK_EQ(assigned.size(), std::size_t{52});
  // a short one lies inside the object, where moving leaves it
  const auto bytes_of = [](const base::Secret& secret) {
    return std::string{reinterpret_cast<const char*>(&secret), sizeof secret};
  };
  base::Secret small{"short secret"};
  CHECK(bytes_of(small).find("secret") != std::string::npos);
  const base::Secret other = std::move(small);
  CHECK(bytes_of(small).find("secret") == std::string::npos);
  CHECK_EQ(other.reveal_text(), "short secret");
  std::string text = "sensitive";
  base::wipe({reinterpret_cast<std::byte*>(text.data()), text.size()});
  CHECK_EQ(text, std::string(9, '\0'));
}

}  // namespace

int main() {
  return lectern_test::run(
      "crypto",
      {TEST(hmac_sha1_of_rfc_2202), TEST(hmac_sha256_of_rfc_4231), TEST(keys_around_the_block_size),
       TEST(pieces_are_one_text), TEST(a_kept_key_makes_the_same_macs), TEST(plain_digests),
       TEST(the_long_term_key), TEST(crc_of_the_check_string), TEST(threads_have_their_own_context),
       TEST(secrets_compare_and_are_wiped), TEST(crc_of_every_byte)});
}
