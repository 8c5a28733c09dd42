// SPDX-License-Identifier: MIT
#include "base/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

#include "base/handle.hpp"
#include "base/secret.hpp"

namespace base {
namespace {

using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;

// One context a thread: making one costs a heap allocation, and MACs are computed on packet paths.
EVP_MD_CTX* thread_context() noexcept {
  thread_local const DigestContext context{EVP_MD_CTX_new()};
  return context.get();
}

// Fetched once: in OpenSSL 3 EVP_sha1() means a look-up of the implementation at each use.
const EVP_MD* fetched(const char* name) noexcept { return EVP_MD_fetch(nullptr, name, nullptr); }
const EVP_MD* sha1_md() noexcept {
  static const EVP_MD* const md = fetched("SHA1");
  return md;
}
const EVP_MD* sha256_md() noexcept {
  static const EVP_MD* const md = fetched("SHA256");
  return md;
}
const EVP_MD* md5_md() noexcept {
  static const EVP_MD* const md = fetched("MD5");
  return md;
}

template <class Digest>
Digest digest(const EVP_MD* md, std::initializer_list<Bytes> pieces) noexcept {
  Digest out{};
  EVP_MD_CTX* context = thread_context();
  bool ok = context != nullptr && md != nullptr && EVP_DigestInit_ex2(context, md, nullptr) == 1;
  for (const Bytes piece : pieces) ok = ok && EVP_DigestUpdate(context, piece.data(), piece.size()) == 1;
  ok = ok && EVP_DigestFinal_ex(context, as_uchar(MutableBytes{out}), nullptr) == 1;
  if (!ok) std::abort();  // the library cannot hash: nothing here may go on as if it had
  return out;
}

constexpr std::size_t kBlock = 64;  // both SHA-1 and SHA-256

// RFC 2104 over the plain digest: two digest runs, no heap.
template <class Digest>
Digest hmac(const EVP_MD* md, Bytes key, std::initializer_list<Bytes> pieces) noexcept {
  std::array<std::byte, kBlock> block{};
  if (key.size() > kBlock) {
    const Digest hashed = digest<Digest>(md, {key});
    std::copy(hashed.begin(), hashed.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  for (std::byte& b : block) b ^= std::byte{0x36};
  Digest inner{};
  EVP_MD_CTX* context = thread_context();
  bool ok = context != nullptr && md != nullptr && EVP_DigestInit_ex2(context, md, nullptr) == 1 &&
            EVP_DigestUpdate(context, block.data(), block.size()) == 1;
  for (const Bytes piece : pieces) ok = ok && EVP_DigestUpdate(context, piece.data(), piece.size()) == 1;
  ok = ok && EVP_DigestFinal_ex(context, as_uchar(MutableBytes{inner}), nullptr) == 1;
  if (!ok) std::abort();
  for (std::byte& b : block) b ^= std::byte{0x36 ^ 0x5c};
  const Digest out = digest<Digest>(md, {Bytes{block}, Bytes{inner}});
  wipe(block);
  return out;
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}

}  // namespace

Sha1Digest hmac_sha1(Bytes key, Bytes data) noexcept { return hmac<Sha1Digest>(sha1_md(), key, {data}); }
Sha1Digest hmac_sha1(Bytes key, std::initializer_list<Bytes> pieces) noexcept { return hmac<Sha1Digest>(sha1_md(), key, pieces); }
Sha256Digest hmac_sha256(Bytes key, Bytes data) noexcept { return hmac<Sha256Digest>(sha256_md(), key, {data}); }
Sha256Digest hmac_sha256(Bytes key, std::initializer_list<Bytes> pieces) noexcept {
  return hmac<Sha256Digest>(sha256_md(), key, pieces);
}

Md5Digest md5(Bytes data) noexcept { return digest<Md5Digest>(md5_md(), {data}); }
Sha256Digest sha256(Bytes data) noexcept { return digest<Sha256Digest>(sha256_md(), {data}); }

std::uint32_t crc32(Bytes data, std::uint32_t seed) noexcept {
  static constexpr auto kTable = make_crc_table();
  std::uint32_t c = seed ^ 0xffffffffu;
  for (const std::byte b : data) c = kTable[(c ^ std::to_integer<std::uint32_t>(b)) & 0xff] ^ (c >> 8);
  return c ^ 0xffffffffu;
}

bool constant_time_equal(Bytes a, Bytes b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(MutableBytes bytes) noexcept {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

}  // namespace base
