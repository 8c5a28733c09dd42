// SPDX-License-Identifier: MIT
#include "turn/answers.hpp"

namespace turn {

using stun::Attr;
using stun::Class;
using stun::ErrorCode;

stun::Builder Answers::success(const Request& request) noexcept {
  return {room_, Class::success, request.message.method(), request.message.transaction_id()};
}

stun::Builder Answers::error(const Request& request, ErrorCode code) {
  stats_.error(static_cast<std::uint16_t>(code));
  stun::Builder answer{room_, Class::error, request.message.method(),
                       request.message.transaction_id()};
  answer.error(code);
  return answer;
}

void Answers::finish(const Request& request, stun::Builder& answer) {
  if (request.key) sign(answer, *request.key, request.integrity);
  // RFC 8489 section 7: a client that uses FINGERPRINT gets it back; others get the shorter answer.
  if (request.message.has_fingerprint()) answer.fingerprint();
  if (answer.ok()) request.out.reply(request.leg, answer.message());
}

void Answers::refuse(const Request& request, ErrorCode code) {
  if (!admit_stranger(request)) return;
  auto answer = error(request, code);
  if (code == ErrorCode::unknown_attribute) {
    const auto& unknown = request.message.unknown_required();
    answer.unknown_attributes({unknown.types.data(), unknown.count});
  }
  finish(request, answer);
}

void Answers::refuse_attribute(const Request& request, Attr type) {
  if (!admit_stranger(request)) return;
  const auto number = static_cast<std::uint16_t>(type);
  auto answer = error(request, ErrorCode::unknown_attribute);
  answer.unknown_attributes({&number, 1});
  finish(request, answer);
}

bool Answers::admit_stranger(const Request& request, PrefixLimiter& limiter) {
  if (request.key || request.leg.is_stream()) return true;
  if (limiter.allow(request.leg.tuple.client.ip, request.now.mono)) return true;
  stats_.drop(Drop::rate_limited);
  return false;
}

stun::Builder LateAnswers::success(const Asked& asked) noexcept {
  return {room_, Class::success, asked.method, asked.transaction};
}

stun::Builder LateAnswers::error(const Asked& asked, ErrorCode code) {
  stats_.error(static_cast<std::uint16_t>(code));
  stun::Builder answer{room_, Class::error, asked.method, asked.transaction};
  answer.error(code);
  return answer;
}

void LateAnswers::finish(const Asked& asked, const Allocation& allocation, stun::Builder& answer,
                         Effects& out) {
  sign(answer, allocation.key, asked.integrity);
  if (asked.fingerprint) answer.fingerprint();
  out.reply(allocation.leg, answer.message());
}

}  // namespace turn
