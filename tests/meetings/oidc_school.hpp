// SPDX-License-Identifier: MIT
// An OpenID provider in memory, and a daemon at which its people sign in.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "meetings/oidc.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/test_key.hpp"

namespace oidc_test {

using namespace meetings;
using base::Json;
using lectern_test::kClient;
using lectern_test::TestKey;
using lectern_test::World;

inline const std::string kIssuer = "https://id.example.org";
inline const std::string kCallback = "https://meet.example.org/api/auth/oidc/campus/callback";

// A provider in memory, with one person.
struct Provider {
  explicit Provider(const base::Clock& at) : clock(at) {}

  OidcHttp http() {
    return {[this](const std::string& url) { return get(url); },
            [this](const std::string& url, const std::string& form, const std::string& header) {
              posted = {url, form, header};
              return answer;
            }};
  }
  base::Result<std::string> get(const std::string& url) {
    ++asked[url];
    if (down) return base::failure(base::Errc::timeout, "no answer");
    if (url.ends_with("/openid-configuration")) return discovery.print();
    return Json::object({{"keys", Json::array({key.jwk("k1")})}}).print();
  }
  // The ID token for this start.
  Json claims(const std::string& nonce) const {
    const std::int64_t now = base::unix_seconds(clock.wall_now());
    return Json::object({{"iss", kIssuer},
                         {"aud", "lectern"},
                         {"sub", "7"},
                         {"name", "Ada"},
                         {"email", "ada@example.org"},
                         {"nonce", nonce},
                         {"iat", now},
                         {"exp", now + 300}});
  }
  void answers_with(const Json& id_claims) {
    answer = Json::object({{"access_token", "x"},
                           {"id_token", key.sign(Json::object({{"alg", "ES256"}, {"kid", "k1"}}),
                                                 id_claims.print())}})
                 .print();
  }

  const base::Clock& clock;
  TestKey key = TestKey::ec();
  Json discovery = Json::object({{"issuer", kIssuer},
                                 {"authorization_endpoint", kIssuer + "/auth"},
                                 {"token_endpoint", kIssuer + "/token"},
                                 {"jwks_uri", kIssuer + "/jwks"}});
  base::Result<std::string> answer = base::failure(base::Errc::not_found, "the status 400");
  std::array<std::string, 3> posted;
  std::map<std::string, int> asked;
  bool down = false;
};

struct School {
  static OidcProvider configured(const std::string& name) {
    OidcProvider provider;
    provider.name = name;
    provider.title = "Example University";
    provider.issuer = kIssuer;
    provider.client_id = "lectern";
    provider.client_secret = base::Secret{"s3cret of/it"};
    provider.algorithm = base::SignatureAlgorithm::es256;
    return provider;
  }
  OidcStart start(const std::string& name = "campus") { return OK(oidc.start(name, kCallback)); }
  static std::string part(const OidcStart& started, const std::string& name) {
    const std::size_t at = started.url.find(name + "=") + name.size() + 1;
    return started.url.substr(at, started.url.find('&', at) - at);
  }
  // The answer to this start that a good provider makes.
  OidcReturn good(const OidcStart& started) {
    provider.answers_with(provider.claims(part(started, "nonce")));
    return {"the-code", part(started, "state"), std::nullopt, std::nullopt, started.cookie};
  }
  Outcome<TokenPair> finish(const OidcReturn& answer, const std::string& name = "campus") {
    return oidc.finish(name, kCallback, answer, Client{kClient, "Firefox on Linux"});
  }

  World w;
  Provider provider{w.clock};
  std::vector<std::string> reports;
  OidcSignIn oidc{{configured("campus"), configured("other")},
                  provider.http(),
                  [this](std::string_view, const std::string& why) { reports.push_back(why); },
                  w.accounts,
                  w.foreign,
                  w.clock,
                  w.random};
};

}  // namespace oidc_test
