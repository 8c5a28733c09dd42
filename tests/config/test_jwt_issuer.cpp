// SPDX-License-Identifier: MIT
// Foreign issuers in the configuration: their text form, their tables, their keys in files, the
// older stack's variables, and that no print shows a secret.
#include "config/jwt_issuer.hpp"

#include "config/load.hpp"
#include "config/text.hpp"
#include "tests/support/check.hpp"

using namespace config;

namespace {

base::Result<std::string> files(const std::string& path) {
  if (path == "/etc/issuer.secret")
    return std::string{"the first secret of it\nand another one of it\n"};
  if (path == "/etc/issuer.pem") return std::string{"-----BEGIN PUBLIC KEY-----"};
  return base::failure(base::Errc::not_found, path + " is not there");
}

base::Result<Loaded, std::vector<Problem>> load(const std::string& issuers,
                                                const Environment& environment = {}) {
  return load_config({"t.toml", "[[listen]]\naddress = \"127.0.0.1:0\"\n" + issuers}, environment,
                     files);
}

constexpr const char* kTable =
    R"([[auth.jwt_issuers]]
name = "campus"
algorithm = "RS256"
jwks_url = "https://id.example.org/jwks"
issuer = "https://id.example.org"
audience = "lectern"
subject_claim = "oid"
[[auth.jwt_issuers]]
name = "moodle"
algorithm = "HS256"
secret_file = "/etc/issuer.secret"
token_type = "access"
[[auth.jwt_issuers]]
name = "other"
algorithm = "EdDSA"
key_file = "/etc/issuer.pem"
)";

void tables_make_issuers() {
  const auto loaded = load(kTable);
  CHECK(loaded.has_value());
  const auto& issuers = loaded->config.auth.jwt_issuers;
  CHECK_EQ(issuers.size(), 3u);
  CHECK_EQ(issuers[0].name, "campus");
  CHECK_EQ(issuers[0].algorithm, "RS256");
  CHECK_EQ(issuers[0].jwks_url, "https://id.example.org/jwks");
  CHECK_EQ(issuers[0].issuer, "https://id.example.org");
  CHECK_EQ(issuers[0].audience, "lectern");
  CHECK_EQ(issuers[0].subject_claim, "oid");
  CHECK_EQ(issuers[0].name_claim, "name");
  CHECK_EQ(issuers[0].email_claim, "email");
  CHECK(!issuers[0].needs_token_type);
  CHECK_EQ(issuers[1].secrets.size(), 2u);
  CHECK_EQ(issuers[1].secrets[0].reveal_text(), "the first secret of it");
  CHECK(issuers[1].needs_token_type);
  CHECK_EQ(issuers[2].key, "-----BEGIN PUBLIC KEY-----");
}

void words_make_an_issuer() {
  const auto issuer = CHECK_OK(
      parse_jwt_issuer("name=a algorithm=HS256 secret=\"with blanks in it\" name_claim=given_name "
                       "email_claim=mail"));
  CHECK_EQ(issuer.secrets[0].reveal_text(), "with blanks in it");
  CHECK_EQ(issuer.name_claim, "given_name");
  CHECK_EQ(issuer.email_claim, "mail");
  for (const char* url : {"https://id.example.org/jwks", "http://127.0.0.1:1/jwks",
                          "http://localhost/jwks", "http://[::1]:80/jwks"})
    CHECK_OK(parse_jwt_issuer(std::string{"name=a algorithm=ES256 jwks_url="} + url));
}

