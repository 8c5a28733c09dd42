// SPDX-License-Identifier: MIT
#include "net/acme_challenges.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "base/endpoint.hpp"
#include "base/text.hpp"
#include "net/acme_request.hpp"
#include "net/openssl.hpp"
#include "net/self_signed.hpp"

namespace net {
namespace {

using base::Errc;
using base::Status;

constexpr std::size_t kShortestToken = 22;  // 128 bits (RFC 8555 section 8.1)
constexpr std::size_t kLongestToken = 256;
constexpr std::size_t kDigestBytes = 32;  // SHA-256

bool is_digest(std::string_view text) {
  const auto bytes = base::decode_base64url(text);
  return bytes && bytes->size() == kDigestBytes;
}

// RFC 8555 section 8.1: the token, a dot, and the thumbprint of the account's key.
bool is_key_authorization(std::string_view text, std::string_view token) {
  return text.starts_with(token) && text.substr(token.size()).starts_with('.') &&
         is_digest(text.substr(token.size() + 1));
}

// A name in the form in which clients ask for it (RFC 6066 section 3): without a dot at its end.
std::optional<std::string> challenged_name(std::string_view text) {
  if (!base::is_host_name(text) || text.ends_with('.') || base::IpAddress::parse(text))
    return std::nullopt;
  return base::to_lower(text);
}

BioPtr reader(base::Bytes pem) {
  return BioPtr{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

template <class Answer>
void remove_ended(std::map<std::string, Answer, std::less<>>& offers, base::Instant now) {
  std::erase_if(offers, [now](const auto& each) { return each.second.ends <= now; });
}

}  // namespace

class AcmeChallenges::Certificate {
 public:
  static base::Result<std::shared_ptr<const Certificate>> make(const std::string& name,
                                                               base::Bytes digest,
                                                               base::WallTime now) {
    TRY(const PemPair pem, make_challenge_certificate(name, digest, now));
    ERR_clear_error();
    auto made = std::make_shared<Certificate>();
    const BioPtr certificate = reader(base::as_bytes(pem.certificate));
    const BioPtr key = reader(pem.key.reveal());
    made->certificate_.reset(PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
    made->key_.reset(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
    if (!made->certificate_ || !made->key_)
      return base::failure(openssl_error("certificate of a challenge"));
    return std::shared_ptr<const Certificate>{std::move(made)};
  }

  // Takes the context's certificates away from the connection first: a client that prefers RSA
  // would get one of them else.
  bool present(SSL* connection) const noexcept {
    SSL_certs_clear(connection);
    return SSL_use_certificate(connection, certificate_.get()) == 1 &&
           SSL_use_PrivateKey(connection, key_.get()) == 1;
  }

 private:
  CertificatePtr certificate_;
  KeyPtr key_;
};

AcmeChallenges::~AcmeChallenges() = default;

const base::Clock& AcmeChallenges::system_clock() noexcept {
  static const base::SystemClock clock;
  return clock;
}

template <class Answer>
Status AcmeChallenges::add(Offers<Answer> Waiting::*offers, std::string key, Answer answer) {
  const base::Instant now = clock_.now();
  const bool added = waiting_.with([&](Waiting& waiting) {
    remove_ended(waiting.http, now);
    remove_ended(waiting.tls_alpn, now);
    auto& own = waiting.*offers;
    const bool known = own.contains(key);
    if (!known && waiting.http.size() + waiting.tls_alpn.size() >= kMost) return false;
    own.insert_or_assign(std::move(key), Offer<Answer>{std::move(answer), now + kLifetime});
    return true;
  });
  if (added) return {};
  return base::failure(Errc::exhausted, std::to_string(kMost) + " challenges wait already");
}

template <class Answer>
bool AcmeChallenges::remove(Offers<Answer> Waiting::*offers, std::string_view key) {
  return waiting_.with([&](Waiting& waiting) {
    auto& own = waiting.*offers;
    const auto found = own.find(key);
    if (found == own.end()) return false;
    own.erase(found);
    return true;
  });
}

template <class Answer>
std::optional<Answer> AcmeChallenges::find(const Offers<Answer> Waiting::*offers,
                                           std::string_view key) const {
  const base::Instant now = clock_.now();
  return waiting_.with([&](const Waiting& waiting) -> std::optional<Answer> {
    const auto& own = waiting.*offers;
    const auto found = own.find(key);
    if (found == own.end() || found->second.ends <= now) return std::nullopt;
    return found->second.answer;
  });
}

Status AcmeChallenges::offer_http(std::string_view token, std::string_view key_authorization) {
  const bool fits = token.size() >= kShortestToken && token.size() <= kLongestToken;
  if (!fits || !is_acme_token(token))
    return base::failure(Errc::invalid_argument,
                         "the token is not 22 to 256 characters of base64url");
  if (!is_key_authorization(key_authorization, token))
    return base::failure(Errc::invalid_argument,
                         "the key authorization is not the token, a dot and a SHA-256 digest");
  return add(&Waiting::http, std::string{token}, std::string{key_authorization});
}

Status AcmeChallenges::offer_tls_alpn(std::string_view name, std::string_view digest) {
  const auto host = challenged_name(name);
  if (!host) return base::failure(Errc::invalid_argument, "the name is no DNS name");
  const auto bytes = base::decode_base64url(digest);
  if (!bytes || bytes->size() != kDigestBytes)
    return base::failure(Errc::invalid_argument, "the digest is not 32 bytes in base64url");
  TRY(auto certificate, Certificate::make(*host, *bytes, clock_.wall_now()));
  return add(&Waiting::tls_alpn, *host, std::move(certificate));
}

bool AcmeChallenges::withdraw_http(std::string_view token) { return remove(&Waiting::http, token); }

bool AcmeChallenges::withdraw_tls_alpn(std::string_view name) {
  return remove(&Waiting::tls_alpn, base::to_lower(name));
}

std::optional<std::string> AcmeChallenges::key_authorization(std::string_view token) const {
  return find(&Waiting::http, token);
}

bool AcmeChallenges::present_certificate(std::string_view name, ssl_st* connection) const noexcept {
  const auto found = find(&Waiting::tls_alpn, base::to_lower(name));
  return found && (*found)->present(connection);
}

std::size_t AcmeChallenges::size() const {
  const base::Instant now = clock_.now();
  const auto waits = [now](const auto& each) { return each.second.ends > now; };
  return waiting_.with([&](const Waiting& waiting) {
    return static_cast<std::size_t>(std::ranges::count_if(waiting.http, waits) +
                                    std::ranges::count_if(waiting.tls_alpn, waits));
  });
}

}  // namespace net
