// SPDX-License-Identifier: MIT
// Dialogue: a TURN client's requests and the answers to them (RFC 8489 section 9.2, RFC 8656),
// without a socket: it makes the bytes of requests and reads the bytes of answers. After a
// challenge it signs its requests. One thread.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "turn/credentials.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"

namespace turn::client {

struct Account {
  std::string username;
  base::Secret password;
};

class Dialogue {
 public:
  using Fill = std::function<void(stun::Builder&)>;

  // Both outlive this.
  Dialogue(const Account& account, base::Random& random) : account_(account), random_(random) {}

  // A request with a new transaction, signed once realm and nonce are known (Binding never is). The
  // bytes stay until the next call.
  base::Bytes request(stun::Method method, const Fill& fill = {});
  // The same request again, signed as the last challenge demands.
  base::Bytes again() { return request(method_, fill_); }

  enum class Verdict : std::uint8_t {
    other,    // not the answer to the last request
    again,    // a new challenge: send the bytes of again()
    success,  // if the request was signed, the signature of the answer is right
    error,
    forged,  // its MESSAGE-INTEGRITY is missing or wrong
  };
  Verdict on_answer(const stun::MessageView& answer);

  // An indication to a peer; the bytes stay until the next call.
  base::Bytes send_indication(const base::Endpoint& peer, base::Bytes data);

  const std::string& realm() const noexcept { return realm_; }
  unsigned challenges() const noexcept { return challenges_; }

 private:
  const Account& account_;
  base::Random& random_;
  stun::Method method_ = stun::Method::binding;
  Fill fill_;
  stun::TransactionId transaction_{};
  std::string realm_, nonce_;
  bool signed_ = false;
  unsigned challenges_ = 0;  // in a row
  LongTermKey key_;
  std::array<std::byte, 2048> room_{};
};

}  // namespace turn::client
