// SPDX-License-Identifier: MIT
// What operators read when no certificate comes. The outputs are uacme's, with errors of Pebble and
// of Let's Encrypt.
#include "ctl/tls/explain.hpp"

#include "tests/support/check.hpp"

namespace {

using ctl::tls::explain_failure;
using ctl::tls::Explanation;
using ctl::tls::Order;

Order order(std::string_view challenge = ctl::tls::kHttpChallenge) {
  return {"a@example.org", {"meet.example.org"}, "", std::string{challenge}};
}

// As uacme prints it.
std::string reported(const std::string& type, const std::string& detail) {
  return "uacme: challenge https://ca.example/chal/1 failed with status invalid\n"
         "uacme: the server reported the following error:\n{\n"
         "    \"type\": \"urn:ietf:params:acme:error:" +
         type + "\",\n    \"detail\": \"" + detail +
         "\",\n    \"status\": 400\n}\n"
         "uacme: failed to authorize order at https://ca.example/order/1\n";
}

bool holds(const Explanation& explanation, std::string_view part) {
  return explanation.text.find(part) != std::string::npos;
}

void a_rate_limit_means_waiting() {
  const auto said = explain_failure(
      reported("rateLimited",
               "too many certificates (5) already issued for this exact set of identifiers in the "
               "last 168h0m0s, retry after 2026-12-02 09:00:00 UTC"),
      order());
  CHECK_EQ(said.code, "acme-rate-limited");
  CHECK(holds(said, "Nothing is wrong with your server."));
  CHECK(holds(said, "--server staging"));
  CHECK(holds(said, "retry after 2026-12-02 09:00:00 UTC"));
}

void a_name_that_is_in_no_dns() {
  for (const std::string& output :
       {reported("dns", "DNS problem: NXDOMAIN looking up A for meet.example.org"),
        reported("connection", "Get \\\"http://meet.example.org/\\\": could not resolve URL"),
        reported("connection", "No valid IP addresses found for meet.example.org")}) {
    const auto said = explain_failure(output, order());
    CHECK_EQ(said.code, "acme-dns");
    CHECK(holds(said, "finds no address for meet.example.org in the DNS"));
    CHECK(holds(said, "Make an A record"));
  }
}

void a_name_that_leads_elsewhere() {
  for (const char* type : {"unauthorized", "incorrectResponse"}) {
    const auto said = explain_failure(
        reported(type, "Non-200 status code from HTTP: http://meet.example.org/… returned 404"),
        order());
    CHECK_EQ(said.code, "acme-wrong-machine");
    CHECK(holds(said, "Port 80 of meet.example.org answered"));
    CHECK(holds(said, "The DNS name probably leads to another machine"));
    CHECK(holds(said, "`host meet.example.org`"));
  }
}

void a_refused_connection() {
  const std::string detail = "dial tcp 192.0.2.1:80: connect: connection refused";
  const auto http = explain_failure(reported("connection", detail), order());
  CHECK_EQ(http.code, "acme-connection-refused");
  CHECK(holds(http, "refused the connection to port 80"));
  CHECK(holds(http, "[[listen]] needs a listener at port 80"));
  CHECK(holds(http, detail));
  const auto tls = explain_failure(reported("connection", detail), order(ctl::tls::kTlsChallenge));
  CHECK(holds(tls, "refused the connection to port 443"));
  CHECK(holds(tls, "tls = true at port 443"));
}

void no_answer() {
  for (const std::string& output :
       {reported("connection", "Timeout during connect (likely firewall problem)"),
        reported("unauthorized",
                 "Failed to connect to 192.0.2.1:443 for the tls-alpn-01 challenge")}) {
    const auto said = explain_failure(output, order(ctl::tls::kTlsChallenge));
    CHECK_EQ(said.code, "acme-no-connection");
    CHECK(holds(said, "no answer from port 443 of meet.example.org"));
    CHECK(holds(said, "firewall"));
    CHECK(holds(said, "AAAA"));
  }
}

void a_proxy_that_ends_tls() {
  const auto said = explain_failure(reported("tls", "remote error: tls: no application protocol"),
                                    order(ctl::tls::kTlsChallenge));
  CHECK_EQ(said.code, "acme-tls");
  CHECK(holds(said, "use --challenge http-01"));
}

void a_caa_record() {
  const auto said = explain_failure(
      reported("caa", "CAA record for meet.example.org prevents issuance"), order());
  CHECK_EQ(said.code, "acme-caa");
  CHECK(holds(said, "A CAA record in the DNS of meet.example.org"));
  CHECK(holds(said, "0 issue \"letsencrypt.org\""));
}

void a_name_that_nobody_signs() {
  const auto said = explain_failure(
      reported("rejectedIdentifier",
               "Cannot issue for \\\"meet.lan\\\": Domain name does not end with a valid public "
               "suffix (TLD)"),
      order());
  CHECK_EQ(said.code, "acme-name-refused");
  CHECK(holds(said, "refuses private names"));
}

void terms_that_nobody_agreed_to() {
  const auto said = explain_failure(
      "uacme: type 'y' to accept the terms at https://letsencrypt.org/documents/LE-SA.pdf\n"
      "uacme: terms not agreed to, aborted\n",
      order());
  CHECK_EQ(said.code, "acme-terms");
  CHECK_EQ(said.text,
           "You have to agree to the terms of service of Let's Encrypt: "
           "https://letsencrypt.org/documents/LE-SA.pdf. Read them, and repeat the "
           "command with --agree.");
  const auto later =
      explain_failure(reported("userActionRequired", "see https://ca.example/new"), order());
  CHECK_EQ(later.code, "acme-terms");
  CHECK(holds(later, "https://ca.example/new"));
}

void what_the_account_lacks() {
  CHECK_EQ(explain_failure(reported("invalidContact", "no MX"), order()).code, "acme-email");
  CHECK(holds(explain_failure(reported("unsupportedContact", "tel"), order()), "a@example.org"));
  CHECK_EQ(explain_failure(reported("externalAccountRequired", "EAB"), order()).code,
           "acme-external-account");
}

void an_authority_that_cannot_be_reached() {
  const auto unreachable = [](const std::string& reason) {
    return explain_failure("uacme: curl_get: GET https://ca.example/dir failed: " + reason +
                               "\nuacme: acme_get: curl_get failed\n"
                               "uacme: failed to fetch directory at https://ca.example/dir\n",
                           order());
  };
  const auto refused = unreachable("Couldn't connect to server");
  CHECK_EQ(refused.code, "acme-unreachable");
  CHECK(holds(refused, "cannot reach Let's Encrypt: Couldn't connect to server."));
  CHECK(holds(refused, "firewall"));
  CHECK(holds(unreachable("Couldn't resolve host name"), "name servers"));
  CHECK(
      holds(unreachable("SSL peer certificate or SSH remote key was not OK"), "not trusted here"));
}

void an_authority_in_trouble() {
  CHECK_EQ(explain_failure(reported("serverInternal", "down"), order()).code, "acme-server-error");
}

void a_challenge_that_nobody_offers() {
  const auto said = explain_failure("uacme: no challenge completed\n", order());
  CHECK_EQ(said.code, "acme-no-challenge");
  CHECK(holds(said, "Try --challenge tls-alpn-01"));
}

void what_nobody_foresaw_is_told_as_it_is() {
  const auto typed = explain_failure(reported("badCSR", "the CSR is bad"), order());
  CHECK_EQ(typed.code, "acme-failed");
  CHECK(holds(typed, "(badCSR). It said: the CSR is bad"));
  const auto other = explain_failure("uacme: one\nuacme: \x1b[2Jtwo\n", order());
  CHECK_EQ(other.text, "uacme failed. It said: uacme: one; uacme: ?[2Jtwo");
  CHECK_EQ(explain_failure("", order()).text, "uacme failed.");
}

// The output is the authority's text: nothing in it may do harm.
void hostile_output_is_harmless() {
  const std::string start = "uacme: the server reported the following error:\n";
  for (const std::string& output :
       {start, start + "{", start + "{\n}", start + "[\n}", start + "{\"type\": 1\n}",
        start + std::string(100000, '{') + "\n}", start + "{\"type\": \"a\", \"type\": \"b\"\n}"}) {
    const auto said = explain_failure(output, order());
    CHECK(!said.code.empty());
    CHECK(said.text.size() < 4000);
  }
  const auto steering = explain_failure(reported("caa", "\\u001b[2J\\u0007"), order());
  CHECK(!holds(steering, "\x1b") && !holds(steering, "\a"));
  CHECK(explain_failure(reported("caa", std::string(50000, 'a')), order()).text.size() < 2000);
}

void a_bad_nonce_is_no_refusal() {
  const std::string refused = reported("badNonce", "JWS has an invalid anti-replay nonce: 54Ss");
  CHECK(ctl::tls::is_bad_nonce(refused));
  CHECK(!ctl::tls::is_bad_nonce(refused + reported("dns", "a")));
  CHECK(!ctl::tls::is_bad_nonce("badNonce"));
  CHECK(!ctl::tls::is_bad_nonce(""));
}

// The last error counts: an earlier one was about a challenge that another one took the place of.
void the_last_error_counts() {
  CHECK_EQ(explain_failure(reported("dns", "a") + reported("caa", "b"), order()).code, "acme-caa");
}

}  // namespace

int main() {
  return lectern_test::run(
      "explain", {TEST(a_rate_limit_means_waiting), TEST(a_name_that_is_in_no_dns),
                  TEST(a_name_that_leads_elsewhere), TEST(a_refused_connection), TEST(no_answer),
                  TEST(a_proxy_that_ends_tls), TEST(a_caa_record), TEST(a_name_that_nobody_signs),
                  TEST(terms_that_nobody_agreed_to), TEST(what_the_account_lacks),
                  TEST(an_authority_that_cannot_be_reached), TEST(an_authority_in_trouble),
                  TEST(a_challenge_that_nobody_offers), TEST(what_nobody_foresaw_is_told_as_it_is),
                  TEST(hostile_output_is_harmless), TEST(a_bad_nonce_is_no_refusal),
                  TEST(the_last_error_counts)});
}
