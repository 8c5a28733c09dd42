// SPDX-License-Identifier: MIT
// RFC 7519 over RFC 7515 compact serialization, HS256 (RFC 7518 section 3.2) only.
#include "meetings/tokens.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "meetings/jws.hpp"

namespace meetings {
namespace {

constexpr std::size_t kMaxToken = 4096;
constexpr std::size_t kMaxId = 64;
constexpr std::size_t kMaxNameBytes = 80 * 4;
// {"alg":"HS256","typ":"JWT"}
constexpr std::string_view kHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

constexpr std::array<std::pair<TokenKind, std::string_view>, 3> kKinds{
    {{TokenKind::access, "access"}, {TokenKind::guest, "guest"}, {TokenKind::seat, "seat"}}};

std::string_view kind_name(TokenKind kind) noexcept {
  for (const auto& [candidate, name] : kKinds) {
    if (candidate == kind) return name;
  }
  return "";
}

std::optional<TokenKind> parse_kind(std::string_view text) noexcept {
  for (const auto& [candidate, name] : kKinds) {
    if (name == text) return candidate;
  }
  return std::nullopt;
}

auto invalid() { return refuse(RefusalCode::token_invalid, "This token is not valid."); }

bool signature_fits(const std::vector<base::Secret>& secrets, const CompactJws& jws) {
  const auto given = base::decode_base64url(jws.signature);
  return given && hs256_fits(secrets, jws.signed_text, *given);
}

// RFC 8725 section 3.1: we choose the algorithm, not the token. `crit` names extensions that this
// code does not know.
bool header_fits(std::string_view part) {
  const auto header = decode_jws_object(part, kMaxToken);
  if (!header || header->has("crit") || (*header)["alg"].as_string() != "HS256") return false;
  return !header->has("typ") || (*header)["typ"].as_string() == "JWT";
}

// Ids appear in user names, paths and logs, so their alphabet is small.
std::optional<std::string> read_id(const base::Json& payload, std::string_view key) {
  const base::Json value = payload[key];
  const auto text = value.as_string();
  if (!text || text->empty() || text->size() > kMaxId) return std::nullopt;
  const bool plain = std::all_of(text->begin(), text->end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
  if (!plain) return std::nullopt;
  return std::string{*text};
}

// The claims that bind a token to a meeting: exactly those of its kind.
bool read_binding(const base::Json& payload, Claims& claims) {
  const bool bound = claims.kind != TokenKind::access;
  const bool seated = claims.kind == TokenKind::seat;
  if (payload.has("meeting_id") != bound || payload.has("participant_id") != seated) return false;
  if (payload.has("seat_role") != seated) return false;
  if ((claims.kind == TokenKind::guest) != (claims.user_role == UserRole::guest) && !seated)
    return false;
  if (bound) {
    auto meeting = read_id(payload, "meeting_id");
    if (!meeting) return false;
    claims.meeting_id = MeetingId{std::move(*meeting)};
  }
  if (seated) {
    auto participant = read_id(payload, "participant_id");
    const base::Json role_value = payload["seat_role"];
    const auto role = parse_role(role_value.as_string().value_or(""));
    if (!participant || !role) return false;
    claims.participant_id = ParticipantId{std::move(*participant)};
    claims.role = *role;
  }
  return true;
}

std::optional<Claims> read_claims(const base::Json& payload) {
  const base::Json kind_value = payload["kind"];
  const base::Json role_value = payload["role"];
  const base::Json name_value = payload["name"];
  const auto kind = parse_kind(kind_value.as_string().value_or(""));
  const auto role = parse_user_role(role_value.as_string().value_or(""));
  const auto name = name_value.as_string();
  auto user = read_id(payload, "user_id");
  auto session = read_id(payload, "sid");
  const auto issued = read_numeric_date(payload["iat"]);
  const auto expires = read_numeric_date(payload["exp"]);
  if (!kind || !role || !name || name->size() > kMaxNameBytes || !user || !session || !issued ||
      !expires)
    return std::nullopt;
  if (payload["sub"].as_string() != *user) return std::nullopt;
  Claims claims;
  claims.kind = *kind;
  claims.user_role = *role;
  claims.name = std::string{*name};
  claims.user_id = UserId{std::move(*user)};
  claims.session_id = std::move(*session);
  claims.issued_at = *issued;
  claims.expires_at = *expires;
  if (!read_binding(payload, claims)) return std::nullopt;
  return claims;
}

// The line feed keeps it apart from every signed text of a JSON Web Token.
base::Sha256Digest seal_mac(const base::Secret& secret, std::string_view purpose,
                            std::string_view text) {
  const std::string signed_text = std::string{purpose} + '\n' + std::string{text};
  return base::hmac_sha256(secret.reveal(), base::as_bytes(signed_text));
}

}  // namespace

Tokens::Tokens(std::vector<base::Secret> secrets, std::string issuer)
    : secrets_(std::move(secrets)), issuer_(std::move(issuer)) {
  std::erase_if(secrets_, [](const base::Secret& s) { return s.empty(); });
}

std::string Tokens::sign(const Claims& claims) const {
  if (secrets_.empty()) return {};
  base::Json payload = base::Json::object({{"iss", issuer_},
                                           {"sub", claims.user_id.value()},
                                           {"kind", kind_name(claims.kind)},
                                           {"user_id", claims.user_id.value()},
                                           {"name", claims.name},
                                           {"role", to_string(claims.user_role)}});
  if (claims.meeting_id) payload.set("meeting_id", claims.meeting_id->value());
  if (claims.participant_id) payload.set("participant_id", claims.participant_id->value());
  if (claims.role) payload.set("seat_role", to_string(*claims.role));
  payload.set("sid", claims.session_id);
  payload.set("iat", base::unix_seconds(claims.issued_at));
  payload.set("exp", base::unix_seconds(claims.expires_at));
  std::string token{kHeader};
  token += '.';
  token += base::encode_base64url(base::as_bytes(payload.print()));
  const base::Sha256Digest mac =
      base::hmac_sha256(secrets_.front().reveal(), base::as_bytes(token));
  token += '.';
  token += base::encode_base64url(mac);
  return token;
}

Outcome<Claims> Tokens::verify(std::string_view jwt, base::WallTime now) const {
  const auto jws = split_jws(jwt, kMaxToken);
  // Checks the signature first: parses only JSON that this server signed.
  if (!jws || !signature_fits(secrets_, *jws) || !header_fits(jws->header)) return invalid();
  const auto payload = decode_jws_object(jws->payload, kMaxToken);
  if (!payload || (*payload)["iss"].as_string() != issuer_) return invalid();
  auto claims = read_claims(*payload);
  if (!claims) return invalid();
  // RFC 7519 section 4.1.5: not before.
  if (payload->has("nbf")) {
    const auto not_before = read_numeric_date((*payload)["nbf"]);
    if (!not_before || now < *not_before) return invalid();
  }
  // RFC 7519 section 4.1.4: "on or after" the expiration time it must not be accepted.
  if (now >= claims->expires_at)
    return refuse(RefusalCode::token_expired, "This token has expired.");
  return std::move(*claims);
}

std::string Tokens::seal(std::string_view purpose, std::string_view text) const {
  if (secrets_.empty()) return {};
  return std::string{text} + '.' +
         base::encode_base64url(seal_mac(secrets_.front(), purpose, text));
}

std::optional<std::string> Tokens::unseal(std::string_view purpose, std::string_view sealed) const {
  if (sealed.size() > kMaxToken) return std::nullopt;
  const std::size_t stop = sealed.find('.');
  if (stop == std::string_view::npos) return std::nullopt;
  const std::string_view text = sealed.substr(0, stop);
  const auto given = base::decode_base64url(sealed.substr(stop + 1));
  if (!given) return std::nullopt;
  bool fits = false;
  for (const base::Secret& secret : secrets_) {
    if (base::constant_time_equal(seal_mac(secret, purpose, text), *given)) fits = true;
  }
  return fits ? std::optional<std::string>{text} : std::nullopt;
}

std::vector<base::Sha256Digest> Tokens::keys_for(std::string_view purpose,
                                                 std::string_view text) const {
  std::vector<base::Sha256Digest> keys;
  for (const base::Secret& secret : secrets_) keys.push_back(seal_mac(secret, purpose, text));
  return keys;
}

}  // namespace meetings
