// SPDX-License-Identifier: MIT
#include "turn/client/dialogue.hpp"

#include "turn/stun/attributes.hpp"

namespace turn::client {
namespace {

using stun::Attr;
using stun::Class;
using stun::ErrorCode;

// A nonce may have become stale once more; whoever challenges more often does not mean it.
constexpr unsigned kMostChallenges = 3;

std::uint16_t code_of(const stun::MessageView& answer) {
  const auto value = answer.find(Attr::error_code);
  const auto decoded = value ? stun::decode_error_code(*value) : std::nullopt;
  return decoded ? decoded->code : 0;
}

}  // namespace

base::Bytes Dialogue::request(stun::Method method, const Fill& fill) {
  method_ = method;
  Fill kept = fill;  // it may be fill_ itself
  fill_ = std::move(kept);
  random_.fill(transaction_);
  stun::Builder builder{room_, Class::request, method, transaction_};
  if (fill_) fill_(builder);
  signed_ = !nonce_.empty() && method != stun::Method::binding;
  if (signed_) {
    builder.text(Attr::username, account_.username)
        .text(Attr::realm, realm_)
        .text(Attr::nonce, nonce_);
    builder.integrity(key_);
  }
  return builder.message();
}

Dialogue::Verdict Dialogue::on_answer(const stun::MessageView& answer) {
  const Class kind = answer.message_class();
  if (answer.method() != method_ || answer.transaction_id() != transaction_ ||
      (kind != Class::success && kind != Class::error))
    return Verdict::other;
  if (kind == Class::success) {
    challenges_ = 0;
    return signed_ && !answer.integrity_matches(key_) ? Verdict::forged : Verdict::success;
  }
  const std::uint16_t code = code_of(answer);
  const auto realm = answer.text(Attr::realm), nonce = answer.text(Attr::nonce);
  const bool stale = code == static_cast<std::uint16_t>(ErrorCode::stale_nonce);
  const bool first = code == static_cast<std::uint16_t>(ErrorCode::unauthenticated) && !signed_;
  if ((!first && !stale) || !nonce || (!realm && realm_.empty()) || account_.username.empty() ||
      ++challenges_ > kMostChallenges)
    return Verdict::error;
  nonce_ = *nonce;
  if (realm) realm_ = *realm;
  key_ = long_term_key(account_.username, realm_, account_.password.reveal_text());
  return Verdict::again;
}

base::Bytes Dialogue::send_indication(const base::Endpoint& peer, base::Bytes data) {
  stun::TransactionId id;
  random_.fill(id);
  stun::Builder builder{room_, Class::indication, stun::Method::send, id};
  return builder.xor_address(Attr::xor_peer_address, peer).bytes(Attr::data, data).message();
}

}  // namespace turn::client
