// SPDX-License-Identifier: MIT
// Tokens of foreign issuers: those that are accepted, and all the ways in which one is wrong.
#include "meetings/foreign_tokens.hpp"

#include <functional>

#include "meetings/remote_keys.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/test_key.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using base::Json;
using lectern_test::encode;
using lectern_test::TestKey;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;
const base::WallTime kWall = base::from_unix_seconds(kNow);
constexpr std::string_view kSecret = "a secret of the issuer, long enough";

const TestKey& key_of(base::SignatureAlgorithm algorithm) {
  static const TestKey rsa = TestKey::rsa(), ec = TestKey::ec(), ed = TestKey::ed25519();
  return algorithm == base::SignatureAlgorithm::rs256   ? rsa
         : algorithm == base::SignatureAlgorithm::es256 ? ec
                                                        : ed;
}

std::string jwks(std::initializer_list<Json> keys) {
  Json list = Json::array();
  for (const Json& key : keys) list.push(key);
  return Json::object({{"keys", list}}).print();
}

ForeignIssuer campus(base::SignatureAlgorithm algorithm = base::SignatureAlgorithm::rs256) {
  ForeignIssuer issuer;
  issuer.name = "campus";
  issuer.issuer = "https://id.example.org";
  issuer.audience = "lectern";
  issuer.algorithm = algorithm;
  issuer.keys = std::make_shared<FixedKeys>(
      CHECK_OK(parse_jwks(jwks({key_of(algorithm).jwk("k1")}), algorithm)));
  return issuer;
}

ForeignIssuer with_secret() {
  ForeignIssuer issuer = campus();
  issuer.keys = nullptr;
  issuer.secrets = {base::Secret{"another one, which is older than it"},
                    base::Secret{std::string{kSecret}}};
  return issuer;
}

Json good_claims() {
  return Json::object({{"iss", "https://id.example.org"},
                       {"aud", "lectern"},
                       {"sub", "248289761001"},
                       {"name", "Ada Lovelace"},
                       {"email", "Ada@Example.org"},
                       {"iat", kNow - 10},
                       {"exp", kNow + 300}});
}

std::string hs256(const Json& header, std::string_view payload, std::string_view secret = kSecret) {
  const std::string text = encode(header.print()) + '.' + encode(payload);
  return text + '.' +
         base::encode_base64url(base::hmac_sha256(base::as_bytes(secret), base::as_bytes(text)));
}

std::string rs256(const Json& claims) {
  return key_of(base::SignatureAlgorithm::rs256)
      .sign(Json::object({{"alg", "RS256"}, {"kid", "k1"}}), claims.print());
}

Outcome<ForeignPerson> verify(const ForeignIssuer& issuer, const std::string& token) {
  return ForeignTokens{{issuer}}.verify(token, kWall);
}

void every_algorithm_signs_people_in() {
  const ForeignPerson ada{"campus",
                          "248289761001",
                          "Ada Lovelace",
                          "ada@example.org",
                          base::from_unix_seconds(kNow - 10),
                          base::from_unix_seconds(kNow + 300)};
  for (const auto algorithm : {base::SignatureAlgorithm::rs256, base::SignatureAlgorithm::es256,
                               base::SignatureAlgorithm::eddsa}) {
    const auto header =
        Json::object({{"alg", to_string(algorithm)}, {"typ", "JWT"}, {"kid", "k1"}});
    CHECK(OK(verify(campus(algorithm), key_of(algorithm).sign(header, good_claims().print()))) ==
          ada);
  }
  CHECK(OK(verify(with_secret(), hs256(Json::object({{"alg", "HS256"}}), good_claims().print()))) ==
        ada);
}

