// SPDX-License-Identifier: MIT
#include "net/acme_challenges.hpp"

#include <openssl/x509v3.h>

#include <string>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "net/acme_request.hpp"
#include "tests/net/front_test.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using lectern_test::connect_tcp;
using lectern_test::FakeClock;
using lectern_test::FrontTest;
using lectern_test::TlsClient;
using net::AcmeChallenges;

const std::string kToken = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr_oA";
const std::string kDigest = base::encode_base64url(base::sha256(base::as_bytes(kToken)));
const std::string kAuthorization = kToken + "." + kDigest;
constexpr std::string_view kAcme =
    "\x0a"
    "acme-tls/1";

std::string token(int number) {
  const std::string text = std::to_string(number);
  return std::string(22 - text.size(), 'a') + text;
}

void answers_what_was_offered() {
  AcmeChallenges challenges;
  CHECK(!challenges.key_authorization(kToken));
  CHECK_OK(challenges.offer_http(kToken, kAuthorization));
  CHECK_EQ(challenges.key_authorization(kToken).value_or(""), kAuthorization);
  CHECK(!challenges.key_authorization(token(1)));
  CHECK(challenges.withdraw_http(kToken));
  CHECK(!challenges.withdraw_http(kToken));
  CHECK(!challenges.key_authorization(kToken));
}

void a_challenge_ends_by_itself() {
  FakeClock clock;
  AcmeChallenges challenges(clock);
  CHECK_OK(challenges.offer_http(kToken, kAuthorization));
  CHECK_OK(challenges.offer_tls_alpn("a.example.org", kDigest));
  clock.advance(AcmeChallenges::kLifetime - std::chrono::nanoseconds{1});
  CHECK(challenges.key_authorization(kToken));
  CHECK_EQ(challenges.size(), std::size_t{2});
  clock.advance(std::chrono::nanoseconds{1});
  CHECK(!challenges.key_authorization(kToken));
  CHECK_EQ(challenges.size(), std::size_t{0});
}

void there_are_never_too_many() {
  FakeClock clock;
  AcmeChallenges challenges(clock);
  CHECK_OK(challenges.offer_tls_alpn("a.example.org", kDigest));
  for (int i = 1; i < static_cast<int>(AcmeChallenges::kMost); ++i)
    CHECK_OK(challenges.offer_http(token(i), token(i) + "." + kDigest));
  const auto refused = challenges.offer_http(kToken, kAuthorization);
  CHECK(!refused && refused.error().code == base::Errc::exhausted);
  CHECK(!challenges.offer_tls_alpn("b.example.org", kDigest));
  // Offering the same again takes no place.
  CHECK_OK(challenges.offer_tls_alpn("A.example.org", kDigest));
  CHECK_OK(challenges.offer_http(token(1), token(1) + "." + kDigest));
  CHECK(challenges.withdraw_tls_alpn("a.EXAMPLE.org"));
  CHECK_OK(challenges.offer_http(kToken, kAuthorization));
  clock.advance(AcmeChallenges::kLifetime);
  CHECK_OK(challenges.offer_http(token(0), token(0) + "." + kDigest));
  CHECK_EQ(challenges.size(), std::size_t{1});
}

void refuses_what_is_no_challenge() {
  AcmeChallenges challenges;
  const auto refused = [](const base::Status& status) {
    return !status && status.error().code == base::Errc::invalid_argument;
  };
  const std::string slashed = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ/PCt92wr+oA";
  for (const std::string& bad : {std::string{}, std::string(21, 'a'), std::string(257, 'a'),
                                 slashed, kToken + "\r\n", std::string(22, '\0')})
    CHECK(refused(challenges.offer_http(bad, bad + "." + kDigest)));
  CHECK_OK(challenges.offer_http(std::string(256, 'a'), std::string(256, 'a') + "." + kDigest));
  for (const std::string& bad : {std::string{}, kToken, kToken + ".", kToken + "." + kDigest + "a",
                                 kDigest, kToken + "." + kDigest.substr(1), kToken + kDigest,
                                 token(1) + "." + kDigest, kToken + ".\r\n" + kDigest.substr(2)})
    CHECK(refused(challenges.offer_http(kToken, bad)));
  for (const char* bad : {"", ".", "a b", "a.example.org.", "192.0.2.1", "::1", "*.example.org",
                          "-a.example.org", "a,DNS:b", "a\n"})
    CHECK(refused(challenges.offer_tls_alpn(bad, kDigest)));
  CHECK(refused(challenges.offer_tls_alpn(std::string(300, 'a'), kDigest)));
  for (const std::string& bad :
       {std::string{}, kDigest + "a", kDigest.substr(1), kToken + "=", std::string(43, '*')})
    CHECK(refused(challenges.offer_tls_alpn("a.example.org", bad)));
  CHECK_EQ(challenges.size(), std::size_t{1});
}

