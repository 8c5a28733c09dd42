// SPDX-License-Identifier: MIT
#include "base/public_key.hpp"

#include "base/encoding.hpp"
#include "tests/support/check.hpp"
#include "tests/support/test_key.hpp"

using namespace base;
using lectern_test::TestKey;

namespace {

std::vector<std::byte> raw(std::string_view text) { return decode_base64url(text).value(); }

constexpr std::string_view kClaims =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

// Each bit of the signature counts, and so does each byte of the message.
void check_vector(const PublicKey& key, const std::string& message, std::string_view signature) {
  auto bytes = raw(signature);
  CHECK(key.verify(as_bytes(message), bytes));
  CHECK(!key.verify(as_bytes(message + "x"), bytes));
  CHECK(!key.verify(as_bytes(message), Bytes{bytes}.first(bytes.size() - 1)));
  CHECK(!key.verify(as_bytes(message), {}));
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    bytes[i] ^= std::byte{1};
    CHECK(!key.verify(as_bytes(message), bytes));
    bytes[i] ^= std::byte{1};
  }
  bytes.push_back(std::byte{0});
  CHECK(!key.verify(as_bytes(message), bytes));
}

// RFC 7515 A.2: the example with RSASSA-PKCS1-v1_5 SHA-256
void rs256_of_the_rfc() {
  const auto key =
      CHECK_OK(PublicKey::rsa(raw("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddx"
                                  "HmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
                                  "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSH"
                                  "SXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"
                                  "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8"
                                  "NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
                              raw("AQAB")));
  check_vector(key, "eyJhbGciOiJSUzI1NiJ9." + std::string{kClaims},
               "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
               "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
               "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
               "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
               "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
               "p0igcN_IoypGlUPQGe77Rw");
}

// RFC 7515 A.3: the example with ECDSA P-256 SHA-256
void es256_of_the_rfc() {
  const auto key = CHECK_OK(PublicKey::p256(raw("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                                            raw("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")));
  check_vector(
      key, "eyJhbGciOiJFUzI1NiJ9." + std::string{kClaims},
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
}

// RFC 8037 A.4: the example with Ed25519
void eddsa_of_the_rfc() {
  const auto key = CHECK_OK(PublicKey::ed25519(raw("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")));
  check_vector(
      key, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

void pem_holds_a_key_of_its_algorithm() {
  for (const TestKey& key : {TestKey::rsa(), TestKey::ec(), TestKey::ed25519()}) {
    for (const auto algorithm :
         {SignatureAlgorithm::rs256, SignatureAlgorithm::es256, SignatureAlgorithm::eddsa}) {
      const auto read = PublicKey::from_pem(key.pem(), algorithm);
      CHECK_EQ(read.has_value(), algorithm == key.algorithm());
      if (read) CHECK(read->verify(as_bytes("x"), as_bytes(key.signature("x"))));
    }
  }
  for (const char* text :
       {"", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"})
    CHECK(!PublicKey::from_pem(text, SignatureAlgorithm::rs256));
}

void keys_that_are_refused() {
  CHECK(!PublicKey::from_pem(TestKey::rsa(1024).pem(), SignatureAlgorithm::rs256));
  CHECK(!PublicKey::from_pem(TestKey::ec("P-384").pem(), SignatureAlgorithm::es256));
  const std::vector<std::byte> long_number(2048, std::byte{0xff}), zero(32, std::byte{0});
  const std::vector<std::byte> odd(257, std::byte{0xff});
  CHECK(!PublicKey::rsa(long_number, raw("AQAB")));
  CHECK(!PublicKey::rsa(odd, raw("AQ")));  // an exponent of one signs everything
  CHECK(!PublicKey::rsa(odd, raw("AAAA")));
  CHECK(!PublicKey::rsa({}, {}));
  CHECK(!PublicKey::p256(zero, zero));  // not on the curve
  CHECK(!PublicKey::p256(Bytes{zero}.first(31), zero));
  CHECK(!PublicKey::ed25519(Bytes{zero}.first(31)));
}

// CVE-2022-21449 of another library: R and S of zero fit every message.
void a_signature_of_zeros_fits_nothing() {
  const TestKey key = TestKey::ec();
  const auto read = CHECK_OK(PublicKey::from_pem(key.pem(), SignatureAlgorithm::es256));
  CHECK(!read.verify(as_bytes("x"), std::vector<std::byte>(64)));
}

void algorithms_have_names() {
  for (const char* name : {"RS256", "ES256", "EdDSA"})
    CHECK_EQ(to_string(parse_signature_algorithm(name).value()), name);
  for (const char* name : {"", "none", "HS256", "rs256", "RS512"})
    CHECK(!parse_signature_algorithm(name));
}

}  // namespace

int main() {
  return lectern_test::run("public_key",
                           {TEST(rs256_of_the_rfc), TEST(es256_of_the_rfc), TEST(eddsa_of_the_rfc),
                            TEST(pem_holds_a_key_of_its_algorithm), TEST(keys_that_are_refused),
                            TEST(a_signature_of_zeros_fits_nothing), TEST(algorithms_have_names)});
}
