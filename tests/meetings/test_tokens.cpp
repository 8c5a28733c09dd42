// SPDX-License-Identifier: MIT
#include "meetings/tokens.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kSecret = "0123456789abcdef0123456789abcdef";
const base::WallTime kNow = base::from_unix_seconds(1'800'000'000);

Tokens tokens() { return Tokens{{base::Secret{std::string{kSecret}}}, "lectern"}; }

Claims access() {
  Claims c;
  c.kind = TokenKind::access;
  c.user_id = UserId{"11111111-1111-4111-8111-111111111111"};
  c.session_id = "44444444444444444444444444444444";
  c.name = "Zoë 🎓";
  c.user_role = UserRole::user;
  c.issued_at = kNow;
  c.expires_at = kNow + 15min;
  return c;
}

Claims seat() {
  Claims c = access();
  c.kind = TokenKind::seat;
  c.meeting_id = MeetingId{"22222222-2222-4222-8222-222222222222"};
  c.participant_id = ParticipantId{"33333333-3333-4333-8333-333333333333"};
  c.role = Role::host;
  return c;
}

// A token with any header and payload and a signature that fits them.
std::string forge(std::string_view header, std::string_view payload,
                  std::string_view secret = kSecret) {
  std::string text = base::encode_base64url(base::as_bytes(header)) + '.' +
                     base::encode_base64url(base::as_bytes(payload));
  return text + '.' +
         base::encode_base64url(base::hmac_sha256(base::as_bytes(secret), base::as_bytes(text)));
}

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view kPayload =
    R"({"iss":"lectern","sub":"u1","kind":"access","user_id":"u1","name":"A","role":"user",)"
    R"("sid":"s1","iat":1800000000,"exp":1800000900})";

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out{text};
  const std::size_t at = out.find(what);
  if (at == std::string::npos)
    lectern_test::check_failed("the table is wrong: " + std::string{what}, __FILE__, __LINE__);
  return out.replace(at, what.size(), by);
}

void each_kind_comes_back_as_it_was() {
  Claims guest = access();
  guest.kind = TokenKind::guest;
  guest.user_role = UserRole::guest;
  guest.meeting_id = MeetingId{"m"};
  for (const Claims& claims : {access(), seat(), guest}) {
    CHECK(OK(tokens().verify(tokens().sign(claims), kNow)) == claims);
  }
}

// kPayload signed by another implementation (Python's hmac and base64), and the same claims signed
// here.
void signs_as_others_do() {
  constexpr std::string_view theirs =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
      "eyJpc3MiOiJsZWN0ZXJuIiwic3ViIjoidTEiLCJraW5kIjoiYWNjZXNzIiwidXNlcl9pZCI6InUxIiwi"
      "bmFtZSI6IkEiLCJyb2xlIjoidXNlciIsInNpZCI6InMxIiwiaWF0IjoxODAwMDAwMDAwLCJleHAiOjE4"
      "MDAwMDA5MDB9."
      "7whe-mLt5o_zyC-RexN5YV3s9gkDTUCZPl1k9_bkoe8";
  const Claims claims = OK(tokens().verify(theirs, kNow));
  CHECK_EQ(claims.user_id.value(), "u1");
  CHECK_EQ(tokens().sign(claims), theirs);
}

// RFC 7519 section 4.1.4: on or after the expiration time.
void expires_to_the_second() {
  const std::string jwt = tokens().sign(access());
  CHECK(tokens().verify(jwt, kNow + 15min - 1us).has_value());
  REFUSED(tokens().verify(jwt, kNow + 15min), token_expired);
  REFUSED(tokens().verify(jwt, kNow + 24h * 365), token_expired);
}

void rotates_secrets() {
  const std::string jwt = tokens().sign(access());
  const Tokens both{
      {base::Secret{"new-new-new-new-new-new-new-new-"}, base::Secret{std::string{kSecret}}},
      "lectern"};
  CHECK(both.verify(jwt, kNow).has_value());
  REFUSED(tokens().verify(both.sign(access()), kNow), token_invalid);  // the first one signs
}

void nothing_verifies_without_a_secret() {
  const Tokens none{{base::Secret{}}, "lectern"};
  CHECK_EQ(none.sign(access()), "");
  REFUSED(none.verify(forge(kHeader, kPayload, ""), kNow), token_invalid);
}

