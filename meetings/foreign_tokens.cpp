// SPDX-License-Identifier: MIT
// RFC 7519 over RFC 7515 compact serialization, with the advice of RFC 8725.
#include "meetings/foreign_tokens.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "meetings/jws.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

using base::Json;

constexpr std::size_t kLongestToken = 8192;
constexpr std::size_t kLongestSubject = 255;  // OpenID Connect Core section 2
constexpr std::size_t kLongestPersonName = 80;

auto invalid() { return refuse(RefusalCode::token_invalid, "This token is not valid."); }

struct Token {
  std::string_view signed_text;
  std::vector<std::byte> signature;
  Json header, payload;
  std::optional<std::string> kid;
};

std::optional<Token> parse(std::string_view jwt) {
  const auto jws = split_jws(jwt, kLongestToken);
  if (!jws) return std::nullopt;
  auto header = decode_jws_object(jws->header, kLongestToken);
  auto payload = decode_jws_object(jws->payload, kLongestToken);
  auto signature = base::decode_base64url(jws->signature);
  if (!header || !payload || !signature || signature->empty()) return std::nullopt;
  Token token{jws->signed_text, std::move(*signature), std::move(*header), std::move(*payload),
              std::nullopt};
  if (token.header.has("kid")) {
    if (!token.header["kid"].is_string()) return std::nullopt;
    token.kid = token.header["kid"].text();
  }
  return token;
}

std::string_view algorithm_of(const ForeignIssuer& issuer) noexcept {
  return issuer.secrets.empty() ? to_string(issuer.algorithm) : "HS256";
}

// RFC 8725 sections 3.1 and 3.11: the issuer's algorithm, no extension that has to be understood,
// no token inside of the token. jku, x5u, x5c and jwk of the header are not read at all.
bool header_fits(const Json& header, const ForeignIssuer& issuer, std::string_view special_type) {
  if (header["alg"].as_string() != algorithm_of(issuer) || header.has("crit") || header.has("cty"))
    return false;
  if (!header.has("typ")) return true;
  std::string type = base::to_lower(header["typ"].text());
  if (type.starts_with("application/")) type.erase(0, std::string_view{"application/"}.size());
  return type == "jwt" || type == special_type;
}

// A token with a name is for the key of that name; a token without one is tried with all.
bool key_fits(const IssuerKeys::List& keys, const Token& token) {
  return std::any_of(keys->begin(), keys->end(), [&](const IssuerKey& key) {
    const bool named = !token.kid || !key.kid || key.kid == token.kid;
    return named && key.key.verify(base::as_bytes(token.signed_text), token.signature);
  });
}

// RFC 7519 section 4.1.3: one text or a list of them. A token for others is not for us.
bool audience_fits(const Json& payload, const ForeignIssuer& issuer) {
  if (issuer.audience.empty()) return !payload.has("aud");
  const Json audience = payload["aud"];
  if (audience.as_string() == issuer.audience) return true;
  const std::vector<Json> list = audience.items();
  return std::any_of(list.begin(), list.end(),
                     [&](const Json& one) { return one.as_string() == issuer.audience; });
}

// nullopt for a claim that is no time; the default for an absent one.
std::optional<base::WallTime> time_of(const Json& payload, std::string_view name,
                                      base::WallTime absent) {
  return payload.has(name) ? read_numeric_date(payload[name]) : absent;
}

// A text, or a whole number as Django writes it.
std::string subject_of(const Json& payload, std::string_view name) {
  const Json claim = payload[name];
  if (const auto number = claim.as_integer()) return std::to_string(*number);
  std::string text = claim.text();
  const bool plain = text.size() <= kLongestSubject && base::is_utf8(text) &&
                     std::none_of(text.begin(), text.end(), base::is_control);
  return plain ? text : std::string{};
}

// Empty where the claim is absent or says nothing that a person may be called.
std::string line_of(const Json& payload, std::string_view name) {
  auto line = check_line("name", base::shortened(payload[name].text(), kLongestPersonName), 1,
                         kLongestPersonName);
  return line ? std::move(*line) : std::string{};
}

std::string email_of(const Json& payload, std::string_view name) {
  auto email = check_email("email", payload[name].text());
  return email ? std::move(*email) : std::string{};
}

bool type_fits(const Json& payload, const ForeignIssuer& issuer) {
  if (!payload.has("token_type")) return !issuer.needs_token_type;
  return payload["token_type"].as_string() == "access";
}

