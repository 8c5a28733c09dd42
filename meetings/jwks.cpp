// SPDX-License-Identifier: MIT
#include "meetings/jwks.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace meetings {
namespace {

using base::Errc;
using base::failure;
using base::Json;
using base::PublicKey;
using base::SignatureAlgorithm;

std::vector<std::byte> number(const Json& jwk, std::string_view name) {
  return base::decode_base64url(jwk[name].text()).value_or(std::vector<std::byte>{});
}

bool is(const Json& jwk, std::string_view name, std::string_view value) {
  return jwk[name].as_string() == value;
}

// RFC 7517 sections 4.2 to 4.4: a key may say what it is for; one that says nothing is for all.
bool is_for(const Json& jwk, SignatureAlgorithm algorithm) {
  if (jwk.has("use") && !is(jwk, "use", "sig")) return false;
  if (jwk.has("alg") && !is(jwk, "alg", to_string(algorithm))) return false;
  if (!jwk.has("key_ops")) return true;
  const std::vector<Json> operations = jwk["key_ops"].items();
  return std::any_of(operations.begin(), operations.end(),
                     [](const Json& name) { return name.as_string() == "verify"; });
}

base::Result<PublicKey> read_key(const Json& jwk, SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::rs256:
      if (is(jwk, "kty", "RSA")) return PublicKey::rsa(number(jwk, "n"), number(jwk, "e"));
      break;
    case SignatureAlgorithm::es256:
      if (is(jwk, "kty", "EC") && is(jwk, "crv", "P-256"))
        return PublicKey::p256(number(jwk, "x"), number(jwk, "y"));
      break;
    case SignatureAlgorithm::eddsa:
      if (is(jwk, "kty", "OKP") && is(jwk, "crv", "Ed25519"))
        return PublicKey::ed25519(number(jwk, "x"));
      break;
  }
  return failure(Errc::unsupported, "a key of another kind");
}

}  // namespace

base::Result<std::vector<IssuerKey>> parse_jwks(std::string_view text,
                                                SignatureAlgorithm algorithm) {
  TRY(const auto set, Json::parse(text, kLongestJwks));
  const Json list = set["keys"];
  if (!list.is_array()) return failure(Errc::corrupt, "this is no JSON Web Key Set");
  if (list.size() > kMostIssuerKeys) return failure(Errc::exhausted, "the set holds too many keys");
  std::vector<IssuerKey> keys;
  for (const Json& jwk : list.items()) {
    if (!is_for(jwk, algorithm)) continue;
    auto key = read_key(jwk, algorithm);
    if (!key) continue;
    const Json kid = jwk["kid"];
    keys.push_back({kid.is_string() ? std::optional{kid.text()} : std::nullopt, std::move(*key)});
  }
  return keys;
}

}  // namespace meetings