// RFC 8725: each of these has a signature that fits, so that only the check at hand can refuse it.
void refuses_headers() {
  for (const std::string_view header :
       {R"({"alg":"none","typ":"JWT"})", R"({"alg":"None"})", R"({"alg":"hs256"})",
        R"({"alg":"HS384"})", R"({"alg":"RS256"})", R"({"typ":"JWT"})", R"({"alg":["HS256"]})",
        R"({"alg":"HS256","crit":["x"]})", R"({"alg":"HS256","typ":"at+jwt"})",
        R"({"alg":"HS256","alg":"none"})", R"([])", R"("HS256")", R"({"alg":"HS256")", ""}) {
    REFUSED(tokens().verify(forge(header, kPayload), kNow), token_invalid);
  }
}

void refuses_payloads() {
  const std::pair<std::string_view, std::string_view> changes[] = {
      {R"("iss":"lectern",)", ""},
      {R"("iss":"lectern")", R"("iss":"other")"},
      {R"("sub":"u1")", R"("sub":"u2")"},
      {R"("sub":"u1",)", ""},
      {R"("kind":"access",)", ""},
      {R"("kind":"access")", R"("kind":"seat")"},
      {R"("kind":"access")", R"("kind":"guest")"},
      {R"("kind":"access")", R"("kind":"access","meeting_id":"m")"},
      {R"("kind":"access")", R"("kind":"access","participant_id":"p")"},
      {R"("kind":"access")", R"("kind":1)"},
      {R"("user_id":"u1",)", ""},
      {R"("sub":"u1","kind":"access","user_id":"u1")", R"("sub":"","kind":"access","user_id":"")"},
      {R"("sub":"u1","kind":"access","user_id":"u1")",
       R"("sub":"a.b","kind":"access","user_id":"a.b")"},
      {R"("sub":"u1","kind":"access","user_id":"u1")",
       R"("sub":"a:b","kind":"access","user_id":"a:b")"},
      {R"("name":"A",)", ""},
      {R"("name":"A")", R"("name":7)"},
      {R"("role":"user")", R"("role":"root")"},
      {R"("role":"user")", R"("role":"guest")"},
      {R"("sid":"s1",)", ""},  // as before the tokens named their session
      {R"("sid":"s1")", R"("sid":"")"},
      {R"("sid":"s1")", R"("sid":1)"},
      {R"("sid":"s1")", R"("sid":"a.b")"},
      {R"("iat":1800000000,)", ""},
      {R"("iat":1800000000)", R"("iat":"1800000000")"},
      {R"("iat":1800000000)", R"("iat":-1)"},
      {R"(,"exp":1800000900)", ""},
      {R"("exp":1800000900)", R"("exp":"1800000900")"},
      {R"("exp":1800000900)", R"("exp":1800000900.5)"},
      {R"("exp":1800000900)", R"("exp":null)"},
      {R"("exp":1800000900)", R"("exp":9223372036854775807)"},
      {R"("exp":1800000900)", R"("exp":99999999999999999999)"},
      {R"("exp":1800000900)", R"("exp":1800000900,"exp":1900000000)"},
      {R"("exp":1800000900)", R"("exp":1800000900,"nbf":1800000001)"},
      {R"("exp":1800000900)", R"("exp":1800000900,"nbf":"x")"},
  };
  CHECK(tokens().verify(forge(kHeader, kPayload), kNow).has_value());
  for (const auto& [what, by] : changes) {
    const std::string payload = replaced(kPayload, what, by);
    if (tokens().verify(forge(kHeader, payload), kNow))
      lectern_test::check_failed("accepted " + payload, __FILE__, __LINE__);
    REFUSED(tokens().verify(forge(kHeader, payload), kNow), token_invalid);
  }
}

void refuses_a_seat_without_its_place() {
  constexpr std::string_view full =
      R"({"iss":"lectern","sub":"u1","kind":"seat","user_id":"u1","name":"A","role":"user",)"
      R"("meeting_id":"m","participant_id":"p","seat_role":"host",)"
      R"("sid":"s1","iat":1800000000,"exp":1800000900})";
  CHECK(tokens().verify(forge(kHeader, full), kNow).has_value());
  for (const std::string_view gone :
       {R"("meeting_id":"m",)", R"("participant_id":"p",)", R"("seat_role":"host",)"}) {
    REFUSED(tokens().verify(forge(kHeader, replaced(full, gone, "")), kNow), token_invalid);
  }
  REFUSED(
      tokens().verify(
          forge(kHeader, replaced(full, R"("seat_role":"host")", R"("seat_role":"king")")), kNow),
      token_invalid);
}