void finds_the_token_of_a_request() {
  const auto of = [](std::string_view method, std::string_view target) {
    net::HttpHead head;
    head.method = method;
    head.target = target;
    return net::acme_token(head);
  };
  CHECK(of("GET", "/.well-known/acme-challenge/a-_Z9") == "a-_Z9");
  CHECK(of("HEAD", "/.well-known/acme-challenge/a") == "a");
  for (const char* target :
       {"/.well-known/acme-challenge/", "/.well-known/acme-challenge", "/a",
        "/.well-known/acme-challenge/a?b", "/.well-known/acme-challenge/a/b",
        "//.well-known/acme-challenge/a", "/.well-known/acme-challenge/a%2e", "*"})
    CHECK(!of("GET", target));
  CHECK(!of("POST", "/.well-known/acme-challenge/a"));
}

// A client as a certificate authority's validator, or as a browser.
struct Seen {
  bool done = false;
  unsigned long reason = 0;  // why the handshake failed
  std::string protocol;
  bool acme = false;  // the certificate has the extension acmeIdentifier
  std::string digest;
  std::vector<std::string> names;
  std::string data;
};

constexpr int kAcmeIdentifierBytes = 34;

Seen look(const FrontTest& t, std::string_view alpn, const char* name, int version,
          const char* signatures = nullptr) {
  TlsClient client(connect_tcp(t.secure), alpn, version);
  std::string host = name == nullptr ? "" : name;
  // As SSL_set_tlsext_host_name() does, which is a macro with a C-style cast.
  if (name != nullptr)
    SSL_ctrl(client.native(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
  if (signatures != nullptr) SSL_set1_sigalgs_list(client.native(), signatures);
  Seen seen;
  seen.done = client.handshake();
  seen.reason = seen.done ? 0 : static_cast<unsigned long>(ERR_GET_REASON(ERR_get_error()));
  if (!seen.done) return seen;
  seen.protocol = client.alpn();
  const base::Handle<X509, X509_free> leaf{SSL_get1_peer_certificate(client.native())};
  const base::Handle<ASN1_OBJECT, ASN1_OBJECT_free> type{OBJ_txt2obj("1.3.6.1.5.5.7.1.31", 1)};
  const int at = X509_get_ext_by_OBJ(leaf.get(), type.get(), -1);
  if (at >= 0) {
    X509_EXTENSION* extension = X509_get_ext(leaf.get(), at);
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
    seen.acme = X509_EXTENSION_get_critical(extension) == 1 &&
                ASN1_STRING_length(value) == kAcmeIdentifierBytes;
    const auto* bytes = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(value));
    seen.digest = base::encode_base64url({bytes + 2, 32});
    CHECK(bytes[0] == std::byte{4} && bytes[1] == std::byte{32});
    CHECK_EQ(X509_check_host(leaf.get(), host.data(), host.size(), 0, nullptr), 1);
    const base::Handle<EVP_PKEY, EVP_PKEY_free> key{X509_get_pubkey(leaf.get())};
    CHECK_EQ(X509_verify(leaf.get(), key.get()), 1);
  }
  if (seen.protocol == "acme-tls/1") seen.data = client.read_to_end();
  return seen;
}

constexpr unsigned long kNoApplicationProtocol =
    SSL_AD_REASON_OFFSET + SSL_AD_NO_APPLICATION_PROTOCOL;

// RFC 8737 3: the certificate with the critical extension acmeIdentifier, for the name alone.
void an_authority_sees_the_certificate_of_its_challenge() {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    FrontTest t;
    CHECK_OK(t.challenges->offer_tls_alpn("meet.example.org", kDigest));
    const Seen seen = look(t, kAcme, "Meet.Example.org", version);
    CHECK(seen.done && seen.acme);
    CHECK_EQ(seen.protocol, "acme-tls/1");
    CHECK_EQ(seen.digest, kDigest);
    CHECK_EQ(seen.data, "");
    CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
    CHECK_EQ(t.served("challenge"), 1L);
    CHECK_EQ(t.arrivals(), std::size_t{0});
  }
}