// SimpleJWT's tokens: no issuer, a number as user_id, and token_type.
void tokens_of_the_older_stack() {
  ForeignIssuer django = with_secret();
  django.name = "older-stack";
  django.issuer = django.audience = "";
  django.subject_claim = "user_id";
  django.needs_token_type = true;
  const auto claims = [](const Json& user, const char* type) {
    return Json::object({{"token_type", type},
                         {"exp", kNow + 300},
                         {"iat", kNow},
                         {"jti", "1f"},
                         {"user_id", user}})
        .print();
  };
  const Json header = Json::object({{"alg", "HS256"}, {"typ", "JWT"}});
  CHECK_EQ(OK(verify(django, hs256(header, claims(7, "access")))).subject, "7");
  CHECK_EQ(OK(verify(django, hs256(header, claims("7", "access")))).subject, "7");
  REFUSED(verify(django, hs256(header, claims(7, "refresh"))), token_invalid);
  REFUSED(verify(django, hs256(header, good_claims().print())), token_invalid);  // has iss and aud
  Json untyped = Json::object({{"exp", kNow + 300}, {"user_id", 7}});
  REFUSED(verify(django, hs256(header, untyped.print())), token_invalid);
}

void claims_that_are_wrong() {
  struct Row {
    const char* name;
    std::function<void(Json&)> change;
    RefusalCode code = RefusalCode::token_invalid;
  };
  const std::vector<Row> table{
      {"another issuer", [](Json& c) { c.set("iss", "https://evil.example"); }},
      {"the issuer with a slash", [](Json& c) { c.set("iss", "https://id.example.org/"); }},
      {"an issuer that is no text", [](Json& c) { c.set("iss", 1); }},
      {"an empty issuer", [](Json& c) { c.set("iss", ""); }},
      {"a wrong audience", [](Json& c) { c.set("aud", "moodle"); }},
      {"audiences without us",
       [](Json& c) {
         c.set("aud", Json::array({"moodle", "mail"}));
       }},
      {"an empty list of audiences", [](Json& c) { c.set("aud", Json::array()); }},
      {"an audience that is no text", [](Json& c) { c.set("aud", 1); }},
      {"no audience", [](Json& c) { c.set("aud", nullptr); }},
      {"no expiry", [](Json& c) { c.set("exp", nullptr); }},
      {"expired", [](Json& c) { c.set("exp", kNow - 60); }, RefusalCode::token_expired},
      {"an expiry in text", [](Json& c) { c.set("exp", "1800000300"); }},
      {"an expiry with a fraction", [](Json& c) { c.set("exp", 1800000300.5); }},
      {"a huge expiry", [](Json& c) { c.set("exp", std::int64_t{9'223'372'036'854'775'807}); }},
      {"a negative expiry", [](Json& c) { c.set("exp", -1); }},
      {"not valid yet", [](Json& c) { c.set("nbf", kNow + 61); }},
      {"a not-before in text", [](Json& c) { c.set("nbf", "now"); }},
      {"issued in the future", [](Json& c) { c.set("iat", kNow + 61); }},
      {"no subject", [](Json& c) { c.set("sub", nullptr); }},
      {"an empty subject", [](Json& c) { c.set("sub", ""); }},
      {"a subject with a line end", [](Json& c) { c.set("sub", "a\nb"); }},
      {"a long subject", [](Json& c) { c.set("sub", std::string(256, 'x')); }},
      {"a subject that is a list", [](Json& c) { c.set("sub", Json::array({"a"})); }},
      {"a refresh token", [](Json& c) { c.set("token_type", "refresh"); }},
  };
  for (const Row& row : table) {
    Json claims = good_claims();
    row.change(claims);
    const auto answer = verify(campus(), rs256(claims));
    if (answer || answer.error().code != row.code)
      lectern_test::check_failed(row.name, __FILE__, __LINE__);
  }
}

void claims_that_are_right() {
  const std::vector<std::function<void(Json&)>> table{
      [](Json& c) {
        c.set("aud", Json::array({"mail", "lectern"}));
      },
      [](Json& c) { c.set("exp", kNow - 59); },
      [](Json& c) { c.set("nbf", kNow + 60).set("iat", kNow + 60); },
      [](Json& c) { c.set("sub", std::string(255, 'x')); },
      [](Json& c) { c.set("token_type", "access"); },
      [](Json& c) { c.set("groups", Json::array({"students"})); },
  };
  for (const auto& change : table) {
    Json claims = good_claims();
    change(claims);
    OK(verify(campus(), rs256(claims)));
  }
  // What cannot be a name or an address is as good as none.
  Json claims = good_claims();
  claims.set("name", "\u202e").set("email", "nowhere");
  const ForeignPerson person = OK(verify(campus(), rs256(claims)));
  CHECK(person.name.empty() && person.email.empty());
}

