// SPDX-License-Identifier: MIT
// AcmeChallenges: the answers to the challenges of a certificate authority, which asks for them
// before it signs a certificate (RFC 8555 section 8): http-01 by a token, and tls-alpn-01 by a DNS
// name (RFC 8737). An operator's ACME client offers them while it orders. There are few, and each
// ends by itself, so that nothing is left behind by a client that died. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/guarded.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

struct ssl_st;

namespace net {

class AcmeChallenges {
 public:
  static constexpr std::size_t kMost = 100;
  static constexpr std::chrono::minutes kLifetime{15};

  // The clock outlives this object.
  explicit AcmeChallenges(const base::Clock& clock = system_clock()) noexcept : clock_(clock) {}
  ~AcmeChallenges();
  AcmeChallenges(const AcmeChallenges&) = delete;
  AcmeChallenges& operator=(const AcmeChallenges&) = delete;

  // Both replace an earlier offer for the same token or name. A token has 22 to 256 characters.
  // Errors: invalid_argument names what is wrong; exhausted where kMost challenges wait.
  base::Status offer_http(std::string_view token, std::string_view key_authorization);
  // `digest`: the SHA-256 digest of the key authorization, in base64url. Makes the certificate.
  base::Status offer_tls_alpn(std::string_view name, std::string_view digest);
  // Whether it was there.
  bool withdraw_http(std::string_view token);
  bool withdraw_tls_alpn(std::string_view name);

  std::optional<std::string> key_authorization(std::string_view token) const;
  // Makes the connection present the challenge's certificate, and no other. False where no
  // challenge waits for that name.
  bool present_certificate(std::string_view name, ssl_st* connection) const noexcept;
  std::size_t size() const;

 private:
  class Certificate;
  template <class Answer>
  struct Offer {
    Answer answer;
    base::Instant ends;
  };
  template <class Answer>
  using Offers = std::map<std::string, Offer<Answer>, std::less<>>;
  struct Waiting {
    Offers<std::string> http;
    Offers<std::shared_ptr<const Certificate>> tls_alpn;
  };

  static const base::Clock& system_clock() noexcept;
  template <class Answer>
  base::Status add(Offers<Answer> Waiting::*offers, std::string key, Answer answer);
  template <class Answer>
  bool remove(Offers<Answer> Waiting::*offers, std::string_view key);
  template <class Answer>
  std::optional<Answer> find(const Offers<Answer> Waiting::*offers, std::string_view key) const;

  const base::Clock& clock_;
  base::Guarded<Waiting> waiting_;
};

}  // namespace net