void what_is_no_issuer_is_refused() {
  for (const char* text : {"",
                           "campus",
                           "name=a",
                           "name=a algorithm=HS256",
                           "algorithm=HS256 secret=x",
                           "name=A algorithm=HS256 secret=x",
                           "name=a/b algorithm=HS256 secret=x",
                           "name=a algorithm=none secret=x",
                           "name=a algorithm=hs256 secret=x",
                           "name=a algorithm=HS512 secret=x",
                           "name=a algorithm=RS256 secret=x",
                           "name=a algorithm=RS256",
                           "name=a algorithm=HS256 key_file=/x",
                           "name=a algorithm=HS256 secret=x secret_file=/x",
                           "name=a algorithm=HS256 secret=x jwks_url=https://x",
                           "name=a algorithm=RS256 key_file=/x jwks_url=https://x",
                           "name=a algorithm=RS256 key_file=/x secret=x",
                           "name=a name=b algorithm=HS256 secret=x",
                           "name=a algorithm=HS256 secret=",
                           "name=a algorithm=HS256 secret=x colour=red",
                           "name=a algorithm=HS256 secret=x token_type=refresh",
                           "name=a algorithm=RS256 jwks_url=http://id.example.org/jwks",
                           "name=a algorithm=RS256 jwks_url=http://127.0.0.1.example.org/",
                           "name=a algorithm=RS256 jwks_url=http://localhost@evil.example/",
                           "name=a algorithm=RS256 jwks_url=https://",
                           "name=a algorithm=RS256 jwks_url=ftp://x",
                           "name=a algorithm=RS256 jwks_url=file:///etc/passwd"})
    if (parse_jwt_issuer(text)) lectern_test::check_failed(text, __FILE__, __LINE__);
  CHECK(parse_jwt_issuer("name=a algorithm=RS256 secret=hunter2").error().what.find("hunter2") ==
        std::string::npos);
}

void what_the_whole_configuration_refuses() {
  const auto refuses = [](const std::string& text, const char* what) {
    const auto loaded = load(text);
    CHECK(!loaded.has_value());
    if (loaded.error().front().print().find(what) == std::string::npos)
      lectern_test::check_failed(loaded.error().front().print(), __FILE__, __LINE__);
  };
  const std::string one =
      "[[auth.jwt_issuers]]\nname = \"a\"\nalgorithm = \"HS256\"\nsecret = \"long enough it is\"\n";
  CHECK(load(one).has_value());
  refuses(one + one, "two issuers have the name a");
  refuses("[[auth.jwt_issuers]]\nname = \"a\"\nalgorithm = \"HS256\"\nsecret = \"short\"\n",
          "a secret of a ");
  refuses("[[auth.jwt_issuers]]\nname = \"a\"\nalgorithm = \"RS256\"\nkey_file = \"/nowhere\"\n",
          "/nowhere is not there");
  refuses("[[auth.jwt_issuers]]\nname = \"a\"\nalgorithm = \"HS256\"\nsecret_file = \"/nowhere\"\n",
          "/nowhere is not there");
}

// SimpleJWT signs with either.
void the_older_stacks_variables_make_an_issuer() {
  CHECK(load("")->config.auth.jwt_issuers.empty());
  CHECK(load("", {{"JWT_SECRET", ""}, {"DJANGO_SECRET_KEY", ""}})->config.auth.jwt_issuers.empty());
  const auto loaded = load("", {{"JWT_SECRET", "a secret for tokens, long"},
                                {"DJANGO_SECRET_KEY", "django-insecure-w9)x$"}});
  CHECK(loaded.has_value());
  const auto& issuers = loaded->config.auth.jwt_issuers;
  CHECK_EQ(issuers.size(), 1u);
  CHECK_EQ(issuers[0].name, "older-stack");
  CHECK_EQ(issuers[0].algorithm, "HS256");
  CHECK_EQ(issuers[0].subject_claim, "user_id");
  CHECK(issuers[0].needs_token_type);
  CHECK(issuers[0].issuer.empty() && issuers[0].audience.empty());
  CHECK_EQ(issuers[0].secrets.size(), 2u);
  CHECK_EQ(loaded->config.auth.jwt_secrets.size(), 1u);  // DJANGO_SECRET_KEY signs nothing of ours
  CHECK(!load("", {{"DJANGO_SECRET_KEY", "short"}}).has_value());
}

void no_print_shows_a_secret() {
  const std::string masked =
      mask_jwt_issuer("name=a algorithm=HS256 secret=\"hunter2 \\\"x\" audience=b");
  CHECK_EQ(masked, "name=\"a\" algorithm=\"HS256\" secret=\"********\" audience=\"b\"");
}

}  // namespace

int main() {
  return lectern_test::run(
      "jwt_issuer",
      {TEST(tables_make_issuers), TEST(words_make_an_issuer), TEST(what_is_no_issuer_is_refused),
       TEST(what_the_whole_configuration_refuses), TEST(the_older_stacks_variables_make_an_issuer),
       TEST(no_print_shows_a_secret)});
}
