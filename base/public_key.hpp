// SPDX-License-Identifier: MIT
// PublicKey: checks signatures of JSON Web Tokens (RFC 7518 section 3, RFC 8037 section 3.1) with a
// key of exactly one algorithm. A key that is too weak or of another algorithm cannot be made, so a
// token never chooses. OpenSSL stays in the .cpp. Immutable after construction, copies share the
// key; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

struct evp_pkey_st;

namespace base {

enum class SignatureAlgorithm : std::uint8_t {
  rs256,  // RSASSA-PKCS1-v1_5 with SHA-256, keys of 2048 to 8192 bits
  es256,  // ECDSA on P-256 with SHA-256
  eddsa,  // Ed25519
};
// "RS256", "ES256", "EdDSA".
std::string_view to_string(SignatureAlgorithm algorithm) noexcept;
std::optional<SignatureAlgorithm> parse_signature_algorithm(std::string_view text) noexcept;

class PublicKey {
 public:
  // "-----BEGIN PUBLIC KEY-----" (RFC 7468 section 13).
  static Result<PublicKey> from_pem(std::string_view pem, SignatureAlgorithm algorithm);
  // The numbers of a JWK in big-endian order: `n` and `e` (RFC 7518 section 6.3.1).
  static Result<PublicKey> rsa(Bytes modulus, Bytes exponent);
  // `x` and `y` of 32 bytes (RFC 7518 section 6.2.1); refuses a point that is not on the curve.
  static Result<PublicKey> p256(Bytes x, Bytes y);
  // `x` of 32 bytes (RFC 8037 section 2).
  static Result<PublicKey> ed25519(Bytes x);

  SignatureAlgorithm algorithm() const noexcept { return algorithm_; }
  bool verify(Bytes message, Bytes signature) const;

 private:
  using Key = std::shared_ptr<evp_pkey_st>;
  PublicKey(Key key, SignatureAlgorithm algorithm) noexcept
      : key_(std::move(key)), algorithm_(algorithm) {}
  static Result<PublicKey> checked(Key key, SignatureAlgorithm algorithm);

  Key key_;
  SignatureAlgorithm algorithm_;
};

}  // namespace base