// RFC 8737 3: without a challenge for the name the handshake ends with no_application_protocol.
void an_authority_without_a_challenge_is_refused() {
  FrontTest t;
  CHECK_OK(t.challenges->offer_tls_alpn("meet.example.org", kDigest));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const char* name : {"other.example.org", "localhost", static_cast<const char*>(nullptr)}) {
      const Seen seen = look(t, kAcme, name, version);
      CHECK(!seen.done);
      CHECK_EQ(seen.reason, kNoApplicationProtocol);
    }
  }
  CHECK(t.challenges->withdraw_tls_alpn("meet.example.org"));
  CHECK(!look(t, kAcme, "meet.example.org", TLS1_3_VERSION).done);
}

void nobody_else_sees_such_a_certificate() {
  FrontTest t;
  CHECK_OK(t.challenges->offer_tls_alpn("localhost", kDigest));
  struct Case {
    std::string_view offered;
    const char* agreed;
  };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const Case& c : {Case{"", ""}, Case{"\x08http/1.1", "http/1.1"},
                          Case{"\x0a"
                               "acme-tls/1"
                               "\x08http/1.1",
                               "http/1.1"},
                          Case{"\x08http/1.1"
                               "\x0a"
                               "acme-tls/1",
                               "http/1.1"},
                          Case{"\x0a"
                               "acme-tls/1"
                               "\x0a"
                               "acme-tls/1",
                               ""},
                          Case{"\x0a"
                               "acme-tls/2",
                               ""},
                          Case{"\x09"
                               "acme-tls/",
                               ""}}) {
      const Seen seen = look(t, c.offered, "localhost", version);
      CHECK(seen.done && !seen.acme);
      CHECK_EQ(seen.protocol, c.agreed);
    }
  }
  CHECK_EQ(t.served("challenge"), 0L);
}

// The context's own certificate must not take the place of the challenge's.
void a_client_that_wants_rsa_gets_nothing_else() {
  FrontTest t;
  CHECK_OK(t.challenges->offer_tls_alpn("localhost", kDigest));
  CHECK(!look(t, kAcme, "localhost", TLS1_3_VERSION, "RSA-PSS+SHA256").done);
}

// RFC 8737 3: application data is an error; here it is read and thrown away.
void data_behind_the_handshake_is_thrown_away() {
  FrontTest t;
  CHECK_OK(t.challenges->offer_tls_alpn("localhost", kDigest));
  TlsClient client(connect_tcp(t.secure), kAcme);
  std::string host = "localhost";
  SSL_ctrl(client.native(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
  CHECK(client.handshake());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK_EQ(client.read_to_end(), "");
  client.half_close();
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
  CHECK_EQ(t.arrivals(), std::size_t{0});
}

}  // namespace

int main() {
  return lectern_test::run(
      "acme_challenges",
      {TEST(answers_what_was_offered), TEST(a_challenge_ends_by_itself),
       TEST(there_are_never_too_many), TEST(refuses_what_is_no_challenge),
       TEST(finds_the_token_of_a_request), TEST(an_authority_sees_the_certificate_of_its_challenge),
       TEST(an_authority_without_a_challenge_is_refused), TEST(nobody_else_sees_such_a_certificate),
       TEST(a_client_that_wants_rsa_gets_nothing_else),
       TEST(data_behind_the_handshake_is_thrown_away)});
}
