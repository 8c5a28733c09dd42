// SPDX-License-Identifier: MIT
// Any text as a bearer token, and any header and payload under a valid signature, which is what
// somebody with an old secret could make. What is accepted is complete, in time, bound as its kind
// says, and means the same when it is signed again. Nothing without our signature is accepted. The
// same for an issuer like the older stack's, with the same secret; and any text as a key set.
//   0TOKEN, or 1HEADER <line end> PAYLOAD; ~ stands for the usual header.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "meetings/foreign_tokens.hpp"
#include "meetings/tokens.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace meetings;

constexpr std::string_view kSecret = "a secret of the fuzzer, long enough for HS256";
constexpr std::string_view kIssuer = "lectern";
constexpr std::string_view kUsualHeader = R"({"alg":"HS256","typ":"JWT"})";
const base::WallTime kNow = base::from_unix_seconds(1'800'000'000);

const Tokens& tokens() {
  static const Tokens made{{base::Secret{"an older one"}, base::Secret{std::string{kSecret}}},
                           std::string{kIssuer}};
  return made;
}

std::string encode(std::string_view text) { return base::encode_base64url(base::as_bytes(text)); }

std::string sign(std::string_view header, std::string_view payload) {
  const std::string text = encode(header) + '.' + encode(payload);
  return text + '.' +
         base::encode_base64url(
             base::hmac_sha256(base::as_bytes(kSecret), base::as_bytes(std::string_view{text})));
}

bool is_id(const std::string& id) {
  return !id.empty() && id.size() <= 64 && id.find_first_of("/.:@\n\0 ") == std::string::npos;
}

void check(const Claims& claims) {
  REQUIRE(is_id(claims.user_id.value()));
  REQUIRE(base::is_utf8(claims.name));
  REQUIRE(claims.expires_at > kNow);
  REQUIRE(claims.meeting_id.has_value() == (claims.kind != TokenKind::access));
  REQUIRE(claims.participant_id.has_value() == (claims.kind == TokenKind::seat));
  REQUIRE(claims.role.has_value() == (claims.kind == TokenKind::seat));
  REQUIRE(claims.kind != TokenKind::access || claims.user_role != UserRole::guest);
  REQUIRE(claims.kind != TokenKind::guest || claims.user_role == UserRole::guest);
  if (claims.meeting_id) REQUIRE(is_id(claims.meeting_id->value()));
  if (claims.participant_id) REQUIRE(is_id(claims.participant_id->value()));
  // A name of control characters grows when it is escaped, and may not fit any more.
  const auto again = tokens().verify(tokens().sign(claims), kNow);
  if (again) REQUIRE(*again == claims);
}

const ForeignTokens& foreign_tokens() {
  static const ForeignTokens made{[] {
    ForeignIssuer issuer;
    issuer.name = "older-stack";
    issuer.secrets = {base::Secret{std::string{kSecret}}};
    issuer.subject_claim = "user_id";
    issuer.needs_token_type = true;
    return std::vector{issuer};
  }()};
  return made;
}

void check(const ForeignPerson& person) {
  REQUIRE(person.issuer == "older-stack");
  REQUIRE(!person.subject.empty() && person.subject.size() <= 255);
  REQUIRE(base::is_utf8(person.subject) && base::is_utf8(person.name));
  REQUIRE(person.email.find_first_of("\r\n ") == std::string::npos);
  REQUIRE(person.expires_at + kClockLeeway > kNow);
  REQUIRE(person.issued_at <= kNow + kClockLeeway);
}

void check_key_sets(std::string_view text) {
  for (const auto algorithm : {base::SignatureAlgorithm::rs256, base::SignatureAlgorithm::es256,
                               base::SignatureAlgorithm::eddsa}) {
    const auto keys = parse_jwks(text, algorithm);
    if (!keys) continue;
    REQUIRE(keys->size() <= kMostIssuerKeys);
    for (const IssuerKey& key : *keys) {
      REQUIRE(key.key.algorithm() == algorithm);
      REQUIRE(!key.key.verify(base::as_bytes(text), base::as_bytes(std::string_view{"x"})));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  if (text.empty()) return 0;
  const bool raw = text.front() != '1';
  text.remove_prefix(1);
  std::string jwt{text};
  if (!raw) {
    const std::size_t end = text.find('\n');
    const std::string_view header = text.substr(0, end);
    jwt = sign(header == "~" ? kUsualHeader : header,
               end == std::string_view::npos ? std::string_view{} : text.substr(end + 1));
  }
  if (raw) check_key_sets(text);
  const auto person = foreign_tokens().verify(jwt, kNow);
  if (person) check(*person);
  const auto claims = tokens().verify(jwt, kNow);
  if (claims) check(*claims);
  REQUIRE(!claims || !person);
  // One bit of a signed token makes it worthless.
  if (claims && !raw) {
    for (std::size_t i = jwt.rfind('.') + 1; i + 1 < jwt.size(); i += 7) {
      std::string forged = jwt;
      forged[i] = forged[i] == 'A' ? 'B' : 'A';
      REQUIRE(!tokens().verify(forged, kNow));
    }
  }
  return 0;
}
