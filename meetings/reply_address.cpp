// SPDX-License-Identifier: MIT
#include "meetings/reply_address.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace meetings {
namespace {

constexpr std::string_view kPurpose = "lectern reply by mail";
constexpr std::size_t kIdDigits = 32;  // of a UUID
constexpr std::size_t kMacBytes = 10;  // 80 bits, and a wrong guess costs a mail
constexpr std::size_t kTokenDigits = kIdDigits + 2 * kMacBytes;

bool is_hex(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string mac_of(const base::Sha256Digest& key) {
  return base::encode_hex(key).substr(0, 2 * kMacBytes);
}

// 8-4-4-4-12 digits.
std::string as_uuid(std::string_view digits) {
  std::string id;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) id += '-';
    id += digits[i];
  }
  return id;
}

}  // namespace

std::string reply_address(const Tokens& tokens, std::string_view replies, const InviteId& invite) {
  std::string digits = invite.value();
  std::erase(digits, '-');
  const auto keys = tokens.keys_for(kPurpose, invite.value());
  const std::size_t at = replies.find('@');
  if (digits.size() != kIdDigits || !is_hex(digits) || keys.empty() || at == std::string::npos)
    return {};
  return std::string{replies.substr(0, at)} + '+' + digits + mac_of(keys.front()) +
         std::string{replies.substr(at)};
}

std::optional<InviteId> invite_of_reply_address(const Tokens& tokens, std::string_view address) {
  const std::string lower = base::to_lower(address);
  const std::size_t plus = lower.find('+'), at = lower.find('@', plus == lower.npos ? 0 : plus);
  if (plus == std::string::npos || at == std::string::npos || at - plus - 1 != kTokenDigits)
    return std::nullopt;
  const std::string token = lower.substr(plus + 1, kTokenDigits);
  if (!is_hex(token)) return std::nullopt;
  const std::string id = as_uuid(token.substr(0, kIdDigits));
  const std::string mac = token.substr(kIdDigits);
  bool fits = false;
  for (const base::Sha256Digest& key : tokens.keys_for(kPurpose, id)) {
    const std::string right = mac_of(key);
    if (base::constant_time_equal(base::as_bytes(right), base::as_bytes(mac))) fits = true;
  }
  return fits ? std::optional{InviteId{id}} : std::nullopt;
}

}  // namespace meetings
