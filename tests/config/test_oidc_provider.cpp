// SPDX-License-Identifier: MIT
// OpenID providers in the configuration.
#include "config/oidc_provider.hpp"

#include "config/load.hpp"
#include "tests/support/check.hpp"

using namespace config;

namespace {

base::Result<std::string> files(const std::string& path) {
  if (path == "/etc/campus.secret") return std::string{"the secret of the client\n"};
  return base::failure(base::Errc::not_found, path + " is not there");
}

auto load(const std::string& text) {
  return load_config({"t.toml", "[[listen]]\naddress = \"127.0.0.1:0\"\n" + text}, {}, files);
}

const std::string kTable = R"([[auth.oidc_providers]]
name = "campus"
title = "Example University"
issuer = "https://id.example.org"
client_id = "lectern"
client_secret_file = "/etc/campus.secret"
)";

void a_table_makes_a_provider() {
  const auto loaded = load(kTable);
  CHECK(loaded.has_value());
  const OidcProvider& provider = loaded->config.auth.oidc_providers.at(0);
  CHECK_EQ(provider.name, "campus");
  CHECK_EQ(provider.title, "Example University");
  CHECK_EQ(provider.issuer, "https://id.example.org");
  CHECK_EQ(provider.client_id, "lectern");
  CHECK_EQ(provider.client_secret.reveal_text(), "the secret of the client");
  CHECK_EQ(provider.algorithm, "RS256");
  CHECK(provider.scope.empty());
}

void what_is_no_provider_is_refused() {
  const std::string good = "name=a issuer=https://x client_id=c client_secret=s";
  CHECK_OK(parse_oidc_provider(good));
  CHECK_OK(parse_oidc_provider(good + " scope=\"openid groups\" algorithm=EdDSA title=\"A B\""));
  for (const std::string& text :
       {std::string{}, std::string{"campus"}, good + " name=b", good + " colour=red",
        good + " scope=profile", good + " scope=openidx", good + " algorithm=HS256",
        good + " algorithm=none", good + " title=", good + " client_secret_file=/x",
        std::string{"name=a issuer=http://id.example.org client_id=c client_secret=s"},
        std::string{"name=A issuer=https://x client_id=c client_secret=s"},
        std::string{"name=a/b issuer=https://x client_id=c client_secret=s"},
        std::string{"name=a issuer=https://x client_id=c"},
        std::string{"name=a issuer=https://x client_secret=s"},
        std::string{"name=a client_id=c client_secret=s"}})
    if (parse_oidc_provider(text)) lectern_test::check_failed(text, __FILE__, __LINE__);
}

// Accounts are kept apart by these names.
void names_are_taken_once() {
  CHECK(!load(kTable + kTable).has_value());
  CHECK(!load(kTable +
              "[[auth.jwt_issuers]]\nname = \"campus\"\nalgorithm = \"HS256\"\nsecret = \"long "
              "enough it is\"\n")
             .has_value());
  CHECK(!load("[[auth.oidc_providers]]\nname = \"a\"\nissuer = \"https://x\"\nclient_id = \"c\"\n"
              "client_secret_file = \"/nowhere\"\n")
             .has_value());
}

void one_issuer_may_have_one_name_in_both_lists() {
  const std::string issuer =
      "[[auth.jwt_issuers]]\nname = \"campus\"\nalgorithm = \"RS256\"\n"
      "jwks_url = \"https://id.example.org/jwks\"\nissuer = ";
  CHECK(load(kTable + issuer + "\"https://id.example.org\"\n").has_value());
  const auto refused = load(kTable + issuer + "\"https://id.example.org/\"\n");
  CHECK(!refused.has_value());
  CHECK(refused.error().front().print().find("https://id.example.org") != std::string::npos);
}

void no_print_shows_a_secret() {
  CHECK_EQ(mask_oidc_provider("name=a client_secret=hunter2"),
           "name=\"a\" client_secret=\"********\"");
}

}  // namespace

int main() {
  return lectern_test::run(
      "oidc_provider",
      {TEST(a_table_makes_a_provider), TEST(what_is_no_provider_is_refused),
       TEST(names_are_taken_once), TEST(one_issuer_may_have_one_name_in_both_lists),
       TEST(no_print_shows_a_secret)});
}
