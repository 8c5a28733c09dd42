// SPDX-License-Identifier: MIT
#include "base/public_key.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/handle.hpp"

namespace base {
namespace {

constexpr std::array<std::pair<SignatureAlgorithm, std::string_view>, 3> kNames{
    {{SignatureAlgorithm::rs256, "RS256"},
     {SignatureAlgorithm::es256, "ES256"},
     {SignatureAlgorithm::eddsa, "EdDSA"}}};
constexpr int kLeastRsaBits = 2048, kMostRsaBits = 8192;
constexpr std::size_t kCoordinate = 32;  // of P-256 and of Ed25519, in bytes

using Context = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Digest = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Builder = Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Handle<OSSL_PARAM, OSSL_PARAM_free>;
using Number = Handle<BIGNUM, BN_free>;
using Bio = Handle<BIO, BIO_free_all>;
using EcSignature = Handle<ECDSA_SIG, ECDSA_SIG_free>;

const unsigned char* octets(Bytes bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

auto no_key() {
  ERR_clear_error();
  return failure(Errc::invalid_argument, "this is no public key of its algorithm");
}

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

// The key that these parameters describe; null for wrong ones.
std::shared_ptr<EVP_PKEY> from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters{OSSL_PARAM_BLD_to_param(builder)};
  const Context context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return shared(key);
}

Number number(Bytes bytes) {
  return Number{BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr)};
}

bool is_on_p256(EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t length = 0;
  return EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 &&
         std::string_view{group.data(), length} == "prime256v1";
}

bool fits(EVP_PKEY* key, SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::rs256:
      return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= kLeastRsaBits &&
             EVP_PKEY_get_bits(key) <= kMostRsaBits;
    case SignatureAlgorithm::es256: return EVP_PKEY_is_a(key, "EC") == 1 && is_on_p256(key);
    case SignatureAlgorithm::eddsa: return EVP_PKEY_is_a(key, "ED25519") == 1;
  }
  return false;
}

// RFC 7518 section 3.4: R and S of 32 bytes each; OpenSSL takes them as DER. Empty for a signature
// of another length.
std::vector<unsigned char> der_of(Bytes signature) {
  if (signature.size() != 2 * kCoordinate) return {};
  const EcSignature pair{ECDSA_SIG_new()};
  Number r = number(signature.first(kCoordinate)), s = number(signature.subspan(kCoordinate));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();  // the pair owns them
  (void)s.release();
  const int size = i2d_ECDSA_SIG(pair.get(), nullptr);
  if (size <= 0) return {};
  std::vector<unsigned char> der(static_cast<std::size_t>(size));
  unsigned char* out = der.data();
  i2d_ECDSA_SIG(pair.get(), &out);
  return der;
}

}  // namespace

std::string_view to_string(SignatureAlgorithm algorithm) noexcept {
  for (const auto& [candidate, name] : kNames) {
    if (candidate == algorithm) return name;
  }
  return "";
}

std::optional<SignatureAlgorithm> parse_signature_algorithm(std::string_view text) noexcept {
  for (const auto& [candidate, name] : kNames) {
    if (name == text) return candidate;
  }
  return std::nullopt;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem, SignatureAlgorithm algorithm) {
  const Bio text{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  if (!text) return no_key();
  return checked(shared(PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr)), algorithm);
}

Result<PublicKey> PublicKey::rsa(Bytes modulus, Bytes exponent) {
  // The check of the bits comes later; this keeps OpenSSL from working on megabytes.
  if (modulus.size() > kMostRsaBits / 8 + 1 || exponent.size() > 8) return no_key();
  const Number n = number(modulus), e = number(exponent);
  const Builder builder{OSSL_PARAM_BLD_new()};
  if (!n || !e || BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) != 0 || !builder ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return no_key();
  return checked(from_parameters("RSA", builder.get()), SignatureAlgorithm::rs256);
}

Result<PublicKey> PublicKey::p256(Bytes x, Bytes y) {
  if (x.size() != kCoordinate || y.size() != kCoordinate) return no_key();
  std::string point{'\x04'};  // SEC 1 section 2.3.3: not compressed
  point.append(as_text(x)).append(as_text(y));
  const Builder builder{OSSL_PARAM_BLD_new()};
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return no_key();
  return checked(from_parameters("EC", builder.get()), SignatureAlgorithm::es256);
}

Result<PublicKey> PublicKey::ed25519(Bytes x) {
  if (x.size() != kCoordinate) return no_key();
  return checked(
      shared(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(x), x.size())),
      SignatureAlgorithm::eddsa);
}

Result<PublicKey> PublicKey::checked(Key key, SignatureAlgorithm algorithm) {
  if (!key || !fits(key.get(), algorithm)) return no_key();
  return PublicKey{std::move(key), algorithm};
}

bool PublicKey::verify(Bytes message, Bytes signature) const {
  const Digest digest{EVP_MD_CTX_new()};
  const EVP_MD* hash = algorithm_ == SignatureAlgorithm::eddsa ? nullptr : EVP_sha256();
  if (!digest || EVP_DigestVerifyInit(digest.get(), nullptr, hash, nullptr, key_.get()) != 1)
    return false;
  const std::vector<unsigned char> der =
      algorithm_ == SignatureAlgorithm::es256 ? der_of(signature) : std::vector<unsigned char>{};
  if (algorithm_ == SignatureAlgorithm::es256 && der.empty()) return false;
  const unsigned char* bytes = der.empty() ? octets(signature) : der.data();
  const std::size_t size = der.empty() ? signature.size() : der.size();
  const bool right =
      EVP_DigestVerify(digest.get(), bytes, size, octets(message), message.size()) == 1;
  ERR_clear_error();  // a wrong signature leaves entries
  return right;
}

}  // namespace base
