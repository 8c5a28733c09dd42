// SPDX-License-Identifier: MIT
#include "meetings/sealed_text.hpp"

#include <vector>

#include "base/encoding.hpp"
#include "base/key_stream.hpp"

namespace meetings {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kTagBytes = 32;

std::string tag_of(const base::Sha256Digest& key, std::string_view text) {
  const base::Sha256Digest tag =
      base::hmac_sha256(key, {base::as_bytes("answer\n"), base::as_bytes(text)});
  return std::string{base::as_text(tag)};
}

// Encrypts and decrypts.
std::string cipher(const base::Sha256Digest& key, std::string_view text) {
  std::vector<std::byte> stream(text.size());
  base::KeyStream{key}.fill(stream);
  std::string out{text};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<char>(static_cast<unsigned char>(out[i]) ^
                               std::to_integer<unsigned char>(stream[i]));
  return out;
}

// A key of its own for each text, so that no stream is used twice.
std::string key_name(std::string_view context, std::string_view nonce) {
  return std::string{context} + '\n' + std::string{nonce};
}

}  // namespace

std::string seal_text(const Tokens& tokens, base::Random& random, std::string_view purpose,
                      std::string_view context, std::string_view text) {
  std::string nonce(kNonceBytes, '\0');
  random.fill(base::MutableBytes{reinterpret_cast<std::byte*>(nonce.data()), nonce.size()});
  const auto keys = tokens.keys_for(purpose, key_name(context, nonce));
  if (keys.empty()) return {};
  return base::encode_base64url(
      base::as_bytes(nonce + tag_of(keys.front(), text) + cipher(keys.front(), text)));
}

std::optional<std::string> unseal_text(const Tokens& tokens, std::string_view purpose,
                                       std::string_view context, std::string_view sealed) {
  const auto bytes = base::decode_base64url(sealed);
  if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view all = base::as_text(*bytes);
  const std::string_view nonce = all.substr(0, kNonceBytes);
  for (const base::Sha256Digest& key : tokens.keys_for(purpose, key_name(context, nonce))) {
    std::string text = cipher(key, all.substr(kNonceBytes + kTagBytes));
    const std::string tag = tag_of(key, text);
    if (base::constant_time_equal(base::as_bytes(tag),
                                  base::as_bytes(all.substr(kNonceBytes, kTagBytes))))
      return text;
  }
  return std::nullopt;
}

}  // namespace meetings
