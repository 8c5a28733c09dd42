// SPDX-License-Identifier: MIT
#include "base/crypto.hpp"

// This file uses the plain digest functions, which OpenSSL 3 deprecates in favour of its EVP layer.
// The EVP layer needs look-ups, locks and heap calls for each hash: several times the cost of
// hashing a message as short as a STUN request. It also cannot copy a MAC's state.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "base/secret.hpp"

namespace base {
namespace {

// Each struct is one hash function: its state and its three calls.
struct Sha1 {
  using State = SHA_CTX;
  using Digest = Sha1Digest;
  static constexpr std::size_t kBlock = SHA_CBLOCK;
  static constexpr auto init = SHA1_Init;
  static constexpr auto update = SHA1_Update;
  static constexpr auto final = SHA1_Final;
};
struct Sha256 {
  using State = SHA256_CTX;
  using Digest = Sha256Digest;
  static constexpr std::size_t kBlock = SHA256_CBLOCK;
  static constexpr auto init = SHA256_Init;
  static constexpr auto update = SHA256_Update;
  static constexpr auto final = SHA256_Final;
};
struct Md5 {
  using State = MD5_CTX;
  using Digest = Md5Digest;
  static constexpr auto init = MD5_Init;
  static constexpr auto update = MD5_Update;
  static constexpr auto final = MD5_Final;
};

// Ends the process where OpenSSL cannot hash: no caller can continue safely without the hash.
void require(int done) noexcept {
  if (done != 1) std::abort();
}

template <class Hash>
typename Hash::State begun() noexcept {
  typename Hash::State state;
  require(Hash::init(&state));
  return state;
}

template <class Hash>
typename Hash::Digest finished(typename Hash::State state,
                               std::initializer_list<Bytes> pieces) noexcept {
  for (const Bytes piece : pieces) require(Hash::update(&state, piece.data(), piece.size()));
  typename Hash::Digest out;
  require(Hash::final(as_uchar(MutableBytes{out}), &state));
  return out;
}

template <class Hash>
typename Hash::Digest digest(Bytes data) noexcept {
  return finished<Hash>(begun<Hash>(), {data});
}

// RFC 2104: the outer run hashes the result of the inner run.
template <class Hash>
typename Hash::Digest both_runs(const typename Hash::State& inner,
                                const typename Hash::State& outer,
                                std::initializer_list<Bytes> pieces) noexcept {
  const auto hashed = finished<Hash>(inner, pieces);
  return finished<Hash>(outer, {hashed});
}

// The states of both runs after they have hashed the key.
template <class Hash>
struct Hmac {
  typename Hash::State inner = begun<Hash>();
  typename Hash::State outer = begun<Hash>();

  explicit Hmac(Bytes key) noexcept {
    std::array<std::byte, Hash::kBlock> block{};
    if (key.size() > block.size()) {
      const auto hashed = digest<Hash>(key);
      std::copy(hashed.begin(), hashed.end(), block.begin());
    } else {
      std::copy(key.begin(), key.end(), block.begin());
    }
    for (std::byte& b : block) b ^= std::byte{0x36};
    require(Hash::update(&inner, block.data(), block.size()));
    for (std::byte& b : block) b ^= std::byte{0x36 ^ 0x5c};
    require(Hash::update(&outer, block.data(), block.size()));
    wipe(block);
  }
};

template <class Hash>
typename Hash::Digest hmac(Bytes key, std::initializer_list<Bytes> pieces) noexcept {
  Hmac<Hash> keyed{key};
  const auto out = both_runs<Hash>(keyed.inner, keyed.outer, pieces);
  OPENSSL_cleanse(&keyed, sizeof keyed);
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

Sha1Digest hmac_sha1(Bytes key, Bytes data) noexcept { return hmac<Sha1>(key, {data}); }
Sha1Digest hmac_sha1(Bytes key, std::initializer_list<Bytes> pieces) noexcept {
  return hmac<Sha1>(key, pieces);
}
Sha256Digest hmac_sha256(Bytes key, Bytes data) noexcept { return hmac<Sha256>(key, {data}); }
Sha256Digest hmac_sha256(Bytes key, std::initializer_list<Bytes> pieces) noexcept {
  return hmac<Sha256>(key, pieces);
}

HmacSha256Key::HmacSha256Key(Bytes key) noexcept {
  using Run = Sha256::State;
  static_assert(2 * sizeof(Run) == sizeof state_ && std::is_trivially_copyable_v<Run>);
  Hmac<Sha256> keyed{key};
  std::memcpy(state_.data(), &keyed.inner, sizeof(Run));
  std::memcpy(state_.data() + sizeof(Run), &keyed.outer, sizeof(Run));
  OPENSSL_cleanse(&keyed, sizeof keyed);
}

HmacSha256Key::~HmacSha256Key() { wipe(state_); }

Sha256Digest HmacSha256Key::mac(std::initializer_list<Bytes> pieces) const noexcept {
  std::array<Sha256::State, 2> runs;
  std::memcpy(runs.data(), state_.data(), sizeof runs);
  return both_runs<Sha256>(runs[0], runs[1], pieces);
}

Md5Digest md5(Bytes data) noexcept { return digest<Md5>(data); }
Sha1Digest sha1(Bytes data) noexcept { return digest<Sha1>(data); }
Sha256Digest sha256(Bytes data) noexcept { return digest<Sha256>(data); }

std::uint32_t crc32(Bytes data, std::uint32_t seed) noexcept {
  static constexpr auto kTable = make_crc_table();
  std::uint32_t c = seed ^ 0xffffffffu;
  for (const std::byte b : data)
    c = kTable[(c ^ std::to_integer<std::uint32_t>(b)) & 0xff] ^ (c >> 8);
  return c ^ 0xffffffffu;
}

bool constant_time_equal(Bytes a, Bytes b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(MutableBytes bytes) noexcept {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

}  // namespace base
