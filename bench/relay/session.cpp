// SPDX-License-Identifier: MIT
#include "bench/relay/session.hpp"

#include "base/crypto.hpp"
#include "bench/relay/fixed_map.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"

namespace bench {
namespace {

stun::Method method_of(Step step) {
  switch (step) {
    case Step::allocate: return stun::Method::allocate;
    case Step::permit: return stun::Method::create_permission;
    case Step::bind_channel: return stun::Method::channel_bind;
    case Step::release: return stun::Method::refresh;
  }
  return stun::Method::binding;
}

// A server that challenges each answer would keep us for ever.
constexpr unsigned kMaxChallenges = 4;

}  // namespace

Session::Session(const Account& account, const base::Endpoint& peer, std::uint64_t seed)
    : account_(account), peer_(peer), random_(seed) {}

void Session::plan(std::initializer_list<Step> steps) { plan_.insert(plan_.end(), steps); }

base::Bytes Session::request() {
  if (plan_.empty()) return {};
  if (size_ == 0) encode();
  return base::Bytes{room_}.first(size_);
}

void Session::encode() {
  for (std::byte& b : transaction_) b = static_cast<std::byte>(random_());
  stun::Builder message{room_, stun::Class::request, method_of(plan_.front()), transaction_};
  switch (plan_.front()) {
    case Step::allocate:
      message.u32(stun::Attr::requested_transport, std::uint32_t{stun::kProtocolUdp} << 24);
      break;
    case Step::permit: message.xor_address(stun::Attr::xor_peer_address, peer_); break;
    case Step::bind_channel:
      message.u32(stun::Attr::channel_number, std::uint32_t{kChannel} << 16)
          .xor_address(stun::Attr::xor_peer_address, peer_);
      break;
    case Step::release: message.u32(stun::Attr::lifetime, 0); break;
  }
  if (!nonce_.empty()) {
    message.text(stun::Attr::username, account_.user)
        .text(stun::Attr::realm, realm_)
        .text(stun::Attr::nonce, nonce_);
    message.integrity(key_);
  }
  size_ = message.message().size();
}

bool Session::on_answer(const stun::MessageView& answer) {
  if (plan_.empty() || size_ == 0 || answer.transaction_id() != transaction_) return false;
  if (answer.message_class() == stun::Class::error) {
    challenge(answer);
    size_ = 0;
    return true;
  }
  if (answer.message_class() != stun::Class::success || answer.method() != method_of(plan_.front()))
    return false;
  if (plan_.front() == Step::allocate) {
    const auto value = answer.find(stun::Attr::xor_relayed_address);
    const auto relayed = value ? stun::decode_xor_address(*value, transaction_) : std::nullopt;
    if (!relayed) return false;
    relayed_ = *relayed;
  }
  plan_.pop_front();
  size_ = 0;
  challenges_ = 0;
  return true;
}

// RFC 8489 section 9.2.5: 401 without credentials and 438 name the nonce to go on with; anything
// else is the end.
void Session::challenge(const stun::MessageView& answer) {
  const auto value = answer.find(stun::Attr::error_code);
  const auto error = value ? stun::decode_error_code(*value) : std::nullopt;
  const std::uint16_t code = error ? error->code : std::uint16_t{500};
  const bool again = (code == 401 && nonce_.empty()) || code == 438;
  const auto realm = answer.text(stun::Attr::realm), nonce = answer.text(stun::Attr::nonce);
  if (!again || !realm || !nonce || ++challenges_ > kMaxChallenges) {
    refused_ = code;
    plan_.clear();
    return;
  }
  realm_ = *realm;
  nonce_ = *nonce;
  const std::string text = account_.user + ":" + realm_ + ":" + account_.password;
  const auto key = base::md5(base::as_bytes(text));
  key_.assign(key.begin(), key.end());
}

}  // namespace bench