Outcome<ForeignPerson> read_person(const Json& payload, const ForeignIssuer& issuer,
                                   base::WallTime now) {
  const auto expires = payload.has("exp") ? time_of(payload, "exp", {}) : std::nullopt;
  const auto not_before = time_of(payload, "nbf", {});
  const auto issued = time_of(payload, "iat", now);
  // A logout token says nothing about who asks.
  if (payload.has("events")) return invalid();
  ForeignPerson person{issuer.name,
                       subject_of(payload, issuer.subject_claim),
                       line_of(payload, issuer.name_claim),
                       email_of(payload, issuer.email_claim),
                       {},
                       {}};
  if (!audience_fits(payload, issuer) || !type_fits(payload, issuer) || !expires || !not_before ||
      !issued || person.subject.empty() || now + kClockLeeway < *not_before ||
      now + kClockLeeway < *issued)
    return invalid();
  if (now >= *expires + kClockLeeway)
    return refuse(RefusalCode::token_expired, "This token has expired.");
  person.issued_at = *issued;
  person.expires_at = *expires;
  person.nonce = payload["nonce"].text();
  person.authorized_party = payload["azp"].text();
  person.session = subject_of(payload, "sid");
  person.email_trusted = issuer.trusts_email && !person.email.empty();
  return person;
}

// How long after its making a logout token counts, whatever it says itself, so that the memory of
// those that have come (meetings/seen_tokens.hpp) is bounded.
constexpr std::chrono::minutes kLogoutFresh{10};
constexpr std::string_view kLogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

// OpenID Connect Back-Channel Logout 1.0 section 2.6.
Outcome<ForeignLogout> read_logout(const Json& payload, const ForeignIssuer& issuer,
                                   base::WallTime now) {
  const auto expires = payload.has("exp") ? time_of(payload, "exp", {}) : std::nullopt;
  const auto issued = payload.has("iat") ? time_of(payload, "iat", {}) : std::nullopt;
  ForeignLogout logout{issuer.name,
                       payload.has("sub") ? subject_of(payload, issuer.subject_claim) : "",
                       payload.has("sid") ? subject_of(payload, "sid") : "",
                       subject_of(payload, "jti"),
                       {}};
  const bool broken = (payload.has("sub") && logout.subject.empty()) ||
                      (payload.has("sid") && logout.session.empty()) ||
                      (logout.subject.empty() && logout.session.empty());
  if (!audience_fits(payload, issuer) || !expires || !issued || broken || logout.id.empty() ||
      !payload["events"][kLogoutEvent].is_object() || payload.has("nonce") ||
      now + kClockLeeway < *issued)
    return invalid();
  logout.until = std::min(*expires, *issued + kLogoutFresh) + kClockLeeway;
  if (now >= logout.until) return refuse(RefusalCode::token_expired, "This token has expired.");
  return logout;
}

}  // namespace

struct ForeignTokens::Signed : Token {
  const ForeignIssuer* issuer = nullptr;  // who has signed it
};

Outcome<void> ForeignTokens::check_signature(const ForeignIssuer& issuer, const Signed& token,
                                             Use use) {
  if (!header_fits(token.header, issuer, use == Use::logout ? "logout+jwt" : "at+jwt"))
    return invalid();
  if (!issuer.secrets.empty()) {
    if (!hs256_fits(issuer.secrets, token.signed_text, token.signature)) return invalid();
    return {};
  }
  const IssuerKeys::List keys = issuer.keys ? issuer.keys->keys(token.kid) : nullptr;
  if (!keys) {
    return base::failure(Refusal{RefusalCode::overloaded,
                                 "The server does not know the keys of this token's issuer yet.",
                                 {},
                                 std::chrono::seconds{5}});
  }
  if (key_fits(keys, token)) return {};
  // The issuer may have given a new key an old name.
  const IssuerKeys::List newer = issuer.keys->after_misfit();
  if (newer == keys || !newer || !key_fits(newer, token)) return invalid();
  return {};
}

Outcome<ForeignTokens::Signed> ForeignTokens::check(std::string_view jwt, Use use) const {
  auto parsed = empty() ? std::nullopt : parse(jwt);
  if (!parsed) return invalid();
  Signed token{std::move(*parsed), nullptr};
  // The claim only says which issuer has to have signed; without one it is empty.
  if (token.payload.has("iss") && !token.payload["iss"].is_string()) return invalid();
  const std::string named = token.payload["iss"].text();
  if (token.payload.has("iss") && named.empty()) return invalid();
  Outcome<Signed> answer = invalid();
  for (const ForeignIssuer& issuer : issuers_) {
    if (issuer.issuer != named) continue;
    const auto signed_by = check_signature(issuer, token, use);
    if (signed_by) {
      token.issuer = &issuer;
      return token;
    }
    if (signed_by.error().code == RefusalCode::overloaded)
      answer = base::failure(signed_by.error());
  }
  return answer;
}

Outcome<ForeignPerson> ForeignTokens::verify(std::string_view jwt, base::WallTime now) const {
  TRY(const auto token, check(jwt, Use::person));
  return read_person(token.payload, *token.issuer, now);
}

Outcome<ForeignLogout> ForeignTokens::verify_logout(std::string_view jwt,
                                                    base::WallTime now) const {
  TRY(const auto token, check(jwt, Use::logout));
  return read_logout(token.payload, *token.issuer, now);
}

}  // namespace meetings