void refuses_every_changed_byte() {
  const std::string jwt = tokens().sign(seat());
  for (std::size_t i = 0; i < jwt.size(); ++i) {
    std::string changed = jwt;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    REFUSED(tokens().verify(changed, kNow), token_invalid);
  }
  for (std::size_t n = 0; n < jwt.size(); ++n)
    REFUSED(tokens().verify(jwt.substr(0, n), kNow), token_invalid);
  for (const std::string tail : {"A", ".", "=", "\n", " "})
    REFUSED(tokens().verify(jwt + tail, kNow), token_invalid);
}

void refuses_shapes_and_sizes() {
  for (const std::string_view text :
       {"", ".", "..", "...", "a.b", "a.b.c.d", "a.b.c", "\xff.\xff.\xff"}) {
    REFUSED(tokens().verify(text, kNow), token_invalid);
  }
  REFUSED(tokens().verify(std::string(4096, '.'), kNow), token_invalid);
  REFUSED(tokens().verify(std::string(5'000'000, 'a'), kNow), token_invalid);
  // A signature that fits does not help a token that is too long.
  const std::string name(4000, 'x');
  REFUSED(
      tokens().verify(
          forge(kHeader, replaced(kPayload, R"("name":"A")", R"("name":")" + name + '"')), kNow),
      token_invalid);
  // Nested as deep as 4 KiB allow, signed: refused, not a stack overflow.
  REFUSED(tokens().verify(forge(kHeader, std::string(2900, '[')), kNow), token_invalid);
}

// A payload that is filled up with an unknown claim.
std::string payload_of(std::size_t bytes) {
  const std::string filled = replaced(kPayload, R"("exp")", R"("x":"","exp")");
  return replaced(filled, R"("x":"")", R"("x":")" + std::string(bytes - filled.size(), 'x') + '"');
}

void takes_a_token_of_4096_bytes_and_no_longer_one() {
  const std::string longest = forge(kHeader, payload_of(3011));
  CHECK_EQ(longest.size(), 4096u);
  CHECK(tokens().verify(longest, kNow).has_value());
  const std::string longer = forge(kHeader, payload_of(3012));
  CHECK_EQ(longer.size(), 4097u);
  REFUSED(tokens().verify(longer, kNow), token_invalid);
}

bool accepts(std::string_view what, std::string_view by, std::string_view payload = kPayload) {
  return tokens().verify(forge(kHeader, replaced(payload, what, by)), kNow).has_value();
}

void an_id_has_1_to_64_letters_digits_hyphens_and_underscores() {
  const auto takes = [](const std::string& id) {
    return accepts(R"("sub":"u1","kind":"access","user_id":"u1")",
                   R"("sub":")" + id + R"(","kind":"access","user_id":")" + id + '"');
  };
  CHECK(takes("a") && takes("azAZ09-_") && takes(std::string(64, 'x')));
  CHECK(!takes("") && !takes(std::string(65, 'x')));
  for (const char sign : {'/', ':', '@', '[', '`', '{', '.', ' ', '^', ','})
    CHECK(!takes(std::string{"a"} + sign));
}

void a_name_has_at_most_80_characters_of_4_bytes() {
  const auto takes = [](std::size_t bytes) {
    return accepts(R"("name":"A")", R"("name":")" + std::string(bytes, 'x') + '"');
  };
  CHECK(takes(0) && takes(320));
  CHECK(!takes(321));
}

void times_lie_between_1970_and_9999() {
  CHECK(accepts(R"("iat":1800000000)", R"("iat":0)"));
  CHECK(!accepts(R"("iat":1800000000)", R"("iat":-1)"));
  CHECK(accepts(R"("exp":1800000900)", R"("exp":253402300799)"));
  CHECK(!accepts(R"("exp":1800000900)", R"("exp":253402300800)"));
}

// RFC 7519 section 4.1.5: the time must be after or equal to `nbf`.
void works_from_its_first_second_on() {
  CHECK(accepts(R"("exp")", R"("nbf":1800000000,"exp")"));
  CHECK(!accepts(R"("exp")", R"("nbf":1800000001,"exp")"));
}

void a_header_may_leave_out_the_type() {
  CHECK(tokens().verify(forge(R"({"alg":"HS256"})", kPayload), kNow).has_value());
}

void names_that_are_empty_name_nothing() {
  CHECK(!accepts(R"("kind":"access")", R"("kind":"")"));
  CHECK(!accepts(R"("role":"user")", R"("role":"")"));
}

void each_kind_has_its_own_claims_and_no_others() {
  constexpr std::string_view guest =
      R"({"iss":"lectern","sub":"u1","kind":"guest","user_id":"u1","name":"A","role":"guest",)"
      R"("meeting_id":"m","sid":"s1","iat":1800000000,"exp":1800000900})";
  constexpr std::string_view seated =
      R"({"iss":"lectern","sub":"u1","kind":"seat","user_id":"u1","name":"A","role":"guest",)"
      R"("meeting_id":"m","participant_id":"p","seat_role":"participant",)"
      R"("sid":"s1","iat":1800000000,"exp":1800000900})";
  CHECK(accepts("", "", guest) && accepts("", "", seated));
  CHECK(accepts(R"("role":"guest")", R"("role":"admin")", seated));
  CHECK(!accepts(R"("role":"guest")", R"("role":"user")", guest));
  CHECK(!accepts(R"("meeting_id":"m",)", "", guest));
  CHECK(!accepts(R"("kind":"access")", R"("kind":"access","seat_role":"host")"));
  CHECK(!accepts(R"("kind":"guest")", R"("kind":"guest","participant_id":"p")", guest));
  CHECK(!accepts(R"("kind":"guest")", R"("kind":"guest","seat_role":"host")", guest));
  for (const std::string_view wrong : {R"("")", R"("a.b")", "7", "null", "[]"}) {
    const std::string meeting = R"("meeting_id":)" + std::string{wrong};
    CHECK(!accepts(R"("meeting_id":"m")", meeting, guest));
    CHECK(!accepts(R"("meeting_id":"m")", meeting, seated));
    CHECK(!accepts(R"("participant_id":"p")", R"("participant_id":)" + std::string{wrong}, seated));
    CHECK(!accepts(R"("seat_role":"participant")", R"("seat_role":)" + std::string{wrong}, seated));
  }
}

// Signed, but not base64url or not JSON.
void refuses_signed_parts_that_are_unreadable() {
  const auto sign = [](const std::string& text) {
    return text + '.' +
           base::encode_base64url(base::hmac_sha256(base::as_bytes(kSecret), base::as_bytes(text)));
  };
  const std::string header = base::encode_base64url(base::as_bytes(kHeader));
  const std::string payload = base::encode_base64url(base::as_bytes(kPayload));
  CHECK(tokens().verify(sign(header + '.' + payload), kNow).has_value());
  for (const std::string& text : {"!." + payload, header + ".!", header + '.', '.' + payload,
                                  header + '.' + header, payload + '.' + payload}) {
    REFUSED(tokens().verify(sign(text), kNow), token_invalid);
  }
  for (const std::string_view json : {"[]", "7", "\"x\"", "null", "{", ""})
    REFUSED(tokens().verify(forge(kHeader, json), kNow), token_invalid);
}

}  // namespace

int main() {
  return lectern_test::run(
      "tokens",
      {TEST(each_kind_comes_back_as_it_was), TEST(signs_as_others_do), TEST(expires_to_the_second),
       TEST(rotates_secrets), TEST(nothing_verifies_without_a_secret), TEST(refuses_headers),
       TEST(refuses_payloads), TEST(refuses_a_seat_without_its_place),
       TEST(refuses_every_changed_byte), TEST(refuses_shapes_and_sizes),
       TEST(takes_a_token_of_4096_bytes_and_no_longer_one),
       TEST(an_id_has_1_to_64_letters_digits_hyphens_and_underscores),
       TEST(a_name_has_at_most_80_characters_of_4_bytes), TEST(times_lie_between_1970_and_9999),
       TEST(works_from_its_first_second_on), TEST(a_header_may_leave_out_the_type),
       TEST(names_that_are_empty_name_nothing), TEST(each_kind_has_its_own_claims_and_no_others),
       TEST(refuses_signed_parts_that_are_unreadable)});
}