// RFC 8725: the token never chooses the algorithm or the key.
void headers_that_are_wrong() {
  const TestKey& rsa = key_of(base::SignatureAlgorithm::rs256);
  const TestKey evil = TestKey::rsa();
  const std::string payload = good_claims().print();
  const auto header = [](const char* alg) { return Json::object({{"alg", alg}, {"kid", "k1"}}); };
  const auto unsigned_text = [&](const char* alg) {
    return encode(header(alg).print()) + '.' + encode(payload) + '.';
  };
  const std::vector<std::pair<const char*, std::string>> table{
      {"alg none", unsigned_text("none")},
      {"alg None with a signature", rsa.sign(header("None"), payload)},
      {"no alg", rsa.sign(Json::object({{"kid", "k1"}}), payload)},
      {"HS256 with the public key as the secret", hs256(header("HS256"), payload, rsa.pem())},
      {"ES256 of an RSA issuer",
       key_of(base::SignatureAlgorithm::es256).sign(header("ES256"), payload)},
      {"another key under our name", evil.sign(header("RS256"), payload)},
      {"an unknown kid", rsa.sign(header("RS256").set("kid", "k2"), payload)},
      {"a path as kid", evil.sign(header("RS256").set("kid", "../../dev/null"), payload)},
      {"a kid that is no text", rsa.sign(header("RS256").set("kid", 1), payload)},
      {"the own key in the header", evil.sign(header("RS256").set("jwk", evil.jwk("k1")), payload)},
      {"an address of keys in the header",
       evil.sign(header("RS256").set("jku", "https://evil.example/jwks"), payload)},
      {"crit", rsa.sign(header("RS256").set("crit", Json::array({"exp"})), payload)},
      {"b64 and crit",
       rsa.sign(header("RS256").set("b64", false).set("crit", Json::array({"b64"})), payload)},
      {"a token inside", rsa.sign(header("RS256").set("cty", "JWT"), rs256(good_claims()))},
      {"another type", rsa.sign(header("RS256").set("typ", "logout+jwt"), payload)},
      {"an ID in another form", rsa.sign(header("RS256"), "\"text\"")},
  };
  for (const auto& [name, token] : table) {
    const auto answer = verify(campus(), token);
    if (answer || answer.error().code != RefusalCode::token_invalid)
      lectern_test::check_failed(name, __FILE__, __LINE__);
  }
  OK(verify(campus(), rsa.sign(Json::object({{"alg", "RS256"}}), payload)));  // tries all keys
  OK(verify(campus(), rsa.sign(header("RS256").set("typ", "at+JWT"), payload)));
}

void texts_that_are_no_token() {
  const std::string good = rs256(good_claims());
  const std::size_t first = good.find('.'), second = good.rfind('.');
  const std::string head = good.substr(0, first),
                    claims = good.substr(first + 1, second - first - 1),
                    tail = good.substr(second + 1);
  const TestKey& rsa = key_of(base::SignatureAlgorithm::rs256);
  const Json header = Json::object({{"alg", "RS256"}});
  const std::string twice =
      R"({"iss":"https://id.example.org","aud":"lectern","sub":"a","sub":"b","exp":1800000300})";
  const std::string huge =
      R"({"iss":"https://id.example.org","aud":"lectern","sub":"a","exp":1e400})";
  const std::string deep = R"({"x":)" + std::string(3000, '[') + std::string(3000, ']') + "}";
  for (const std::string& token :
       {std::string{}, std::string{".."}, head + '.' + claims, head + '.' + claims + '.',
        '.' + claims + '.' + tail, head + ".." + tail, good + ".x.y", good + "=", ' ' + good,
        good + std::string(9000, 'A'), rsa.sign(header, twice), rsa.sign(header, huge),
        rsa.sign(header, deep), rsa.sign(header, ""), rsa.sign(header, "[]")})
    REFUSED(verify(campus(), token), token_invalid);
  for (std::size_t length = 0; length < good.size(); length += 5)
    REFUSED(verify(campus(), good.substr(0, length)), token_invalid);
  REFUSED(ForeignTokens{}.verify(good, kWall), token_invalid);
}

