// SPDX-License-Identifier: MIT
// TestKey: a private key that signs JSON Web Tokens as a foreign issuer does, with its public half
// as PEM and as JWK.
#pragma once

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/public_key.hpp"

namespace lectern_test {

inline std::string encode(std::string_view text) {
  return base::encode_base64url(base::as_bytes(text));
}

class TestKey {
 public:
  static TestKey rsa(unsigned bits = 2048) {
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{bits}),
            base::SignatureAlgorithm::rs256};
  }
  static TestKey ec(const char* curve = "P-256") {
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), base::SignatureAlgorithm::es256};
  }
  static TestKey ed25519() {
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), base::SignatureAlgorithm::eddsa};
  }

  base::SignatureAlgorithm algorithm() const { return algorithm_; }
  std::string pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> out{BIO_new(BIO_s_mem()), BIO_free_all};
    PEM_write_bio_PUBKEY(out.get(), key_.get());
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }
  base::Json jwk() const {
    if (algorithm_ == base::SignatureAlgorithm::rs256) {
      return base::Json::object({{"kty", "RSA"},
                                 {"n", encode(number(OSSL_PKEY_PARAM_RSA_N, 0))},
                                 {"e", encode(number(OSSL_PKEY_PARAM_RSA_E, 0))}});
    }
    if (algorithm_ == base::SignatureAlgorithm::es256) {
      return base::Json::object({{"kty", "EC"},
                                 {"crv", "P-256"},
                                 {"x", encode(number(OSSL_PKEY_PARAM_EC_PUB_X, 32))},
                                 {"y", encode(number(OSSL_PKEY_PARAM_EC_PUB_Y, 32))}});
    }
    std::string x(32, '\0');
    std::size_t size = x.size();
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(x.data()), &size);
    return base::Json::object({{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", encode(x)}});
  }
  base::Json jwk(std::string_view kid) const { return jwk().set("kid", kid); }

  // As the JWS wants it.
  std::string signature(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free};
    const bool plain = algorithm_ == base::SignatureAlgorithm::eddsa;
    EVP_DigestSignInit(context.get(), nullptr, plain ? nullptr : EVP_sha256(), nullptr, key_.get());
    std::size_t size = 1024;
    std::string out(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    out.resize(size);
    return algorithm_ == base::SignatureAlgorithm::es256 ? raw(out) : out;
  }
  // A token with this header and payload.
  std::string sign(const base::Json& header, std::string_view payload) const {
    const std::string text = encode(header.print()) + '.' + encode(payload);
    return text + '.' + encode(signature(text));
  }

 private:
  TestKey(EVP_PKEY* key, base::SignatureAlgorithm algorithm)
      : key_(key, EVP_PKEY_free), algorithm_(algorithm) {}

  std::string number(const char* name, int size) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    std::string out(static_cast<std::size_t>(size == 0 ? BN_num_bytes(value) : size), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
    BN_free(value);
    return out;
  }
  static std::string raw(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string out(64, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), to, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), to + 32, 32);
    ECDSA_SIG_free(pair);
    return out;
  }

  std::shared_ptr<EVP_PKEY> key_;
  base::SignatureAlgorithm algorithm_;
};

}  // namespace lectern_test