// Two issuers, and each token counts for its own.
void issuers_are_kept_apart() {
  ForeignIssuer other = campus();
  other.name = "other";
  other.issuer = "https://other.example";
  const TestKey key = TestKey::rsa();
  other.keys = std::make_shared<FixedKeys>(
      CHECK_OK(parse_jwks(jwks({key.jwk("k1")}), base::SignatureAlgorithm::rs256)));
  const ForeignTokens both{{campus(), other}};
  const Json header = Json::object({{"alg", "RS256"}, {"kid", "k1"}});
  CHECK_EQ(OK(both.verify(rs256(good_claims()), kWall)).issuer, "campus");
  Json claims = good_claims();
  REFUSED(both.verify(key.sign(header, claims.print()), kWall), token_invalid);
  claims.set("iss", "https://other.example");
  CHECK_EQ(OK(both.verify(key.sign(header, claims.print()), kWall)).issuer, "other");
  REFUSED(both.verify(rs256(claims), kWall), token_invalid);
}

void a_key_set_holds_keys_for_others() {
  const TestKey& rsa = key_of(base::SignatureAlgorithm::rs256);
  const TestKey& ec = key_of(base::SignatureAlgorithm::es256);
  const std::string set = jwks(
      {rsa.jwk("sig").set("use", "sig").set("alg", "RS256"), rsa.jwk("enc").set("use", "enc"),
       rsa.jwk("other").set("alg", "PS256"), rsa.jwk("ops").set("key_ops", Json::array({"verify"})),
       rsa.jwk("wrap").set("key_ops", Json::array({"wrapKey"})), ec.jwk("ec"),
       TestKey::rsa(1024).jwk("weak"), Json::object({{"kty", "oct"}, {"k", "AAAA"}}),
       Json::object({{"kty", "RSA"}, {"n", "!"}, {"e", "AQAB"}}), Json{1}});
  const auto keys = CHECK_OK(parse_jwks(set, base::SignatureAlgorithm::rs256));
  CHECK_EQ(keys.size(), 2u);
  CHECK_EQ(keys[0].kid.value(), "sig");
  CHECK_EQ(keys[1].kid.value(), "ops");
  CHECK_EQ(CHECK_OK(parse_jwks(set, base::SignatureAlgorithm::es256)).size(), 1u);
  CHECK(CHECK_OK(parse_jwks(set, base::SignatureAlgorithm::eddsa)).empty());
  for (const std::string& text :
       {std::string{}, std::string{"[]"}, std::string{"{}"}, std::string{R"({"keys":{}})"},
        R"({"keys":[)" + std::string(70'000, ' ') + "]}"})
    CHECK(!parse_jwks(text, base::SignatureAlgorithm::rs256));
  Json many = Json::array();
  for (std::size_t i = 0; i <= kMostIssuerKeys; ++i) many.push(ec.jwk("k"));
  CHECK(!parse_jwks(Json::object({{"keys", many}}).print(), base::SignatureAlgorithm::es256));
}

// An issuer with a URL, which the test answers for.
struct Remote {
  Outcome<ForeignPerson> ask(const TestKey& key, const char* kid) {
    return ForeignTokens{{issuer()}}.verify(
        key.sign(Json::object({{"alg", "ES256"}, {"kid", kid}}), good_claims().print()), kWall);
  }
  ForeignIssuer issuer() {
    ForeignIssuer out = campus(base::SignatureAlgorithm::es256);
    out.keys = keys;
    return out;
  }

  lectern_test::FakeClock clock;
  base::Result<std::string> answer = base::failure(base::Errc::timeout, "no answer");
  int asked = 0, failed = 0;
  std::shared_ptr<RemoteKeys> keys = std::make_shared<RemoteKeys>(
      base::SignatureAlgorithm::es256,
      [this] {
        ++asked;
        return answer;
      },
      [this](const base::Error&) { ++failed; }, clock);
};

void keys_are_fetched_once_and_kept() {
  Remote r;
  const TestKey key = TestKey::ec();
  r.answer = jwks({key.jwk("k1")});
  for (int i = 0; i < 5; ++i) OK(r.ask(key, "k1"));
  CHECK_EQ(r.asked, 1);
  r.clock.advance(RemoteKeys::kFresh - 1us);
  OK(r.ask(key, "k1"));
  CHECK_EQ(r.asked, 1);
  r.clock.advance(1us);
  OK(r.ask(key, "k1"));
  CHECK_EQ(r.asked, 2);
}

void an_issuer_that_is_down_is_asked_again_after_a_pause() {
  Remote r;
  const TestKey key = TestKey::ec();
  const Refusal refusal = REFUSED(r.ask(key, "k1"), overloaded);
  CHECK_EQ(refusal.retry_after.count(), 5);
  for (int i = 0; i < 50; ++i) REFUSED(r.ask(key, "k1"), overloaded);
  CHECK_EQ(r.asked, 1);
  CHECK_EQ(r.failed, 1);
  r.answer = jwks({key.jwk("k1")});
  r.clock.advance(RemoteKeys::kPause);
  OK(r.ask(key, "k1"));
}

void old_keys_count_while_the_issuer_is_down() {
  Remote r;
  const TestKey key = TestKey::ec();
  r.answer = jwks({key.jwk("k1")});
  OK(r.ask(key, "k1"));
  r.answer = base::failure(base::Errc::unavailable, "down");
  r.clock.advance(std::chrono::hours{48});
  OK(r.ask(key, "k1"));
  CHECK_EQ(r.failed, 1);
  r.answer = std::string{"no key set"};
  r.clock.advance(RemoteKeys::kPause);
  OK(r.ask(key, "k1"));
  CHECK_EQ(r.failed, 2);
}

// A rotation: the new key is found at once, the removed one is gone.
void an_unknown_name_asks_the_issuer() {
  Remote r;
  const TestKey old_key = TestKey::ec(), new_key = TestKey::ec();
  r.answer = jwks({old_key.jwk("k1")});
  OK(r.ask(old_key, "k1"));
  r.clock.advance(RemoteKeys::kPause);
  r.answer = jwks({new_key.jwk("k2")});
  OK(r.ask(new_key, "k2"));
  CHECK_EQ(r.asked, 2);
  REFUSED(r.ask(old_key, "k1"), token_invalid);  // within the pause
  CHECK_EQ(r.asked, 2);
}

// Tokens with names that nobody has make no flood of questions.
void unknown_names_ask_at_a_limited_rate() {
  Remote r;
  const TestKey key = TestKey::ec();
  r.answer = jwks({key.jwk("k1")});
  OK(r.ask(key, "k1"));
  for (int i = 0; i < 100; ++i) {
    REFUSED(r.ask(key, std::to_string(i).c_str()), token_invalid);
    r.clock.advance(1s);
  }
  CHECK_EQ(r.asked, 10);
}

void a_new_key_under_an_old_name_is_found() {
  Remote r;
  const TestKey old_key = TestKey::ec(), new_key = TestKey::ec();
  r.answer = jwks({old_key.jwk("k1")});
  OK(r.ask(old_key, "k1"));
  r.answer = jwks({new_key.jwk("k1")});
  REFUSED(r.ask(new_key, "k1"), token_invalid);  // within the pause of a misfit
  r.clock.advance(RemoteKeys::kPauseAfterMisfit);
  OK(r.ask(new_key, "k1"));
  CHECK_EQ(r.asked, 2);
}

}  // namespace

int main() {
  return lectern_test::run(
      "foreign_tokens",
      {TEST(every_algorithm_signs_people_in), TEST(tokens_of_the_older_stack),
       TEST(claims_that_are_wrong), TEST(claims_that_are_right), TEST(headers_that_are_wrong),
       TEST(texts_that_are_no_token), TEST(issuers_are_kept_apart),
       TEST(a_key_set_holds_keys_for_others), TEST(keys_are_fetched_once_and_kept),
       TEST(an_issuer_that_is_down_is_asked_again_after_a_pause),
       TEST(old_keys_count_while_the_issuer_is_down), TEST(an_unknown_name_asks_the_issuer),
       TEST(unknown_names_ask_at_a_limited_rate), TEST(a_new_key_under_an_old_name_is_found)});
}
